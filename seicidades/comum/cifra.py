"""Cifra do que não pode ficar legível no banco.

As chaves saem de `CHAVES_DE_DADOS` (a primeira cifra, todas decifram) ou, sem
elas, de `SECRET_KEY` e das anteriores. Trocar de chave é pôr a nova na frente.
"""

import base64

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def cofre(finalidade: bytes) -> MultiFernet:
    """Cifra e decifra para um fim só: o que um fim cifra, outro não lê."""
    segredos = settings.CHAVES_DE_DADOS or [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_chave(segredo, finalidade)) for segredo in segredos])


def _chave(segredo: str, finalidade: bytes) -> bytes:
    derivada = HKDF(algorithm=SHA256(), length=32, salt=None, info=finalidade)
    return base64.urlsafe_b64encode(derivada.derive(segredo.encode()))
