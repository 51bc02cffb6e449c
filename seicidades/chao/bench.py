"""O verbo `bench`: o ambiente de uso e as medidas da pasta bench/."""

import os

from seicidades.chao.locais import PYTHON, RAIZ


def medir(argumentos: list[str]) -> int:
    comando = [str(PYTHON), "-m", "bench", *argumentos]
    ambiente = os.environ | {"PYTHONPATH": str(RAIZ)}  # o --json vale a partir de onde se está
    os.execve(PYTHON, comando, ambiente)  # noqa: S606 (vira o bench)
