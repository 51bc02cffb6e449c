"""Cifra do que não pode ficar legível no banco: CPF e arquivos que o trazem.

As chaves saem de `CHAVES_DE_DADOS` (a primeira cifra, todas decifram) ou, sem
elas, de `SECRET_KEY` e das anteriores. Trocar de chave é pôr a nova na frente.
"""

import base64
import zlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

FINALIDADE = b"seicidades.cadastros"


class DadoIlegivel(Exception):
    """O dado foi cifrado com uma chave que este ambiente não tem."""

    def __init__(self):
        super().__init__(
            "O dado foi cifrado com outra chave. Ponha a chave anterior em CHAVES_DE_DADOS."
        )


def cifrar(conteudo: bytes) -> bytes:
    return _cofre().encrypt(zlib.compress(conteudo))


def decifrar(cifrado: bytes) -> bytes:
    """Devolve o conteúdo original.

    Raises:
        DadoIlegivel: se nenhuma das chaves servir.
    """
    try:
        return zlib.decompress(_cofre().decrypt(bytes(cifrado)))
    except InvalidToken as motivo:
        raise DadoIlegivel from motivo


def cifrar_textos(textos: list[str]) -> list[str]:
    """Cifra muitos textos com um cofre só; vazio continua vazio."""
    cofre = _cofre()
    return [cofre.encrypt(t.encode()).decode("ascii") if t else "" for t in textos]


def decifrar_textos(cifrados: list[str]) -> list[str]:
    cofre = _cofre()
    try:
        return [cofre.decrypt(c.encode()).decode() if c else "" for c in cifrados]
    except InvalidToken as motivo:
        raise DadoIlegivel from motivo


def _cofre() -> MultiFernet:
    segredos = settings.CHAVES_DE_DADOS or [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_chave(segredo)) for segredo in segredos])


def _chave(segredo: str) -> bytes:
    derivada = HKDF(algorithm=SHA256(), length=32, salt=None, info=FINALIDADE)
    return base64.urlsafe_b64encode(derivada.derive(segredo.encode()))
