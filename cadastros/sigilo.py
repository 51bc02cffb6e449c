"""CPF e os arquivos que o trazem, cifrados no banco."""

import zlib

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
    return cofre(FINALIDADE).encrypt(zlib.compress(conteudo))


def decifrar(cifrado: bytes) -> bytes:
    """Devolve o conteúdo original.

    Raises:
        DadoIlegivel: se nenhuma das chaves servir.
    """
    try:
        return zlib.decompress(cofre(FINALIDADE).decrypt(bytes(cifrado)))
    except InvalidToken as motivo:
        raise DadoIlegivel from motivo


def cifrar_textos(textos: list[str]) -> list[str]:
    """Cifra muitos textos com um cofre só; vazio continua vazio."""
    cofre_daqui = cofre(FINALIDADE)
    return [cofre_daqui.encrypt(t.encode()).decode("ascii") if t else "" for t in textos]


def decifrar_textos(cifrados: list[str]) -> list[str]:
    cofre_daqui = cofre(FINALIDADE)
    try:
        return [cofre_daqui.decrypt(c.encode()).decode() if c else "" for c in cifrados]
    except InvalidToken as motivo:
        raise DadoIlegivel from motivo
