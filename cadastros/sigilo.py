"""CPF e os arquivos que o trazem, cifrados no banco."""

import json
import zlib
from collections.abc import Mapping

from cryptography.fernet import InvalidToken

from seicidades.comum.cifra import cofre

FINALIDADE = b"seicidades.cadastros"


class DadoIlegivel(Exception):
    """O dado foi cifrado com uma chave que este ambiente não tem."""

    def __init__(self):
        super().__init__(
            "O dado foi cifrado com outra chave. Ponha a chave anterior em CHAVES_DE_DADOS."
        )


def cifrar(conteudo: bytes) -> bytes:
    return cofre(FINALIDADE).encrypt(zlib.compress(conteudo, level=1))


def decifrar(cifrado: bytes) -> bytes:
    """Devolve o conteúdo original.

    Raises:
        DadoIlegivel: se nenhuma das chaves servir.
    """
    try:
        return zlib.decompress(cofre(FINALIDADE).decrypt(bytes(cifrado)))
    except InvalidToken as motivo:
        raise DadoIlegivel from motivo


def cifrar_cpfs(cpfs: Mapping[int, str]) -> bytes:
    """Os CPF de um arquivo, linha → número, num bloco só."""
    return cifrar(json.dumps(cpfs).encode())


def decifrar_cpfs(cifrados: bytes | None) -> dict[int, str]:
    """Linha → CPF; vazio, se não há o que decifrar."""
    if cifrados is None:
        return {}
    return {int(linha): cpf for linha, cpf in json.loads(decifrar(cifrados)).items()}
