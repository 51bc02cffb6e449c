"""Leitura em pedaços: nenhum arquivo inteiro fica na memória."""

import struct
from collections.abc import Iterator

PEDACO = 64 * 1024


def pedacos(arquivo, inicio: int = 0) -> Iterator[bytes]:
    """O conteúdo a partir de `inicio`, em partes de até 64 KiB."""
    arquivo.seek(inicio)
    while pedaco := arquivo.read(PEDACO):
        yield pedaco


def cauda(arquivo, tamanho: int, quantos: int) -> bytes:
    """Os últimos bytes do arquivo."""
    arquivo.seek(max(0, tamanho - quantos))
    return arquivo.read(quantos)


def contem(arquivo, agulha: bytes, inicio: int) -> bool:
    """Procura `agulha`, também na emenda de dois pedaços."""
    resto = b""
    for pedaco in pedacos(arquivo, inicio):
        if agulha in resto + pedaco:
            return True
        resto = pedaco[1 - len(agulha) :]
    return False


def desempacotar(formato: str, dados: bytes) -> tuple:
    """Como `struct.unpack`, mas tolera dados que acabaram antes da hora.

    Raises:
        EOFError: se faltarem bytes.
    """
    if len(dados) != struct.calcsize(formato):
        raise EOFError
    return struct.unpack(formato, dados)
