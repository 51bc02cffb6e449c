import pickle
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seicidades.comum.dias_uteis import Calendario, CalendarioLocal

UM_DIA = timedelta(days=1)
dias = st.dates(date(2020, 1, 1), date(2045, 12, 31))
# Feriados apertados em poucos meses, para que se encostem e caiam em fins de semana.
feriados = st.one_of(
    st.sets(dias, max_size=60), st.sets(st.dates(date(2026, 1, 1), date(2026, 4, 30)), max_size=90)
)
calendarios = feriados.map(Calendario)
passos = st.integers(-600, 600)
NATAL = Calendario({date(2026, 12, 25): "Natal", date(2027, 1, 1): "Confraternização Universal"})


def somar_dia_a_dia(calendario, dia, n):
    passo = UM_DIA if n > 0 else -UM_DIA
    faltam = abs(n)
    while faltam:
        dia += passo
        faltam -= calendario.eh_util(dia)
    return dia


def contar_dia_a_dia(calendario, inicio, fim):
    if fim < inicio:
        return -contar_dia_a_dia(calendario, fim, inicio)
    ordinais = range(inicio.toordinal() + 1, fim.toordinal() + 1)
    return sum(calendario.eh_util(date.fromordinal(o)) for o in ordinais)


@given(calendarios, st.dates(date(2025, 10, 1), date(2026, 8, 1)), passos)
def test_somar_e_o_passo_dia_a_dia(calendario, dia, n):
    assert calendario.somar(dia, n) == somar_dia_a_dia(calendario, dia, n)


@given(calendarios, dias, st.integers(-900, 900))
def test_contar_e_o_laco_dia_a_dia(calendario, inicio, dias_corridos):
    fim = inicio + timedelta(days=dias_corridos)

    assert calendario.contar(inicio, fim) == contar_dia_a_dia(calendario, inicio, fim)


@given(calendarios, dias, st.integers(0, 600))
def test_contar_desfaz_somar(calendario, dia, n):
    assert calendario.contar(dia, calendario.somar(dia, n)) == n


@given(calendarios, dias, passos)
def test_entre_dias_uteis_contar_desfaz_somar_nos_dois_sentidos(calendario, dia, n):
    dia = calendario.proximo_util(dia)

    chegada = calendario.somar(dia, n)

    assert calendario.contar(dia, chegada) == n
    assert calendario.somar(chegada, -n) == dia


@given(calendarios, dias, dias, st.integers(1, 600))
def test_somar_nunca_inverte_a_ordem_dos_dias(calendario, um, outro, n):
    antes, depois = sorted((um, outro))

    assert calendario.somar(antes, n) <= calendario.somar(depois, n)
    assert calendario.somar(antes, -n) <= calendario.somar(depois, -n)


@given(calendarios, dias, passos)
def test_um_dia_a_mais_chega_sempre_depois_e_sempre_em_dia_util(calendario, dia, n):
    dia = calendario.proximo_util(dia)

    assert calendario.somar(dia, n) < calendario.somar(dia, n + 1)
    assert calendario.eh_util(calendario.somar(dia, n))


@given(calendarios, dias, dias, dias)
def test_contar_por_partes_da_o_todo(calendario, a, b, c):
    assert calendario.contar(a, c) == calendario.contar(a, b) + calendario.contar(b, c)


@given(calendarios, dias)
def test_proximo_util_e_o_primeiro_a_partir_do_dia(calendario, dia):
    esperado = dia
    while not calendario.eh_util(esperado):
        esperado += UM_DIA

    assert calendario.proximo_util(dia) == esperado


def test_prazo_pula_fim_de_semana_e_feriado_e_nao_conta_o_dia_do_comeco():
    quinta = date(2026, 12, 24)

    assert NATAL.somar(quinta, 1) == date(2026, 12, 28)
    assert NATAL.somar(quinta, 5) == date(2027, 1, 4)
    assert NATAL.somar(date(2027, 1, 4), -5) == quinta
    assert NATAL.contar(quinta, date(2027, 1, 4)) == 5
    assert NATAL.contar(date(2027, 1, 4), quinta) == -5


def test_somar_zero_devolve_o_proprio_dia_mesmo_feriado():
    assert NATAL.somar(date(2026, 12, 25), 0) == date(2026, 12, 25)


def test_sabado_domingo_e_feriado_nao_sao_uteis():
    semana = [date(2026, 12, 21) + timedelta(days=i) for i in range(7)]

    assert [NATAL.eh_util(d) for d in semana] == [True, True, True, True, False, False, False]
    assert NATAL.proximo_util(date(2026, 12, 25)) == date(2026, 12, 28)
    assert NATAL.proximo_util(date(2026, 12, 24)) == date(2026, 12, 24)


def test_feriados_entre_inclui_os_extremos_e_os_de_fim_de_semana_em_ordem():
    calendario = Calendario({date(2027, 5, 1): "Trabalho", date(2027, 4, 21): "Tiradentes"})

    dentro = calendario.feriados_entre(date(2027, 4, 21), date(2027, 5, 1))

    assert list(dentro.items()) == [
        (date(2027, 4, 21), "Tiradentes"),
        (date(2027, 5, 1), "Trabalho"),
    ]
    assert calendario.feriados_entre(date(2027, 4, 22), date(2027, 4, 30)) == {}


def test_nome_do_feriado_distingue_sem_nome_de_nao_feriado():
    calendario = Calendario([date(2027, 4, 21)])

    assert calendario.nome_do_feriado(date(2027, 4, 21)) == ""
    assert calendario.nome_do_feriado(date(2027, 4, 22)) is None


def test_calendario_nao_muda_e_se_compara_pelos_feriados():
    igual = Calendario(
        {date(2027, 1, 1): "Confraternização Universal", date(2026, 12, 25): "Natal"}
    )

    with pytest.raises(AttributeError, match="não muda"):
        NATAL.feriados = ()
    assert igual == NATAL
    assert hash(NATAL) == hash(igual)
    assert Calendario() != NATAL
    assert pickle.loads(pickle.dumps(NATAL)) == NATAL  # noqa: S301 (bytes feitos aqui)


def test_ano_bissexto_conta_o_dia_29():
    assert Calendario().contar(date(2028, 2, 28), date(2028, 3, 1)) == 2


@given(
    base=feriados,
    locais=feriados,
    dia=dias,
    outro=dias,
    n=passos,
)
def test_calendario_local_e_o_mesmo_que_um_com_tudo_junto(base, locais, dia, outro, n):
    nomes = dict.fromkeys(base, "do Estado")
    proprios = dict.fromkeys(locais, "daqui")
    local = CalendarioLocal(Calendario(nomes), proprios)
    junto = Calendario(proprios | nomes)

    assert local == junto
    assert hash(local) == hash(junto)
    assert repr(local) == repr(junto)
    assert local.somar(dia, n) == junto.somar(dia, n)
    assert local.contar(dia, outro) == junto.contar(dia, outro)
    assert local.eh_util(dia) == junto.eh_util(dia)
    assert local.nome_do_feriado(dia) == junto.nome_do_feriado(dia)
    assert local.feriados_entre(dia, outro) == junto.feriados_entre(dia, outro)
    assert pickle.loads(pickle.dumps(local)) == junto  # noqa: S301 (acaba de ser feito aqui)
