import pytest

from cadastros.validacao import PERFIS, conferir_usuarios
from cadastros.validacao.leiautes import USUARIOS
from tests.cadastros.factories import csv, usuario

CPF = "111.444.777-35"
OUTRO_CPF = "529.982.247-25"
SEM_FALTAS = ("sem_cpf", "unidade_sem_usuario", "unidade_vazia")


def conferir(*linhas, unidades=("GAB", "SMA")):
    return conferir_usuarios(csv(*linhas).encode(), unidades)


def achados(*linhas, unidades=("GAB", "SMA")):
    """O que se achou, menos o que só conta faltas."""
    problemas = conferir(*linhas, unidades=unidades).problemas
    return [(p.codigo, p.linha, p.coluna) for p in problemas if p.codigo not in SEM_FALTAS]


def test_arquivo_certo_nao_tem_problemas():
    conferencia = conferir(usuario("ana", c5=CPF), usuario("bia", "SMA", c5=OUTRO_CPF))

    assert conferencia.problemas == ()
    assert [(u.sigla, u.unidade) for u in conferencia.registros] == [("ana", "GAB"), ("bia", "SMA")]


def test_cpf_fica_so_com_algarismos_e_fora_do_repr():
    registro = conferir(usuario(c5=CPF)).registros[0]

    assert registro.cpf == "11144477735"
    assert "111" not in repr(registro)


@pytest.mark.parametrize("coluna", [1, 2, 3, 7, 8])
def test_colunas_obrigatorias(coluna):
    assert achados(usuario(**{f"c{coluna}": ""})) == [("obrigatoria", 2, coluna)]


@pytest.mark.parametrize(("coluna", "largura"), [(1, 30), (2, 100), (3, 100), (4, 100)])
def test_larguras(coluna, largura):
    assert achados(usuario(**{f"c{coluna}": "a" * (largura + 1)})) == [("largura", 2, coluna)]
    assert achados(usuario(**{f"c{coluna}": "a" * largura})) == []


@pytest.mark.parametrize("cpf", ["111.444.777-36", "1114447773X", "00000000000", "1114447773511"])
def test_cpf_de_digito_errado_e_erro_e_nao_aparece_na_mensagem(cpf):
    problemas = [p for p in conferir(usuario(c5=cpf)).problemas if p.eh_erro]

    assert [(p.codigo, p.linha, p.coluna) for p in problemas] == [("cpf", 2, 5)]
    assert "777" not in problemas[0].mensagem


def test_cpf_que_perdeu_o_zero_do_comeco_diz_isso():
    problema = conferir(usuario(c5="191")).erros[0]

    assert "3 algarismos" in problema.mensagem
    assert "texto" in problema.saida


@pytest.mark.parametrize("perfil", PERFIS)
def test_perfis_conhecidos_passam(perfil):
    assert conferir(usuario(c8=perfil)).aceita


@pytest.mark.parametrize("perfil", ["Basico", "Gestor", "Chefe"])
def test_perfil_desconhecido_e_erro(perfil):
    assert achados(usuario(c8=perfil)) == [("perfil", 2, 8)]


def test_perfil_com_outra_caixa_e_erro_e_mostra_o_certo():
    assert conferir(usuario(c8="BÁSICO")).erros[0].saida == "Escreva Básico."


def test_perfil_com_acento_decomposto_e_o_mesmo():
    assert conferir(usuario(c8="Ba\u0301sico")).aceita


def test_perfil_sem_o_basico_e_aviso():
    conferencia = conferir(usuario(c8="Ouvidoria"))

    assert conferencia.aceita
    assert ("sem_basico", 2, 8) in [(p.codigo, p.linha, p.coluna) for p in conferencia.avisos]


def test_unidade_que_nao_esta_no_arquivo_de_unidades_e_erro():
    assert achados(usuario(unidade="XYZ")) == [("unidade_desconhecida", 2, 7)]


def test_asterisco_e_a_unidade_global():
    conferencia = conferir(usuario(unidade="*"))

    assert conferencia.aceita
    assert "unidade_sem_usuario" not in [p.codigo for p in conferencia.problemas]


def test_unidade_e_gravada_com_a_sigla_do_arquivo_de_unidades():
    assert conferir(usuario(unidade="gab")).registros[0].unidade == "GAB"


def test_sem_arquivo_de_unidades_nada_passa():
    assert achados(usuario(), unidades=()) == [("sem_unidades", None, None)]


@pytest.mark.parametrize("outra", ["ana", "ANA"])
def test_sigla_repetida_e_erro(outra):
    assert achados(usuario("ana"), usuario(outra)) == [("sigla_repetida", 3, 2)]


def test_cpf_repetido_e_erro_com_ou_sem_mascara():
    assert achados(usuario("ana", c5=CPF), usuario("bia", c5="11144477735")) == [
        ("cpf_repetido", 3, 5)
    ]


def test_email_repetido_e_aviso():
    email = "gabinete@exemplo.invalid"
    conferencia = conferir(usuario("ana", c6=email), usuario("bia", c6=email.upper()))

    assert conferencia.aceita
    assert "email_repetido" in [p.codigo for p in conferencia.avisos]


@pytest.mark.parametrize("email", ["ana@", "mailto:ana@exemplo.invalid"])
def test_email_errado_e_erro(email):
    assert achados(usuario(c6=email)) == [("email", 2, 6)]


def test_faltas_de_cpf_sao_contadas_uma_vez():
    avisos = conferir(usuario("ana"), usuario("bia", "SMA")).avisos

    assert [p.mensagem for p in avisos] == [
        "2 pessoas estão sem CPF: por ora, sem entrada pelo gov.br."
    ]


def test_unidade_sem_ninguem_e_aviso():
    avisos = conferir(usuario(c5=CPF)).avisos

    assert [(p.codigo, p.linha) for p in avisos] == [("unidade_vazia", None)]
    assert "SMA" in avisos[0].mensagem


def test_o_cabecalho_e_o_publicado():
    assert ",".join(USUARIOS.cabecalho) == (
        "0.Index,1.orgao,2.sigla,3.nome,4.nomeSocial,5.cpf,6.emailInstitucional,"
        "7.unidadePrimeiraPermissao,8.perfilPrimeiraPermissao"
    )
