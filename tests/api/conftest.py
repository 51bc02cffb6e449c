"""O roteiro curto do motor e quem pede à API."""

from dataclasses import dataclass

import pytest
from django.core.cache import cache
from django.test import Client

from seicidades.api.servicos import criar_token
from tests.fluxo.conftest import cidade, fatos, iniciada, roteiro_curto

__all__ = ["cidade", "fatos", "iniciada", "roteiro_curto"]

RAIZ = "/api/v1"


@pytest.fixture(autouse=True)
def contas_zeradas():
    """Um teste não herda os pedidos que outro contou."""
    cache.clear()


@dataclass
class Api:
    """A API vista por uma pessoa, com o token dela."""

    segredo: str = ""

    def pedir(self, metodo: str, caminho: str, corpo=None, **cabecalhos):
        if self.segredo:
            cabecalhos.setdefault("Authorization", f"Bearer {self.segredo}")
        extras = {} if corpo is None else {"data": corpo, "content_type": "application/json"}
        return getattr(Client(), metodo)(f"{RAIZ}{caminho}", headers=cabecalhos, **extras)

    def ler(self, caminho: str, **cabecalhos):
        return self.pedir("get", caminho, **cabecalhos)

    def comandar(self, orgao, comando: str, *, consulta: str = "", **campos):
        corpo = {"comando": comando, "chave": f"{comando}-{campos}"[:100]} | campos
        codigo = orgao.municipio.codigo_ibge
        return self.pedir("post", f"/implantacoes/{codigo}/comandos/{consulta}", corpo)


@pytest.fixture
def api():
    def de(pessoa=None) -> Api:
        return Api(criar_token(pessoa)[1]) if pessoa else Api()

    return de


@pytest.fixture
def codigos():
    return lambda resposta: [r["codigo"] for r in resposta.json()["recusas"]]
