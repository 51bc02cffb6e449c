"""Os exemplos trabalhados do dossiê do domínio, um a um, e as contas de cada dígito."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seicidades.comum.digitos import (
    FORMATO_ERRADO,
    SEM_CONFERENCIA,
    Conferencia,
    conferir_cnpj,
    conferir_codigo_ibge,
    conferir_cpf,
    conferir_nup,
    conferir_processo,
    digitos_do_cnpj,
    digitos_do_processo,
)


@pytest.mark.parametrize(
    ("cnpj", "digitos"),
    [
        ("12.ABC.345/01DE-35", "35"),
        ("1A.2B3.C4D/0001-79", "79"),
        ("62.577.929/0001-35", "35"),
        ("12abc34501de35", "35"),
    ],
)
def test_cnpj_numerico_ou_alfanumerico_confere(cnpj, digitos):
    assert conferir_cnpj(cnpj) == Conferencia(valido=True, esperados=digitos)


def test_cnpj_de_digito_trocado_diz_o_esperado():
    assert conferir_cnpj("12.ABC.345/01DE-53") == (False, "35")
    assert conferir_cnpj("62.577.929/0001-36") == (False, "35")


@pytest.mark.parametrize(
    "cnpj",
    ["", "123", "00000000000000", "12ABC34501DE3A", "ÁBABC34501DE35", "١٢ABC34501DE35"],
)
def test_cnpj_de_formato_errado_nao_tem_digitos_esperados(cnpj):
    assert conferir_cnpj(cnpj) == FORMATO_ERRADO


@given(st.text(string.digits + string.ascii_uppercase, min_size=12, max_size=12))
def test_os_digitos_calculados_do_cnpj_sempre_conferem(base):
    cnpj = base + digitos_do_cnpj(base)

    assert conferir_cnpj(cnpj).valido or len(set(cnpj)) == 1


def test_cpf_do_dossie_confere_e_o_repetido_nao():
    assert conferir_cpf("111.444.777-35") == (True, "35")
    assert conferir_cpf("11144477753") == (False, "35")
    assert conferir_cpf("111.111.111-11") == FORMATO_ERRADO
    assert conferir_cpf("1114447773") == FORMATO_ERRADO


@pytest.mark.parametrize(
    "numero",
    [
        "01400.000953/2024-11",
        "00190.103568/2016-67",
        "23000.017123/2020-37",
        "99928.000030/2014-35",
        "00190.000001/2026-10",
        "00190.000003/2026-09",
    ],
)
def test_nup_federal_do_dossie_confere(numero):
    esperado = Conferencia(valido=True, esperados=numero[-2:])

    assert conferir_nup(numero) == esperado
    assert conferir_processo(numero) == esperado
    assert conferir_nup(numero.replace(".", "").replace("/", "").replace("-", "")) == esperado


def test_nup_de_digito_trocado_diz_o_esperado():
    assert conferir_nup("01400.000953/2024-12") == (False, "11")
    assert conferir_nup("01400.000953/2024") == FORMATO_ERRADO


def test_processo_do_estado_confere_pela_mesma_conta():
    assert conferir_processo("015.00050511/2023-07") == (True, "07")
    assert conferir_processo("018.00012345/2024-11") == (False, "39")


def test_nipe_confere():
    assert conferir_processo("17.137001.000001/2026-21") == (True, "21")
    assert conferir_processo("17.137001.000001/2025-42") == (False, "40")


@pytest.mark.parametrize(
    "numero",
    [
        "6074.2022/0000902-7",
        "PMC.2020.00045524-18",
        "0000000000.000001/2020-11",
        "12.1.000000077-4",
    ],
)
def test_mascara_de_outro_orgao_nao_tem_o_que_conferir(numero):
    assert conferir_processo(numero) == SEM_CONFERENCIA


@given(st.text(string.digits, min_size=15, max_size=15))
def test_os_digitos_calculados_do_processo_sempre_conferem(base):
    assert conferir_nup(base + digitos_do_processo(base)).valido


def test_codigo_do_ibge_confere_o_setimo_algarismo():
    assert conferir_codigo_ibge("3500105") == (True, "5")
    assert conferir_codigo_ibge("3550308") == (True, "8")
    assert conferir_codigo_ibge("3500104") == (False, "5")
    assert conferir_codigo_ibge("350010") == FORMATO_ERRADO
