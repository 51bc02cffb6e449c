"""A mensagem, e as páginas a que só ela leva, no Chromium: axe e 320 px.

As outras páginas dos lembretes estão nas jornadas, em `test_axe`.
"""

import mimetypes
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse
from playwright.sync_api import sync_playwright

from seicidades.lembretes import resumo, servicos
from tests import navegador as navegadores
from tests.lembretes.conftest import SEGUNDA, nova_cidade
from tests.lembretes.test_varredura import carta

ENDERECO = "http://lembretes.invalid"
PAGINAS = ("em_pausa", "saiu", "mensagem")


@pytest.fixture
def paginas(client, cidade, suplente, gerente) -> dict[str, str]:
    """O HTML de cada página, no estado em que mais coisas aparecem."""
    for _ in range(3):
        nova_cidade(gerente, gestor_sei=cidade.gestor_sei)
    servicos.varrer()
    client.force_login(gerente)
    html = {
        "saiu": client.post(resumo.caminho_de_saida(cidade.gestor_sei.pk)).text,
        "mensagem": carta(cidade.gestor_sei, SEGUNDA).html,
    }
    servicos.pausar(gerente)
    return html | {"em_pausa": client.get(reverse("lembretes:preferencias")).text}


@pytest.fixture
def chromium(paginas):
    """Abre depois de o banco ter dito tudo: o laço do Playwright trocaria a conexão."""
    with sync_playwright() as playwright:
        navegador = navegadores.abrir(playwright)
        yield navegador
        navegador.close()


@pytest.mark.django_db
def test_paginas_sem_falha_de_acessibilidade_e_sem_rolagem_lateral(paginas, chromium):
    contexto = chromium.new_context()

    def responder(rota):
        caminho = urlsplit(rota.request.url).path
        if caminho.startswith("/static/"):
            arquivo = finders.find(caminho.removeprefix("/static/"))
            rota.fulfill(path=arquivo, content_type=mimetypes.guess_type(arquivo)[0])
        else:
            rota.fulfill(body=paginas[caminho.strip("/")], content_type="text/html; charset=utf-8")

    contexto.route("**/*", responder)
    aba = contexto.new_page()
    for nome in PAGINAS:
        aba.goto(f"{ENDERECO}/{nome}")
        assert navegadores.defeitos(aba) == [], nome
    contexto.close()
