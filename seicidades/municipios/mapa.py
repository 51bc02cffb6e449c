"""A geometria do Estado: contornos em SVG e o cartograma de quadrados, por código do IBGE."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from seicidades.municipios.dados import CARTOGRAMA, CONTORNOS


@dataclass(frozen=True, slots=True)
class Contorno:
    """Um município: o `d` do path e onde cabe o rótulo, no sistema do `view_box`."""

    d: str
    ponto: tuple[int, int]


@dataclass(frozen=True, slots=True)
class ContornoDeMesorregiao:
    nome: str
    d: str
    caixa: tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Mapa:
    """O Estado inteiro. Os mapas só leem."""

    view_box: str
    estado: str
    mesorregioes: Mapping[str, ContornoDeMesorregiao]
    municipios: Mapping[str, Contorno]


@cache
def mapa() -> Mapa:
    """Lê os contornos uma vez por processo."""
    dados = json.loads(CONTORNOS.read_text(encoding="utf-8"))
    return Mapa(
        view_box=dados["viewBox"],
        estado=dados["estado"],
        mesorregioes=MappingProxyType(
            {
                codigo: ContornoDeMesorregiao(m["nome"], m["d"], tuple(m["bbox"]))
                for codigo, m in dados["mesorregioes"].items()
            }
        ),
        municipios=MappingProxyType(
            {c: Contorno(m["d"], tuple(m["p"])) for c, m in dados["municipios"].items()}
        ),
    )


@cache
def cartograma() -> Mapping[str, tuple[int, int]]:
    """Coluna e linha do quadrado de cada município, a partir de zero."""
    dados = json.loads(CARTOGRAMA.read_text(encoding="utf-8"))
    return MappingProxyType({codigo: tuple(lugar) for codigo, lugar in dados.items()})
