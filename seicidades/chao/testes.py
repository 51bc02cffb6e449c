"""O verbo `test`: o navegador, as bibliotecas dos documentos e o pytest."""

import os
import shutil

from seicidades.chao.bibliotecas import exigir_bibliotecas_do_pdf
from seicidades.chao.locais import PYTHON, RAIZ
from seicidades.chao.sistema import instalar_pacotes

NAVEGADORES = ("chromium", "chromium-browser", "google-chrome")
# Um processo por núcleo, cada um com o seu PostgreSQL e o seu Valkey.
A_SUITE_INTEIRA = ("-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder")


def testar(argumentos: list[str]) -> int:
    if not any(shutil.which(nome) for nome in NAVEGADORES):
        instalar_pacotes("chromium", para="os testes no navegador")
    exigir_bibliotecas_do_pdf()
    if not shutil.which("soffice"):
        instalar_pacotes("libreoffice-writer-nogui", para="o teste que abre os DOCX")
    os.chdir(RAIZ)
    comando = [str(PYTHON), "-m", "pytest", *(argumentos or A_SUITE_INTEIRA)]
    os.execv(PYTHON, comando)  # noqa: S606 (vira o pytest)
