"""As páginas da carga no Chromium: axe, tela estreita, teclado e sem JavaScript."""

import mimetypes
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse
from playwright.sync_api import sync_playwright

from seicidades.comum.papeis import Papel
from seicidades.importacao import servicos
from seicidades.importacao.models import Carga, Situacao
from tests import navegador as navegadores
from tests.factories import VinculoFactory
from tests.importacao.conftest import CINCO, em_csv

pytestmark = pytest.mark.django_db
ENDERECO = "http://testserver"


@pytest.fixture
def paginas(client, carteira, administracao):
    """Uma carga em cada situação."""
    VinculoFactory(orgao=carteira["Adamantina"], papel=Papel.GESTOR_SEI)
    completa = {
        "codigo_ibge": "3500105",
        **CINCO,
        "gestor_sei_nome": "Davi Reis",
        "gestor_sei_email": "davi@exemplo.invalid",
        "Humor": "bom",
    }
    conferida = servicos.conferir(servicos.nova("carteira.csv", em_csv(completa), administracao))
    esperando = servicos.nova("espera.csv", em_csv(completa), administracao)
    sem_conflito = {"codigo_ibge": "3550308", **CINCO}
    gravada = servicos.conferir(servicos.nova("sp.csv", em_csv(sem_conflito), administracao))
    gravada = servicos.gravar(servicos.pedir_gravacao(gravada))
    assert Carga.objects.filter(situacao=Situacao.GRAVADA).exists()
    client.force_login(administracao)
    enderecos = {
        "enviar": reverse("importacao:enviar"),
        "conflitos": reverse("importacao:conflitos", args=[conferida.pk]),
        "esperando": reverse("importacao:carga", args=[esperando.pk]),
        "gravada": reverse("importacao:carga", args=[gravada.pk]),
    }
    return {nome: (url, client.get(url)) for nome, url in enderecos.items()}


@pytest.fixture
def chromium(paginas):
    """Abre depois de o banco ter dito tudo: o laço do Playwright trocaria a conexão."""
    with sync_playwright() as playwright:
        navegador = navegadores.abrir(playwright)
        yield navegador
        navegador.close()


def _responder(rota, resposta):
    caminho = urlsplit(rota.request.url).path
    if caminho.startswith("/static/"):
        arquivo = finders.find(caminho.removeprefix("/static/"))
        rota.fulfill(path=arquivo, content_type=mimetypes.guess_type(arquivo)[0])
        return
    politica = {"Content-Security-Policy": resposta["Content-Security-Policy"]}
    rota.fulfill(body=resposta.content, content_type=resposta["Content-Type"], headers=politica)


@pytest.fixture
def abrir(chromium, paginas):
    """Abre uma das páginas; devolve também o que o navegador reclamou."""
    contextos = []

    def _abrir(nome, largura, **opcoes):
        url, resposta = paginas[nome]
        contexto = chromium.new_context(viewport={"width": largura, "height": 900}, **opcoes)
        contextos.append(contexto)
        contexto.route("**/*", lambda rota: _responder(rota, resposta))
        pagina, queixas = contexto.new_page(), []
        pagina.on("console", lambda mensagem: queixas.append(mensagem.text))
        pagina.goto(ENDERECO + url)
        return pagina, queixas

    yield _abrir
    for contexto in contextos:
        contexto.close()


def test_as_situacoes_que_as_jornadas_nao_alcancam(abrir):
    """As outras páginas estão nas jornadas, em `test_axe`."""
    for nome in ("esperando", "gravada"):
        pagina, queixas = abrir(nome, 1280)
        assert navegadores.defeitos(pagina) == [], nome
        assert queixas == [], nome


def test_sem_javascript_se_envia_e_se_escolhe(abrir):
    pagina, _ = abrir("enviar", 320, java_script_enabled=False)
    assert pagina.get_by_role("button", name="Enviar e conferir").is_visible()
    pagina, _ = abrir("conflitos", 320, java_script_enabled=False)
    pagina.get_by_label("Usar o do arquivo").first.check()
    assert pagina.get_by_role("button", name="Guardar estas escolhas").is_visible()
