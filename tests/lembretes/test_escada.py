"""A escada, só com datas."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seicidades.comum.dias_uteis import Calendario
from seicidades.lembretes.escada import Momento, avisa_antes_ate, devido, proximo, subir

SEGUNDA = date(2026, 3, 2)
CALENDARIO = Calendario([date(2026, 3, 6)])
TODOS = [Momento.TITULAR, Momento.SUPLENTE, Momento.GERENTE, Momento.GABINETE]


def dias(passos):
    return [p.dia.day for p in passos]


def test_cada_degrau_conta_dias_uteis_do_anterior():
    passos = subir(SEGUNDA, SEGUNDA, CALENDARIO, {})

    assert [p.momento for p in passos] == TODOS
    assert dias(passos) == [3, 5, 11, 17]  # o dia 6 é feriado
    assert all(p.previsto for p in passos)


def test_quem_entra_atrasado_comeca_por_quem_faz():
    hoje = date(2026, 4, 1)
    passos = subir(SEGUNDA, hoje, CALENDARIO, {})

    assert devido(passos, hoje) == Momento.TITULAR
    assert dias(passos) == [1, 3, 8, 14]


def test_atraso_de_um_degrau_empurra_os_seguintes():
    passos = subir(SEGUNDA, date(2026, 3, 9), CALENDARIO, {Momento.TITULAR: date(2026, 3, 9)})

    assert dias(passos) == [9, 11, 16, 20]
    assert devido(passos, date(2026, 3, 10)) is None
    assert proximo(passos, date(2026, 3, 10)).momento == Momento.SUPLENTE


@pytest.mark.parametrize("retido", TODOS[1:])
def test_reter_um_degrau_so_cala_esse_degrau(retido):
    livres = subir(SEGUNDA, SEGUNDA, CALENDARIO, {})
    passos = subir(SEGUNDA, SEGUNDA, CALENDARIO, {}, {retido})

    assert dias(passos) == dias(livres)
    assert [p.momento for p in passos if p.pulado] == [retido]


def test_degrau_dado_ou_pulado_nao_sai():
    dados = {Momento.TITULAR: date(2026, 3, 3), Momento.SUPLENTE: date(2026, 3, 5)}
    passos = subir(SEGUNDA, date(2026, 3, 17), CALENDARIO, dados, {Momento.GERENTE})

    assert devido(passos, date(2026, 3, 16)) is None
    assert devido(passos, date(2026, 3, 17)) == Momento.GABINETE


@pytest.mark.parametrize(("dia", "ate"), [(3, 5), (4, 9), (5, 10), (6, 10), (7, 10)])
def test_antes_do_prazo_sao_dois_dias_uteis(dia, ate):
    assert avisa_antes_ate(date(2026, 3, dia), CALENDARIO) == date(2026, 3, ate)


@given(st.dates(SEGUNDA, date(2026, 4, 30)), st.integers(0, 20))
def test_avisar_antes_e_contar_dois_dias_uteis_para_tras(hoje, faltam):
    prazo = hoje + timedelta(days=faltam)

    assert (prazo <= avisa_antes_ate(hoje, CALENDARIO)) is (CALENDARIO.somar(prazo, -2) <= hoje)
