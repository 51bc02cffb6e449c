import pytest
from django.core.exceptions import ValidationError

from seicidades.comum import validadores as v


def recusa(validar, texto, codigo):
    """A mensagem da recusa, depois de conferir o código."""
    with pytest.raises(ValidationError) as recusado:
        validar(texto)
    assert recusado.value.code == codigo
    return recusado.value.message


@pytest.mark.parametrize("cnpj", ["12.ABC.345/01DE-35", "1a2b3c4d000179", "62.577.929/0001-35"])
def test_cnpj_certo_passa(cnpj):
    v.validar_cnpj(cnpj)


def test_cnpj_errado_diz_o_que_ha_e_onde_conferir():
    assert "este tem 13" in recusa(v.validar_cnpj, "62.577.929/0001-3", "cnpj_tamanho")
    assert "dois algarismos no fim" in recusa(v.validar_cnpj, "12ABC34501DEX5", "cnpj_formato")
    assert "cartão do CNPJ" in recusa(v.validar_cnpj, "62.577.929/0001-36", "cnpj_digitos")


def test_cpf_certo_passa_e_errado_nao():
    v.validar_cpf("111.444.777-35")

    assert "este tem 0" in recusa(v.validar_cpf, "abc", "cpf_tamanho")
    assert "não combinam" in recusa(v.validar_cpf, "111.444.777-36", "cpf_digitos")


@pytest.mark.parametrize(
    "numero",
    [
        "015.00050511/2023-07",
        "018.00012345/2024-11",
        "01400.000953/2024-11",
        "6074.2022/0000902-7",
        "PMC.2020.00045524-18",
        "12.1.000000077-4",
    ],
)
def test_processo_de_qualquer_orgao_passa_mesmo_com_digito_estranho(numero):
    v.validar_processo(numero)


@pytest.mark.parametrize("texto", ["", "não tem", "12", "015.00050511/2023-", "015..00050511/2023"])
def test_o_que_nao_parece_processo_e_recusado(texto):
    recusa(v.validar_processo, texto, "processo_formato")


def test_aviso_do_processo_so_quando_a_conta_nao_bate():
    assert v.aviso_do_processo("015.00050511/2023-07") == ""
    assert v.aviso_do_processo("6074.2022/0000902-7") == ""
    assert "terminaria em 39" in v.aviso_do_processo("018.00012345/2024-11")
    assert "terminaria em 11" in v.aviso_do_processo("01400.000953/2024-12")


def test_processo_colado_sem_mascara_ganha_a_do_estado():
    assert v.normalizar_processo(" 01500050511202307 ") == "015.00050511/2023-07"
    assert v.normalizar_processo("pmc.2020.00045524-18") == "PMC.2020.00045524-18"


@pytest.mark.parametrize(
    ("texto", "guardado"),
    [
        ("(18) 3502-9000", "1835029000"),
        ("+55 18 99602-9000", "18996029000"),
        ("018 3502 9000", "1835029000"),
        ("(18) 3502-9000 ramal 12", "1835029000 ramal 12"),
        ("(18) 3502-9000 r. 12", "1835029000 ramal 12"),
        ("0800 777 1234", "08007771234"),
    ],
)
def test_telefone_certo_passa_e_se_guarda_so_com_algarismos(texto, guardado):
    v.validar_telefone(texto)

    assert v.normalizar_telefone(texto) == guardado
    assert v.normalizar_telefone(guardado) == guardado


@pytest.mark.parametrize(
    ("texto", "codigo"),
    [
        ("3502-9000", "telefone_tamanho"),
        ("(20) 3502-9000", "telefone_ddd"),
        ("(18) 9602-9000", "telefone_numero"),
        ("(18) 83502-9000", "telefone_numero"),
        ("(18) 3502-9000 ramal 1234567", "telefone_ramal"),
    ],
)
def test_telefone_errado_diz_qual_parte(texto, codigo):
    recusa(v.validar_telefone, texto, codigo)


def test_cep_tem_oito_algarismos():
    v.validar_cep("17800-000")

    recusa(v.validar_cep, "1780-000", "cep")
    recusa(v.validar_cep, "00000-000", "cep")


def test_codigo_do_ibge_com_digito_errado_diz_o_certo():
    v.validar_codigo_ibge("3500105")

    assert "deveria ser 5" in recusa(v.validar_codigo_ibge, "3500101", "codigo_ibge_digito")
    recusa(v.validar_codigo_ibge, "350010", "codigo_ibge_formato")


def test_email_pessoal_so_avisa():
    assert "gmail.com" in v.aviso_do_email("fulana@Gmail.com")
    assert "yahoo.com.br" in v.aviso_do_email("fulana@yahoo.com.br")
    assert v.aviso_do_email("fulana@adamantina.sp.gov.br") == ""
    assert v.aviso_do_email("fulana@exemplo.invalid") == ""
