from datetime import UTC, date, datetime

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
