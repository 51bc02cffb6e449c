from datetime import date

import pytest

from seicidades.municipios import calendario
from seicidades.municipios.calendario import (
    calendario_do_estado,
    calendario_do_municipio,
    calendarios_dos_municipios,
    feriados_do_estado,
)
from tests.factories import FeriadoMunicipalFactory, MunicipioFactory


@pytest.mark.parametrize(
    ("dia", "nome"),
    [
        (date(2026, 2, 16), "Carnaval"),
        (date(2026, 2, 17), "Carnaval"),
        (date(2026, 4, 3), "Sexta-feira Santa"),
        (date(2026, 6, 4), "Corpus Christi"),
        (date(2026, 7, 9), "Revolução Constitucionalista"),
        (date(2026, 10, 28), "Dia do Servidor Público"),
        (date(2026, 11, 20), "Dia Nacional de Zumbi e da Consciência Negra"),
    ],
)
def test_nem_feriado_nem_ponto_facultativo_e_dia_util_no_estado(dia, nome):
    assert feriados_do_estado()[dia] == nome
    assert not calendario_do_estado().eh_util(dia)


@pytest.mark.parametrize("ano", [2020, 2045])
def test_os_feriados_vao_de_2020_a_2045(ano):
    assert date(ano, 1, 1) in feriados_do_estado()
    assert date(ano, 7, 9) in feriados_do_estado()


def test_20_de_novembro_e_feriado_desde_2024_pela_lei_nacional():
    desde = [ano for ano in range(2020, 2046) if date(ano, 11, 20) in feriados_do_estado()]

    assert desde == list(range(2024, 2046))


def test_os_feriados_do_estado_nao_se_alteram():
    with pytest.raises(TypeError):
        feriados_do_estado()[date(2026, 3, 3)] = "inventado"


@pytest.mark.django_db
def test_o_feriado_de_um_municipio_nao_vale_no_vizinho():
    feriado = FeriadoMunicipalFactory(data=date(2026, 6, 12), nome="Aniversário da cidade")
    vizinho = MunicipioFactory()

    daqui = calendario_do_municipio(feriado.municipio_id)

    assert daqui.nome_do_feriado(date(2026, 6, 12)) == "Aniversário da cidade"
    assert daqui.somar(date(2026, 6, 11), 1) == date(2026, 6, 15)
    assert calendario_do_municipio(vizinho.pk).somar(date(2026, 6, 11), 1) == date(2026, 6, 12)


@pytest.mark.django_db
def test_feriado_municipal_no_dia_de_um_do_estado_nao_conta_duas_vezes():
    feriado = FeriadoMunicipalFactory(data=date(2026, 7, 9), nome="Padroeira")

    calendario = calendario_do_municipio(feriado.municipio_id)

    assert calendario.nome_do_feriado(date(2026, 7, 9)) == "Revolução Constitucionalista"
    assert calendario.contar(date(2026, 7, 8), date(2026, 7, 10)) == 1


@pytest.mark.django_db
def test_um_calendario_ou_muitos_custam_uma_consulta(django_assert_num_queries):
    feriados = FeriadoMunicipalFactory.create_batch(3)
    ids = [f.municipio_id for f in feriados]
    feriados_do_estado()

    with django_assert_num_queries(1):
        calendario_do_municipio(ids[0])
    with django_assert_num_queries(1):
        varios = calendarios_dos_municipios(ids)

    assert set(varios) == set(ids)
    assert not any(c.eh_util(feriados[0].data) for c in varios.values())


@pytest.mark.django_db
def test_muitos_municipios_leem_os_feriados_todos_numa_consulta(
    monkeypatch, django_assert_num_queries
):
    com, sem = MunicipioFactory(), MunicipioFactory()
    FeriadoMunicipalFactory(municipio=com, data=date(2026, 3, 4))
    monkeypatch.setattr(calendario, "POUCOS", 1)

    with django_assert_num_queries(1):
        calendarios = calendarios_dos_municipios([com.pk, sem.pk])

    assert not calendarios[com.pk].eh_util(date(2026, 3, 4))
    assert calendarios[sem.pk].eh_util(date(2026, 3, 4))
