"""As bibliotecas do sistema que escrevem os documentos em PDF."""

import ctypes

from seicidades.chao.erros import FalhaDoChao
from seicidades.chao.mensagens import dizer
from seicidades.chao.sistema import instalar_pacotes

# Cada biblioteca e o pacote do Debian que a traz; as demais vêm com estas.
DO_PDF = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
PARA_QUE = "escrever documentos em PDF"


def pacotes_que_faltam(bibliotecas: dict[str, str] = DO_PDF) -> list[str]:
    return [pacote for nome, pacote in bibliotecas.items() if not _abre(nome)]


def _abre(nome: str) -> bool:
    try:
        ctypes.CDLL(nome)
    except OSError:
        return False
    return True


def exigir_bibliotecas_do_pdf() -> None:
    """Instala o que falta.

    Raises:
        FalhaDoChao: sem direitos, com o comando que alguém deve rodar.
    """
    if faltam := pacotes_que_faltam():
        instalar_pacotes(*faltam, para=PARA_QUE)


def procurar_bibliotecas_do_pdf() -> None:
    """Instala o que falta; se não der, avisa e segue: só os documentos deixam de sair."""
    try:
        exigir_bibliotecas_do_pdf()
    except FalhaDoChao as falha:
        dizer(f"\nAviso: {falha}\nO resto da demonstração funciona sem isso.\n")
