"""Pacotes do sistema: instala como root; sem direitos, diz o comando exato."""

import os
import shutil
import subprocess

from seicidades.chao.erros import FalhaDoChao
from seicidades.chao.mensagens import passo


def instalar_pacotes(*pacotes: str, para: str) -> None:
    """Instala com o apt-get, ou falha com a linha que alguém com direitos deve rodar."""
    comando = ["apt-get", "install", "-y", "--no-install-recommends", *pacotes]
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise FalhaDoChao(
            f"Falta {', '.join(pacotes)} para {para}. "
            f"Instale com:\n  sudo {' '.join(comando)}\ne repita o comando."
        )
    passo(f"Instalando {', '.join(pacotes)} com o apt-get, para {para}")
    if not _rodar(comando):
        _rodar(["apt-get", "update"])
        if not _rodar(comando):
            raise FalhaDoChao(f"O apt-get não instalou. Rode e veja o motivo: {' '.join(comando)}")


def _rodar(comando: list[str]) -> bool:
    ambiente = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    feito = subprocess.run(comando, env=ambiente, check=False, capture_output=True)  # noqa: S603 (comando montado aqui)
    return feito.returncode == 0
