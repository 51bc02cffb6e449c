"""Quem baixa, o que recebe e com que cuidados."""

import uuid
from urllib.parse import unquote

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from seicidades.comum.papeis import Papel
from seicidades.contas.permissoes import gerentes_de
from seicidades.documentos import servicos
from tests.documentos import amostras
from tests.factories import ArquivoFactory, OrgaoFactory, UsuarioFactory, VinculoFactory

pytestmark = pytest.mark.django_db
METODOS = ("get", "head")


def endereco(arquivo):
    return reverse("documentos:baixar", args=[arquivo.pk])


def entrar(client, usuario):
    client.force_login(usuario)
    return client


def situacao(client, metodo, arquivo):
    """Lê até o fim: é o que fecha o arquivo em disco."""
    resposta = getattr(client, metodo)(endereco(arquivo))
    resposta.getvalue()
    return resposta.status_code


def do_orgao(orgao, papel=Papel.GESTOR_SEI, **usuario):
    pessoa = UsuarioFactory(**usuario)
    VinculoFactory(orgao=orgao, papel=papel, usuario=pessoa)
    return pessoa


# quem, como chegar a ele, comum, reservado ao Gestor de TI
TABELA = [
    ("estranha", lambda orgao: UsuarioFactory(), 404, 404),
    ("de outro órgão", lambda orgao: do_orgao(OrgaoFactory(), Papel.GESTOR_TI), 404, 404),
    ("do órgão", do_orgao, 200, 403),
    ("do papel", lambda orgao: do_orgao(orgao, Papel.GESTOR_TI), 200, 200),
    ("apoio", lambda orgao: do_orgao(orgao, Papel.APOIO), 200, 403),
    ("gerente", lambda orgao: gerentes_de(orgao).get().usuario, 200, 200),
    ("gerente de outra carteira", lambda orgao: UsuarioFactory(gerente=True), 200, 403),
    ("administrador", lambda orgao: UsuarioFactory(administrador=True), 200, 200),
    ("observador", lambda orgao: UsuarioFactory(observador=True), 200, 403),
]


@pytest.mark.parametrize("metodo", METODOS)
@pytest.mark.parametrize(
    ("quem", "comum", "reservado"),
    [linha[1:] for linha in TABELA],
    ids=[linha[0] for linha in TABELA],
)
def test_tabela_de_acesso(client, metodo, quem, comum, reservado):
    orgao = VinculoFactory(gerencia=True).orgao
    entrar(client, quem(orgao))

    assert situacao(client, metodo, ArquivoFactory(orgao=orgao)) == comum
    fechado = ArquivoFactory(orgao=orgao, papeis=[Papel.GESTOR_TI])
    assert situacao(client, metodo, fechado) == reservado


@pytest.mark.parametrize("metodo", METODOS)
def test_anonima_vai_para_a_entrada(client, metodo):
    alvo = endereco(ArquivoFactory())

    resposta = getattr(client, metodo)(alvo)

    assert (resposta.status_code, resposta.url) == (302, f"{reverse('account_login')}?next={alvo}")


def test_arquivo_que_nao_existe_responde_igual_ao_de_outro_orgao(client):
    entrar(client, do_orgao(OrgaoFactory()))

    inexistente = client.get(reverse("documentos:baixar", args=[uuid.uuid4()]))
    alheio = client.get(endereco(ArquivoFactory()))

    assert (inexistente.status_code, alheio.status_code) == (404, 404)


@pytest.mark.parametrize("metodo", ["post", "put", "patch", "delete", "options"])
def test_so_se_le(client, metodo):
    arquivo = ArquivoFactory()
    entrar(client, do_orgao(arquivo.orgao))

    assert getattr(client, metodo)(endereco(arquivo)).status_code == 405


@pytest.mark.parametrize(
    ("nome", "conteudo", "mime"),
    [
        ("a.pdf", amostras.pdf(), "application/pdf"),
        ("a.png", amostras.png(), "image/png"),
        ("a.jpg", amostras.jpeg(), "image/jpeg"),
        ("a.xlsx", amostras.xlsx(), amostras.OFFICE + "spreadsheetml.sheet"),
        ("a.docx", amostras.docx(), amostras.OFFICE + "wordprocessingml.document"),
        ("a.csv", amostras.CSV.encode("cp1252"), "text/csv"),
    ],
)
def test_entrega_os_bytes_como_anexo_do_tipo_certo(client, nome, conteudo, mime):
    arquivo = ArquivoFactory(nome=nome, bytes=conteudo)

    resposta = entrar(client, do_orgao(arquivo.orgao)).get(endereco(arquivo))

    assert resposta.streaming
    assert resposta.getvalue() == conteudo
    assert resposta["Content-Type"] == mime
    assert resposta["Content-Length"] == str(len(conteudo))
    assert resposta["Content-Disposition"] == f'attachment; filename="{nome}"'


