"""O mostruário no Chromium: axe, telas estreitas, teclado, com e sem JavaScript."""

import mimetypes
from urllib.parse import urlsplit

import pytest
from csp.utils import build_policy
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from playwright.sync_api import sync_playwright

from tests import navegador as navegadores
from tests.comum import galeria

ENDERECO = "http://mostruario.invalid"
SEM_PEDIDO = ("400", "403_csrf", "500")
PAGINAS = (*galeria.PAGINAS, "404", "403", *SEM_PEDIDO)
ALVO = 44
MENOR_LETRA = 13

# Controles à vista, fora os enlaces no meio de um texto.
ALVOS_PEQUENOS = """() => [...document.querySelectorAll(
    'button, .btn, select, input:not([type=hidden]):not([type=checkbox]):not([type=radio]), ' +
    'summary, label.form-check-label, .menu a, .marca, .paginacao a'
  )].filter((e) => e.checkVisibility() && e.getBoundingClientRect().height < %d - 0.5)
    .map((e) => e.outerHTML.slice(0, 120))"""
LETRAS_PEQUENAS = """() => [...document.querySelectorAll('body *')].filter((e) =>
    [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()) &&
    e.checkVisibility() && parseFloat(getComputedStyle(e).fontSize) < %d
  ).map((e) => e.outerHTML.slice(0, 120))"""


def _html(nome, rf):
    if nome in galeria.PAGINAS:
        return galeria.desenhar(nome, rf)
    if nome in SEM_PEDIDO:
        return render_to_string(f"{nome}.html")
    pedido = rf.get("/")
    pedido.user = galeria.ANA
    return render_to_string(f"{nome}.html", {}, pedido)


def _responder(rota, rf):
    """Página do mostruário com a política de segurança da casa, ou arquivo estático."""
    caminho = urlsplit(rota.request.url).path
    if rota.request.method == "POST":
        rota.fulfill(status=204)
    elif caminho.startswith("/static/"):
        arquivo = finders.find(caminho.removeprefix("/static/"))
        rota.fulfill(path=arquivo, content_type=mimetypes.guess_type(arquivo)[0])
    else:
        rota.fulfill(
            body=_html(caminho.strip("/"), rf),
            content_type="text/html; charset=utf-8",
            headers={"Content-Security-Policy": build_policy()},
        )


@pytest.fixture(scope="module")
def chromium():
    with sync_playwright() as playwright:
        navegador = navegadores.abrir(playwright)
        yield navegador
        navegador.close()


@pytest.fixture
def abrir(chromium, rf):
    """Abre uma página do mostruário e guarda em `page.queixas` o que o navegador reclamar."""
    contextos = []

    def _abrir(nome, largura=1280, **opcoes):
        contexto = chromium.new_context(viewport={"width": largura, "height": 900}, **opcoes)
        contextos.append(contexto)
        pagina = contexto.new_page()
        pagina.queixas = []
        pagina.on("console", lambda mensagem: pagina.queixas.append(mensagem.text))
        pagina.on("pageerror", lambda erro: pagina.queixas.append(str(erro)))
        pagina.route("**/*", lambda rota: _responder(rota, rf))
        pagina.goto(f"{ENDERECO}/{nome}")
        return pagina

    yield _abrir
    for contexto in contextos:
        contexto.close()


@pytest.mark.parametrize("nome", PAGINAS)
def test_pagina_passa_no_axe_e_cabe_na_tela(abrir, nome):
    pagina = abrir(nome)

    assert navegadores.defeitos(pagina) == []
    for largura in navegadores.LARGURAS:
        pagina.set_viewport_size({"width": largura, "height": 900})
        assert pagina.evaluate(ALVOS_PEQUENOS % ALVO) == []
        assert pagina.evaluate(LETRAS_PEQUENAS % MENOR_LETRA) == []
    assert pagina.queixas == []


