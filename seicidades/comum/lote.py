"""Muitas linhas de muitos modelos, cada modelo numa instrução só."""

from collections import defaultdict
from graphlib import TopologicalSorter
from typing import TypeVar

from django.db.models import Model

POR_VEZ = 1000
Linha = TypeVar("Linha", bound=Model)


class Lote:
    """Linhas ainda sem chave que podem apontar umas para as outras.

    Serve a cargas grandes, como a da demonstração: junta-se tudo e grava-se no
    fim, primeiro os modelos para que os outros apontam.
    """

    def __init__(self):
        self._linhas: dict[type[Model], list[Model]] = defaultdict(list)
        self._mudancas: dict[tuple[type[Model], str], list[Model]] = defaultdict(list)

    def juntar(self, linha: Linha) -> Linha:
        self._linhas[type(linha)].append(linha)
        return linha

    def mudar(self, linha: Model, campo: str) -> None:
        """A linha já existe, e só este campo dela muda."""
        self._mudancas[type(linha), campo].append(linha)

    def gravar(self) -> None:
        for modelo in self._em_ordem():
            modelo.objects.bulk_create(self._linhas[modelo], batch_size=POR_VEZ)
        for (modelo, campo), linhas in self._mudancas.items():
            modelo.objects.bulk_update(linhas, [campo], batch_size=POR_VEZ)

    def _em_ordem(self) -> list[type[Model]]:
        apontados = {
            modelo: {c.related_model for c in modelo._meta.fields if c.related_model} - {modelo}
            for modelo in self._linhas
        }
        return [m for m in TopologicalSorter(apontados).static_order() if m in apontados]
