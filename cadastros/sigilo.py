"""CPF e os arquivos que o trazem, cifrados no banco."""

import json
from collections.abc import Mapping

from seicidades.comum import cifra

FINALIDADE = b"seicidades.cadastros"


def cifrar(conteudo: bytes) -> bytes:
    return cifra.cifrar(FINALIDADE, conteudo)


def decifrar(cifrado: bytes) -> bytes:
    """Devolve o conteúdo original.

    Raises:
        DadoIlegivel: se nenhuma das chaves servir.
    """
    return cifra.decifrar(FINALIDADE, cifrado)


def cifrar_cpfs(cpfs: Mapping[int, str]) -> bytes:
    """Os CPF de um arquivo, linha → número, num bloco só."""
    return cifrar(json.dumps(cpfs).encode())


def decifrar_cpfs(cifrados: bytes | None) -> dict[int, str]:
    """Linha → CPF; vazio, se não há o que decifrar."""
    if cifrados is None:
        return {}
    return {int(linha): cpf for linha, cpf in json.loads(decifrar(cifrados)).items()}
