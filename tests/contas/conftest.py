import re

import pytest
from django.core.cache import cache

from seicidades.correio.models import Mensagem


@pytest.fixture(autouse=True)
def limites_zerados():
    """Os limites de tentativa moram no cache e valeriam de um teste para o outro."""
    cache.clear()


def ultima_mensagem(para: str) -> Mensagem:
    return Mensagem.objects.filter(para=para).latest("pk")


def link_da_mensagem(para: str) -> str:
    """O caminho do primeiro link da última mensagem para o endereço."""
    return re.search(r"http://testserver(/\S+)", ultima_mensagem(para).texto)[1]
