"""As páginas e a mensagem no Chromium: axe e 320 px."""

import mimetypes
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.urls import reverse
from playwright.sync_api import sync_playwright

from seicidades.lembretes import resumo, servicos
from tests import navegador as navegadores
from tests.lembretes.conftest import PRAZO, SEGUNDA, nova_cidade
from tests.lembretes.test_varredura import carta

ENDERECO = "http://lembretes.invalid"
PAGINAS = ("preferencias", "em_pausa", "sair", "saiu", "previsao", "reter", "mensagem")
LARGURAS = (1280, 320)


@pytest.fixture
def paginas(client, cidade, suplente, gerente) -> dict[str, str]:
    """O HTML de cada página, no estado em que mais coisas aparecem."""
    for _ in range(3):
        nova_cidade(gerente, gestor_sei=cidade.gestor_sei)
    servicos.reter(
        cidade.implantacao, "oficio", "gerente", prazo=PRAZO, motivo="Férias.", por=gerente
    )
    servicos.varrer()
    client.force_login(gerente)
    implantacao = cidade.implantacao.pk
    preferencias = reverse("lembretes:preferencias")
    saida = resumo.caminho_de_saida(cidade.gestor_sei.pk)
    html = {
        "preferencias": client.get(preferencias).text,
        "previsao": client.get(reverse("lembretes:previsao", args=[implantacao])).text,
        "reter": client.get(
            reverse("lembretes:reter", args=[implantacao, "oficio", "gabinete"])
        ).text,
        "sair": client.get(saida).text,
        "saiu": client.post(saida).text,
        "mensagem": carta(cidade.gestor_sei, SEGUNDA).html,
    }
    servicos.pausar(gerente)
    return html | {"em_pausa": client.get(preferencias).text}


@pytest.fixture
def chromium(paginas):
    """Abre depois de o banco ter dito tudo: o laço do Playwright trocaria a conexão."""
    with sync_playwright() as playwright:
        navegador = navegadores.abrir(playwright)
        yield navegador
        navegador.close()


@pytest.mark.django_db
@pytest.mark.parametrize("largura", LARGURAS)
def test_paginas_sem_falha_de_acessibilidade_e_sem_rolagem_lateral(paginas, chromium, largura):
    contexto = chromium.new_context(viewport={"width": largura, "height": 900})

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
        achados = Axe().run(aba).response["violations"]
        assert [(nome, a["id"], a["nodes"][0]["html"]) for a in achados] == []
        assert aba.evaluate("document.documentElement.scrollWidth") <= largura, nome
    contexto.close()
