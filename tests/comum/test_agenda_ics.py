from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from seicidades.comum.agenda_ics import Evento, escrever

MUDOU = datetime(2026, 3, 2, 12, 30, tzinfo=UTC)


def evento(**campos) -> Evento:
    padrao = {"uid": "um@x", "dia": date(2026, 12, 31), "titulo": "T", "texto": ""}
    return Evento(**padrao | campos, mudou_em=MUDOU)


def linhas(*eventos) -> list[bytes]:
    arquivo = escrever("Agenda", eventos)
    assert arquivo.endswith(b"\r\n")
    assert b"\n" not in arquivo.replace(b"\r\n", b"")
    return arquivo.removesuffix(b"\r\n").split(b"\r\n")


def test_dia_inteiro_acaba_no_dia_seguinte_e_datas_sao_em_utc():
    lidas = linhas(evento())
    assert lidas[0] == b"BEGIN:VCALENDAR"
    assert lidas[-1] == b"END:VCALENDAR"
    assert b"DTSTART;VALUE=DATE:20261231" in lidas
    assert b"DTEND;VALUE=DATE:20270101" in lidas
    assert b"DTSTAMP:20260302T123000Z" in lidas


def test_linha_longa_se_dobra_em_75_octetos_sem_partir_letra():
    titulo = "ação " * 60
    lidas = linhas(evento(titulo=titulo))
    assert max(map(len, lidas)) <= 75
    inteiro = b"\r\n".join(lidas).replace(b"\r\n ", b"").decode()
    assert f"SUMMARY:{titulo}" in inteiro
    for linha in lidas:
        linha.decode()


def test_texto_que_imita_linha_do_arquivo_nao_escapa():
    lidas = linhas(evento(titulo="a;b,c\\d", texto="um\r\nBEGIN:VEVENT"))
    assert b"SUMMARY:a\\;b\\,c\\\\d" in lidas
    assert b"DESCRIPTION:um\\nBEGIN:VEVENT" in lidas
    assert lidas.count(b"BEGIN:VEVENT") == 1


# --- Lido por quem não a escreveu


def lida(*eventos) -> Calendar:
    """A agenda como a lê uma biblioteca alheia, que recusa linha fora da norma."""
    (agenda,) = Calendar.from_ical(escrever("Agenda de Ação", eventos), multiple=True)
    assert agenda.errors == []
    assert all(evento.errors == [] for evento in agenda.events)
    return agenda


def test_outro_programa_le_o_dia_inteiro_sem_fuso_e_o_que_mudou_em_utc():
    url = "https://seicidades.exemplo.invalid/implantacoes/1/"
    agenda = lida(evento(uid="um@x", url=url), evento(uid="dois@x", dia=date(2027, 1, 4)))
    assert (agenda["VERSION"], agenda["X-WR-TIMEZONE"]) == ("2.0", "America/Sao_Paulo")
    assert "METHOD" not in agenda  # pediria um organizador, e não é convite
    um, dois = agenda.events
    assert (um.start, um.end, um.duration) == (date(2026, 12, 31), date(2027, 1, 1), timedelta(1))
    assert not isinstance(um.start, datetime)
    assert (um["DTSTAMP"].dt, um["LAST-MODIFIED"].dt) == (MUDOU, MUDOU)
    assert (um["UID"], um["URL"], um["TRANSP"]) == ("um@x", url, "TRANSPARENT")
    assert dois.start == date(2027, 1, 4)
    assert agenda.get_missing_tzids() == set()


def test_baixada_de_novo_depois_de_mudar_a_sequencia_cresce():
    antes = lida(evento()).events[0]["SEQUENCE"]
    depois = Evento("um@x", date(2026, 12, 31), "T", "", MUDOU + timedelta(minutes=1))
    assert lida(depois).events[0]["SEQUENCE"] > antes


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_qualquer_texto_volta_igual_e_nenhuma_linha_passa_do_limite(texto):
    arquivo = escrever("Agenda", [evento(titulo=texto, texto=texto)])
    assert all(len(linha) <= 75 for linha in arquivo.split(b"\r\n"))
    (lido,) = lida(evento(titulo=texto, texto=texto)).events
    limpo = "".join(letra for letra in texto if letra == "\n" or not _controle(letra))
    assert (lido["SUMMARY"], lido["DESCRIPTION"]) == (limpo, limpo)


def _controle(letra: str) -> bool:
    return ord(letra) < 32 or ord(letra) == 127
