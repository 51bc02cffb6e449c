"""Cifra do que não pode ficar legível no banco.

As chaves saem de `CHAVES_DE_DADOS` (a primeira cifra, todas decifram) ou, sem
elas, de `SECRET_KEY` e das anteriores. Trocar de chave é pôr a nova na frente.
"""

import base64
import zlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class DadoIlegivel(Exception):
    """O dado foi cifrado com uma chave que este ambiente não tem."""

    def __init__(self):
        super().__init__(
            "O dado foi cifrado com outra chave. Ponha a chave anterior em CHAVES_DE_DADOS."
        )


def cofre(finalidade: bytes) -> MultiFernet:
    """Cifra e decifra para um fim só: o que um fim cifra, outro não lê."""
    segredos = settings.CHAVES_DE_DADOS or [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_chave(segredo, finalidade)) for segredo in segredos])


def cifrar(finalidade: bytes, conteudo: bytes) -> bytes:
    """Comprime, no nível mais rápido, e cifra."""
    return cofre(finalidade).encrypt(zlib.compress(conteudo, level=1))


def decifrar(finalidade: bytes, cifrado: bytes | memoryview) -> bytes:
    """O que `cifrar` recebeu; lê também o que se comprimiu em outro nível.

    Raises:
        DadoIlegivel: se nenhuma das chaves servir.
    """
    try:
        return zlib.decompress(cofre(finalidade).decrypt(bytes(cifrado)))
    except InvalidToken as motivo:
        raise DadoIlegivel from motivo


def _chave(segredo: str, finalidade: bytes) -> bytes:
    derivada = HKDF(algorithm=SHA256(), length=32, salt=None, info=finalidade)
    return base64.urlsafe_b64encode(derivada.derive(segredo.encode()))
