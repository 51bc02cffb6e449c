"""O verbo `test`: o ambiente com as ferramentas, o navegador e o pytest."""

import os
import shutil

from seicidades.chao.locais import PYTHON, RAIZ
from seicidades.chao.sistema import instalar_pacotes

NAVEGADORES = ("chromium", "chromium-browser", "google-chrome")


def testar(argumentos: list[str]) -> int:
    if not any(shutil.which(nome) for nome in NAVEGADORES):
        instalar_pacotes("chromium", para="os testes no navegador")
    os.chdir(RAIZ)
    os.execv(PYTHON, [str(PYTHON), "-m", "pytest", *argumentos])  # noqa: S606 (vira o pytest)
