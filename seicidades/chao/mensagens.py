"""O que o chão diz na tela, e quanto cabe no disco antes de começar."""

import os
import shutil
import sys
import time
from pathlib import Path

from seicidades.chao.erros import FalhaDoChao
from seicidades.chao.locais import pasta_existente

MEGA = 1024 * 1024
# Passa pelo exec que troca o Python do sistema pelo do ambiente.
_comeco = float(os.environ.setdefault("SEICIDADES_COMECO", str(time.monotonic())))


def dizer(texto: str) -> None:
    try:
        sys.stdout.write(f"{texto}\n")
        sys.stdout.flush()
    except BrokenPipeError:  # quem lia foi embora; o trabalho continua, calado
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def passo(texto: str) -> None:
    """Uma linha de progresso, com os segundos desde o começo."""
    dizer(f"[{time.monotonic() - _comeco:5.1f} s] {texto}")


def exigir_espaco(pasta: Path, megas: int, para_que: str) -> None:
    livres = shutil.disk_usage(pasta_existente(pasta)).free // MEGA
    if livres < megas:
        raise FalhaDoChao(
            f"O disco de {pasta} tem {livres} MB livres e {para_que} pede {megas} MB. "
            "Libere espaço ou use outra pasta com --dados."
        )


def fim_do_arquivo(caminho: Path, linhas: int = 12) -> str:
    if not caminho.exists():
        return ""
    return "\n".join(caminho.read_text(errors="replace").splitlines()[-linhas:])
