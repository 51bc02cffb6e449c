from datetime import UTC, date, datetime

import pytest

from seicidades.comum import formatos

MEIO_DIA_DE_14_DE_MAIO = datetime(2026, 5, 14, 15, 0, tzinfo=UTC)


def test_datas_como_se_escrevem_e_se_falam():
    dia = date(2026, 5, 15)

    assert formatos.data_curta(dia) == "15/05/2026"
    assert formatos.data_falada(dia) == "sexta, 15/05/2026"
    assert formatos.data_por_extenso(dia) == "15 de maio de 2026"
    assert formatos.data_por_extenso(date(2026, 5, 1)) == "1º de maio de 2026"


def test_um_instante_vale_pelo_dia_em_sao_paulo():
    noite = datetime(2026, 5, 16, 1, 30, tzinfo=UTC)

    assert formatos.data_falada(noite) == "sexta, 15/05/2026"
    assert formatos.dia_em_sao_paulo(noite) == date(2026, 5, 15)


@pytest.mark.parametrize(
    ("instante", "texto"),
    [
        (datetime(2026, 5, 14, 12, 14, tzinfo=UTC), "hoje, 09h14"),
        (datetime(2026, 5, 15, 2, 59, tzinfo=UTC), "hoje, 23h59"),
        (datetime(2026, 5, 15, 3, 0, tzinfo=UTC), "amanhã, 00h00"),
        (datetime(2026, 5, 13, 20, 20, tzinfo=UTC), "ontem, 17h20"),
        (datetime(2026, 5, 8, 19, 2, tzinfo=UTC), "08/05, 16h02"),
        (datetime(2025, 12, 31, 19, 2, tzinfo=UTC), "31/12/2025, 16h02"),
        (datetime(2026, 1, 1, 2, 0, tzinfo=UTC), "31/12/2025, 23h00"),
    ],
)
def test_quando_fala_do_dia_perto_e_escreve_o_longe(instante, texto):
    assert formatos.quando(instante, MEIO_DIA_DE_14_DE_MAIO) == texto


@pytest.mark.parametrize(
    ("dias", "texto"),
    [(0, "0 dias úteis"), (1, "1 dia útil"), (-1, "1 dia útil"), (12, "12 dias úteis")],
)
def test_dias_uteis_concordam_em_numero(dias, texto):
    assert formatos.dias_uteis_texto(dias) == texto


@pytest.mark.parametrize(
    ("tamanho", "texto"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (1023, "1023 bytes"),
        (421_888, "412 kB"),
        (1_048_575, "1 MB"),
        (3_565_158, "3,4 MB"),
        (20 * 1024 * 1024, "20 MB"),
    ],
)
def test_tamanho_de_arquivo_na_unidade_que_se_le(tamanho, texto):
    assert formatos.bytes_legiveis(tamanho) == texto


def test_lista_e_liga_o_ultimo():
    assert formatos.lista_e([]) == ""
    assert formatos.lista_e(["a"]) == "a"
    assert formatos.lista_e(["a", "b"]) == "a e b"
    assert formatos.lista_e(iter(["a", "b", 3])) == "a, b e 3"


def test_numeros_com_mascara():
    assert formatos.cnpj_formatado("12ABC34501DE35") == "12.ABC.345/01DE-35"
    assert formatos.cpf_formatado("11144477735") == "111.444.777-35"
    assert formatos.cep_formatado("17800000") == "17800-000"
    assert formatos.inteiro(12_345_678) == "12.345.678"


def test_o_que_nao_tem_o_tamanho_certo_fica_como_esta():
    assert formatos.cnpj_formatado("123") == "123"
    assert formatos.cnpj_formatado("") == ""
    assert formatos.telefone_formatado("190") == "190"


def test_cpf_na_tela_esconde_as_pontas_e_nunca_mostra_um_numero_estranho():
    assert formatos.cpf_mascarado("11144477735") == "***.444.777-**"
    assert formatos.cpf_mascarado("1114447773") == ""


@pytest.mark.parametrize(
    ("guardado", "texto"),
    [
        ("1835029000", "(18) 3502-9000"),
        ("18996029000", "(18) 99602-9000"),
        ("1835029000 ramal 12", "(18) 3502-9000, ramal 12"),
        ("08007771234", "0800 777 1234"),
    ],
)
def test_telefone_aparece_como_se_disca(guardado, texto):
    assert formatos.telefone_formatado(guardado) == texto


def test_palavras_de_busca_perdem_acentos_e_maiusculas():
    assert formatos.palavras_de_busca("  São JOSÉ\tdo Ríó ") == ["sao", "jose", "do", "rio"]


@pytest.mark.parametrize(
    ("minutos", "texto"),
    [
        (1, "1 minuto"),
        (45, "45 minutos"),
        (60, "1 hora"),
        (90, "1 hora e meia"),
        (120, "2 horas"),
        (135, "2 horas e 15 minutos"),
    ],
)
def test_duracao_como_se_fala(minutos, texto):
    assert formatos.duracao(minutos) == texto
