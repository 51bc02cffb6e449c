"""O navegador de verdade, como os testes o abrem."""

import shutil

from playwright.sync_api import Browser, Playwright

from seicidades.chao.testes import NAVEGADORES

# Sem placa de vídeo, desenhar como se houvesse uma custa o dobro.
ARGUMENTOS = ("--no-sandbox", "--disable-gpu", "--disable-software-rasterizer")


def abrir(playwright: Playwright) -> Browser:
    caminho = next(filter(None, map(shutil.which, NAVEGADORES)))
    return playwright.chromium.launch(executable_path=caminho, args=list(ARGUMENTOS))
