"""A documentação no navegador: axe, tela estreita, sem JavaScript e sem queixa da política."""

import pytest
from playwright.sync_api import sync_playwright

from tests import navegador as navegadores


@pytest.fixture(scope="module")
def chromium():
    with sync_playwright() as playwright:
        navegador = navegadores.abrir(playwright)
        yield navegador
        navegador.close()


@pytest.fixture
def abrir(chromium, live_server, iniciada, client, settings):
    """A página aberta por quem gerencia, com o que o navegador reclamou."""
    client.force_login(iniciada.gerente)
    sessao = {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
        "url": live_server.url,
    }
    contextos = []

    def _abrir(largura: int, **opcoes):
        contexto = chromium.new_context(viewport={"width": largura, "height": 900}, **opcoes)
        contextos.append(contexto)
        contexto.add_cookies([sessao])
        pagina, queixas = contexto.new_page(), []
        pagina.on("console", lambda mensagem: queixas.append(mensagem.text))
        pagina.on("pageerror", lambda erro: queixas.append(str(erro)))
        pagina.goto(f"{live_server.url}/api/v1/documentacao/")
        return pagina, queixas

    yield _abrir
    for contexto in contextos:
        contexto.close()


MENOR_LETRA = 13
LETRAS_PEQUENAS = """() => [...document.querySelectorAll('main *')].filter((e) =>
    [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()) &&
    e.checkVisibility() && parseFloat(getComputedStyle(e).fontSize) < %d
  ).map((e) => e.outerHTML.slice(0, 120))"""


@pytest.mark.django_db(transaction=True)
def test_a_documentacao_no_navegador(abrir):
    pagina, queixas = abrir(1280)
    assert navegadores.defeitos(pagina) == []
    assert pagina.evaluate(LETRAS_PEQUENAS % MENOR_LETRA) == []
    assert queixas == []
    sem_script, _ = abrir(320, java_script_enabled=False)
    assert sem_script.get_by_role("heading", name="Dar um comando").is_visible()