@pytest.mark.parametrize("metodo", METODOS)
def test_cabecalhos_impedem_abrir_adivinhar_e_guardar(client, metodo):
    arquivo = ArquivoFactory()

    resposta = getattr(entrar(client, do_orgao(arquivo.orgao)), metodo)(endereco(arquivo))
    resposta.getvalue()

    assert resposta["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in resposta["Content-Security-Policy"]
    assert "default-src 'none'" in resposta["Content-Security-Policy"]
    assert resposta["Cross-Origin-Resource-Policy"] == "same-origin"
    assert resposta["Cache-Control"] == "private, no-store"
    assert resposta["X-Frame-Options"] == "DENY"


def sem_o_do_pedido(resposta) -> dict[str, str]:
    """Os cabeçalhos, menos o que identifica o pedido."""
    return {nome: valor for nome, valor in resposta.items() if nome != "X-Request-ID"}


def test_head_traz_os_mesmos_cabecalhos_sem_corpo(client):
    arquivo = ArquivoFactory(nome="Ofício.pdf")
    entrar(client, do_orgao(arquivo.orgao))

    inteira, vazia = client.get(endereco(arquivo)), client.head(endereco(arquivo))
    inteira.getvalue()

    assert vazia.content == b""
    assert sem_o_do_pedido(vazia) == sem_o_do_pedido(inteira)


def test_nome_com_acento_vai_codificado(client):
    arquivo = ArquivoFactory(nome="Lei nº 1.234 – São Paulo.pdf")

    resposta = entrar(client, do_orgao(arquivo.orgao)).head(endereco(arquivo))

    modo, _, nome = resposta["Content-Disposition"].partition("; filename*=utf-8''")
    assert (modo, unquote(nome)) == ("attachment", "Lei nº 1.234 – São Paulo.pdf")


def test_expurgado_responde_que_se_foi_e_por_que(client):
    arquivo = ArquivoFactory(nome="servidores.pdf")
    administrador = UsuarioFactory(administrador=True, nome="Ana Fictícia")
    servicos.expurgar(arquivo, administrador, "Tinha <CPF> de terceiros")
    entrar(client, do_orgao(arquivo.orgao))

    resposta = client.get(endereco(arquivo))

    texto = resposta.content.decode()
    assert resposta.status_code == 410
    assert resposta["Cache-Control"] == "private, no-store"
    assert "Content-Disposition" not in resposta
    for trecho in ("servidores.pdf", "Ana Fictícia", "Tinha &lt;CPF&gt;", arquivo.sha256):
        assert trecho in texto
    assert client.head(endereco(arquivo)).status_code == 410


def test_expurgado_reservado_continua_reservado(client):
    arquivo = ArquivoFactory(papeis=[Papel.GESTOR_TI])
    servicos.expurgar(arquivo, UsuarioFactory(administrador=True), "CPF")

    assert entrar(client, do_orgao(arquivo.orgao)).get(endereco(arquivo)).status_code == 403


def test_baixar_custa_poucas_consultas(client, django_assert_max_num_queries):
    arquivo = ArquivoFactory(papeis=[Papel.GESTOR_TI])
    entrar(client, do_orgao(arquivo.orgao, Papel.GESTOR_TI))

    with django_assert_max_num_queries(7):
        client.head(endereco(arquivo))


class NomesNoCabecalho(TestCase):
    """O que quer que tenham escrito, o cabeçalho sai inteiro e em uma linha."""

    @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.text(max_size=60))
    def test_qualquer_nome_cabe_no_cabecalho(self, radical):
        arquivo = ArquivoFactory(nome=f"{radical}.pdf")
        self.client.force_login(UsuarioFactory(observador=True))

        anexo = self.client.head(endereco(arquivo))["Content-Disposition"]

        assert anexo.startswith("attachment; filename")
        assert anexo.isascii()
        assert anexo.isprintable()
