import re

import pytest
from django.core.cache import cache

from seicidades.contas import adaptador, tasks
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


@pytest.fixture(autouse=True)
def entrada_na_hora(monkeypatch):
    """O código e o link de senha, que a fila escreveria, saem já. Devolve o que se pediu."""
    pedidos = []

    def chamar(nome, *args):
        assert nome == tasks.mandar_entrada.name
        pedidos.append(args)
        tasks.mandar_entrada(*args)
        return True

    monkeypatch.setattr(adaptador, "chamar_tarefa", chamar)
    return pedidos
