"""Máscaras do SEI: os exemplos do dossiê, o que se recusa e a ida e volta."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from seicidades.comum import mascaras
from seicidades.comum.digitos import (
    FORMATO_ERRADO,
    SEM_CONFERENCIA,
    conferir_cnj,
    conferir_nup,
    digitos_do_cnj,
    digitos_do_processo,
)
from seicidades.comum.mascaras import MascaraInvalida, compilar

NUP = compilar(mascaras.NUP_FEDERAL)
ESTADO = compilar(mascaras.ESTADO_DE_SAO_PAULO)
TRF4 = compilar(mascaras.TRF4)
TOCANTINS = compilar(mascaras.NIPE_DE_SAO_PAULO.replace("35.", "17.", 1))
CAPITAL = compilar("6074.@ano_4d@/@seq_anual_cod_orgao_sei_07d@-@dv_mod11_1d@")
CAMPINAS = compilar("PMC.@ano_4d@.@seq_anual_cod_orgao_sei_08d@-@dv_mod97_base10_cnmp_2d@")
PADRAO = compilar(mascaras.PADRAO_DO_SEI)
algarismos = st.characters(min_codepoint=48, max_codepoint=57)


@pytest.mark.parametrize(
    ("mascara", "numero"),
    [
        (NUP, "01400.000953/2024-11"),
        (NUP, "00190.103568/2016-67"),
        (NUP, "23000.017123/2020-37"),
        (NUP, "99928.000030/2014-35"),
        (NUP, "00190.000001/2026-10"),
        (NUP, "00190.000003/2026-09"),
        (ESTADO, "015.00050511/2023-07"),
        (TOCANTINS, "17.137001.000001/2026-21"),
        (TRF4, "0008171-86.2019.4.04.8000"),
    ],
)
def test_numero_do_dossie_confere_na_sua_mascara(mascara, numero):
    assert mascara.conferir(numero) == (True, mascara.ler(numero)["dv"])
    assert mascara.normalizar(numero) == numero
    assert mascara.formatar(**mascara.ler(numero) | {"dv": mascara.ler(numero)["dv"]}) == numero


@pytest.mark.parametrize(
    ("mascara", "numero", "certos"),
    [
        (NUP, "01400.000953/2024-12", "11"),
        (NUP, "00190.000001/2026-00", "10"),
        (NUP, "00190.000003/2026-10", "09"),
        (ESTADO, "018.00012345/2024-11", "39"),
        (TOCANTINS, "17.137001.000001/2025-42", "40"),
        (TRF4, "0008171-87.2019.4.04.8000", "86"),
    ],
)
def test_digito_errado_e_apontado_com_o_certo(mascara, numero, certos):
    assert mascara.conferir(numero) == (False, certos)
    assert mascara.conferir(mascara.com_digitos(numero, certos)).valido


@pytest.mark.parametrize(
    ("mascara", "numero"),
    [
        (CAPITAL, "6074.2022/0000902-7"),
        (CAMPINAS, "PMC.2020.00045524-18"),
        (CAMPINAS, "PMC.2020.00045524-99"),
        (PADRAO, "12.1.000000077-4"),
    ],
)
def test_conta_que_nao_conhecemos_nao_se_adivinha(mascara, numero):
    assert mascara.conferir(numero) == SEM_CONFERENCIA


@pytest.mark.parametrize(
    "numero",
    ["", "015.0005051/2023-07", "15.00050511/2023-07", "015-00050511/2023-07", "x15.00050511/2023"],
)
def test_fora_da_mascara_nao_ha_digitos_esperados(numero):
    assert ESTADO.conferir(numero) == FORMATO_ERRADO


def test_o_numero_de_outra_instalacao_nao_se_disfarca_de_nosso():
    assert ESTADO.ler("01400.000953/2024-11") is None


def test_as_partes_saem_com_nome():
    assert ESTADO.ler("015.00050511/2023-07") == {
        "orgao": "015",
        "sequencial": "00050511",
        "ano": "2023",
        "dv": "07",
    }


def test_numero_sem_sinais_ganha_os_da_mascara():
    assert ESTADO.normalizar(" 01500050511202307 ") == "015.00050511/2023-07"
    assert CAMPINAS.normalizar("pmc20200004552418") == "PMC.2020.00045524-18"
    assert PADRAO.normalizar("1210000000774") == "1210000000774"


def test_formatar_faz_a_conta_e_diz_o_que_falta_ou_nao_cabe():
    assert NUP.formatar(unidade=1400, sequencial=953, ano=2024) == "01400.000953/2024-11"
    with pytest.raises(ValueError, match="Falta sequencial do ano"):
        NUP.formatar(unidade=1400, ano=2024)
    with pytest.raises(ValueError, match="sequencial do ano: 1000000 não cabe em 6"):
        NUP.formatar(unidade=1400, sequencial=1_000_000, ano=2024)


def test_o_exemplo_segue_a_propria_mascara():
    assert ESTADO.exemplo() == "001.00000001/2026-73"
    for mascara in (NUP, ESTADO, TRF4, TOCANTINS, CAPITAL, CAMPINAS, PADRAO):
        assert mascara.conferir(mascara.exemplo()).valido is not False


@pytest.mark.parametrize(
    ("texto", "posicao", "trecho"),
    [
        ("", 1, "vazia"),
        ("@cod_secretaria_03d@.@ano_4d@", 1, "@cod_secretaria_03d@"),
        ("015.@seq_anual_cod_orgao_sei@", 5, "@seq_anual_cod_orgao_sei@"),
        ("015.@seq_anual_cod_orgao_sei_011d@", 5, "posição 5"),
        ("@seq_anual_cod_orgao_sei_08d@/@ano_3d@", 31, "@ano_3d@"),
        ("@seq_anual_cod_orgao_sei_08d@-@dv_mod10_1d@", 31, "@dv_mod10_1d@"),
        ("@seq_anual_cod_orgao_sei_08d@/@ano_4d", 31, "arroba sem par"),
        ("@seq_anual_cod_orgao_sei_08d@_@ano_4d@", 30, "«_»"),
        ("PMÇ.@seq_anual_cod_orgao_sei_08d@", 3, "«Ç»"),
        ("@ano_4d@@seq_anual_cod_orgao_sei_08d@@ano_2d@", 38, "repete o ano"),
        ("@cod_orgao_sei_03d@/@ano_4d@", 1, "sequencial"),
        (f"{'1' * 45}@seq_anual_cod_orgao_sei_08d@", 1, "50 caracteres"),
    ],
)
def test_mascara_errada_diz_o_que_e_onde(texto, posicao, trecho):
    with pytest.raises(MascaraInvalida, match=r"[.]$") as recusa:
        compilar(texto)

    assert recusa.value.posicao == posicao
    assert trecho in str(recusa.value)


# --- Ida e volta


@given(
    st.integers(0, 99_999),
    st.integers(0, 999_999),
    st.integers(1990, 2100),
    st.sampled_from([1, 0]),
)
def test_o_que_se_formata_se_le_de_volta(unidade, sequencial, ano, com_sinais):
    numero = NUP.formatar(unidade=unidade, sequencial=sequencial, ano=ano)
    escrito = numero if com_sinais else "".join(n for n in numero if n.isdigit())

    lido = NUP.ler(escrito)

    assert (int(lido["unidade"]), int(lido["sequencial"])) == (unidade, sequencial)
    assert int(lido["ano"]) == ano
    assert NUP.normalizar(escrito) == numero
    assert NUP.conferir(escrito).valido


@given(st.text(algarismos, min_size=18, max_size=18), st.integers(0, 17), st.integers(1, 9))
def test_o_modulo_97_acusa_qualquer_algarismo_trocado(base, onde, soma):
    trocado = _trocar(base, onde, soma)

    assert digitos_do_cnj(trocado) != digitos_do_cnj(base)


@given(st.text(algarismos, min_size=15, max_size=15), st.integers(0, 14), st.integers(1, 9))
def test_o_modulo_11_acusa_a_troca_salvo_onde_dois_restos_dao_1(base, onde, soma):
    """Restos 0 e 10 dão o mesmo dígito, 1: fora deles, nenhuma troca passa."""
    assume("1" not in digitos_do_processo(base))

    assert digitos_do_processo(_trocar(base, onde, soma)) != digitos_do_processo(base)


@given(st.text(algarismos, min_size=15, max_size=15), st.integers(0, 1), st.integers(1, 9))
def test_digito_verificador_trocado_sempre_e_acusado(base, onde, soma):
    digitos = digitos_do_processo(base)

    assert conferir_nup(base + _trocar(digitos, onde, soma)) == (False, digitos)


def test_o_ponto_cego_do_modulo_11_existe_e_fica_registrado():
    """Nesta posição, somar 1 leva o resto de 0 a 10 e não muda nenhum dos dois dígitos."""
    assert digitos_do_processo("000000000000000") == digitos_do_processo("000000100000000")


def _trocar(texto: str, onde: int, soma: int) -> str:
    return texto[:onde] + str((int(texto[onde]) + soma) % 10) + texto[onde + 1 :]


def test_as_somas_do_dossie():
    def soma(base):
        return sum(int(n) * peso for peso, n in enumerate(reversed(base), start=2))

    assert (soma("014000009532024"), soma("0140000095320241")) == (220, 252)
    assert (soma("001901035682016"), soma("0019010356820166")) == (324, 378)
    assert (soma("230000171232020"), soma("2300001712320203")) == (206, 235)
    assert soma("001900000012026") == 165
    assert soma("001900000032026") == 177


def test_cnj_confere_e_diz_o_certo():
    assert conferir_cnj("0008171-86.2019.4.04.8000") == (True, "86")
    assert conferir_cnj("0008171-68.2019.4.04.8000") == (False, "86")
    assert conferir_cnj("0008171-86.2019.404.8000") == FORMATO_ERRADO
