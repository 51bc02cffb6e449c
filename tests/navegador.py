"""O navegador de verdade, como os testes o abrem."""

import shutil

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Playwright

from seicidades.chao.testes import NAVEGADORES

# Sem placa de vídeo, desenhar como se houvesse uma custa o dobro.
ARGUMENTOS = ("--no-sandbox", "--disable-gpu", "--disable-software-rasterizer")
LARGURAS = (1280, 320)
AXE = Axe().axe_script
PROCURAR = """async () => (await axe.run({resultTypes: ["violations"]})).violations"""


def abrir(playwright: Playwright) -> Browser:
    caminho = next(filter(None, map(shutil.which, NAVEGADORES)))
    return playwright.chromium.launch(executable_path=caminho, args=list(ARGUMENTOS))


def defeitos(pagina: Page) -> list[str]:
    """O que o axe acha na página já aberta e o que nela não cabe, numa tela larga e numa estreita.

    O axe entra uma vez só: são quinhentos mil caracteres a ler.
    """
    pagina.evaluate(AXE)
    achados = []
    for largura in LARGURAS:
        pagina.set_viewport_size({"width": largura, "height": 900})
        violacoes = pagina.evaluate(PROCURAR)
        achados += [f"{largura}: {v['id']} {v['nodes'][0]['html'][:200]}" for v in violacoes]
        if (cabe := pagina.evaluate("document.documentElement.scrollWidth")) > largura:
            achados.append(f"{largura}: a página tem {cabe} de largura")
    return achados
