"""O que uma app de etapa usa para se declarar, em `etapa.py`.

ADESAO = registrar(Etapa(chave="adesao", ..., apurar=servicos.apurar))
"""

from seicidades.comum.papeis import Lado, Papel
from seicidades.fluxo.nucleo.definicao import (
    SUGESTAO,
    DiasUteis,
    Etapa,
    Fase,
    Fato,
    Fonte,
    Item,
    Origem,
    Roteiro,
)

__all__ = [
    "SUGESTAO",
    "DiasUteis",
    "Etapa",
    "Fase",
    "Fato",
    "Fonte",
    "Item",
    "Lado",
    "Origem",
    "Papel",
    "etapas_registradas",
    "registrar",
    "roteiro_do_codigo",
]

_registro: dict[str, Etapa] = {}


def registrar(etapa: Etapa) -> Etapa:
    """Guarda a declaração da etapa e a devolve.

    Raises:
        ValueError: se outra declaração usar a mesma chave.
    """
    if _registro.setdefault(etapa.chave, etapa) is not etapa:
        raise ValueError(f"Já existe uma etapa registrada com a chave {etapa.chave!r}.")
    return etapa


def etapas_registradas() -> dict[str, Etapa]:
    return dict(_registro)


def roteiro_do_codigo() -> Roteiro:
    """O roteiro que o código declara agora, com as funções de apuração."""
    return Roteiro(tuple(sorted(_registro.values(), key=lambda e: (e.ordem, e.trilha))))