@pytest.mark.parametrize("opcoes", [{}, {"java_script_enabled": False}], ids=["com", "sem"])
def test_menu_da_pessoa_abre_com_e_sem_javascript(abrir, opcoes):
    pagina = abrir("jornada", 320, **opcoes)
    sair = pagina.get_by_role("button", name="Sair")

    assert not sair.is_visible()
    pagina.get_by_text("Ana Prado", exact=True).click()
    assert sair.is_visible()


def test_menu_da_pessoa_fecha_com_esc_e_devolve_o_foco(abrir):
    pagina = abrir("jornada")
    pagina.locator(".pessoa-do-menu summary").focus()
    pagina.keyboard.press("Enter")
    pagina.keyboard.press("Tab")
    pagina.keyboard.press("Escape")

    assert pagina.locator(".pessoa-do-menu").get_attribute("open") is None
    assert pagina.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_primeiro_tab_pula_para_o_conteudo(abrir):
    pagina = abrir("jornada")
    pagina.keyboard.press("Tab")
    assert pagina.evaluate("document.activeElement.textContent") == "Pular para o conteúdo"

    pagina.keyboard.press("Enter")
    assert pagina.evaluate("document.activeElement.id") == "conteudo"


def test_resumo_de_erros_recebe_o_foco_e_leva_ao_campo(abrir):
    pagina = abrir("item")
    assert pagina.evaluate("document.activeElement.className") == "resumo-de-erros"

    pagina.get_by_role("link", name="Quem assina com certificado").click()
    assert pagina.evaluate("document.activeElement.id") == "id_niveis_0"


def test_apertar_duas_vezes_envia_uma(abrir):
    pagina = abrir("item")
    envios = []
    pagina.on("request", lambda pedido: envios.append(pedido.method))
    pagina.get_by_role("button", name="Salvar publicação").dblclick()
    pagina.wait_for_load_state("networkidle")

    assert envios.count("POST") == 1


def test_sair_sem_salvar_avisa(abrir):
    pagina = abrir("item")
    avisos = []
    pagina.on("dialog", lambda aviso: (avisos.append(aviso.type), aviso.accept()))
    pagina.get_by_label("Edição e página").fill("nº 2.114")
    pagina.goto(f"{ENDERECO}/jornada")

    assert avisos == ["beforeunload"]


def test_filtro_mexido_nao_avisa_ao_sair(abrir):
    pagina = abrir("carteira")
    avisos = []
    pagina.on("dialog", lambda aviso: (avisos.append(aviso.type), aviso.accept()))
    pagina.get_by_label("Cidade (opcional)").fill("Dracena")
    pagina.goto(f"{ENDERECO}/jornada")

    assert avisos == []


def test_botao_recusado_recebe_foco_e_nao_envia(abrir):
    pagina = abrir("etapa")
    envios = []
    pagina.on("request", lambda pedido: envios.append(pedido.method))
    botao = pagina.get_by_role("button", name="Enviar etapa")
    botao.focus()
    pagina.keyboard.press("Enter")

    assert botao.evaluate("(e) => e === document.activeElement")
    assert "POST" not in envios


def test_papel_nao_tem_menu_nem_botao_e_diz_de_onde_veio(abrir):
    pagina = abrir("etapa")
    pagina.emulate_media(media="print")

    assert not pagina.locator(".pessoa-do-menu").is_visible()
    assert not pagina.get_by_text("Aprovar etapa").is_visible()
    assert pagina.locator(".papel").is_visible()


def test_quem_pede_menos_movimento_nao_ve_animacao(abrir):
    pagina = abrir("etapa", reduced_motion="reduce")

    assert pagina.locator("#publicacao").evaluate("(e) => getComputedStyle(e).animationName") == (
        "none"
    )


def test_jornada_fica_em_pe_no_telefone(abrir):
    def caixas(largura):
        etapas = abrir("jornada", largura).locator(".jornada__etapa")
        return [etapas.nth(i).bounding_box() for i in range(5)]

    deitada, em_pe = caixas(1280), caixas(320)

    assert len({caixa["y"] for caixa in deitada}) == 1
    assert len({caixa["x"] for caixa in em_pe}) == 1
