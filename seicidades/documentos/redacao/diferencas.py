"""O que mudou de um texto para outro, linha a linha e palavra a palavra."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

VIZINHAS = 2
_PEDACOS = re.compile(r"\s+|\w+|\W")


@dataclass(frozen=True, slots=True)
class Linha:
    """Uma linha da comparação.

    Args:
        sinal: igual, sai, entra ou salto (linhas iguais que não se mostram).
        pedacos: (texto, mudou?) em ordem.
    """

    sinal: str
    antes: int | None = None
    depois: int | None = None
    pedacos: tuple[tuple[str, bool], ...] = ()


def diferencas(antes: str, depois: str) -> list[Linha]:
    """As linhas que mudaram, com as vizinhas; vazia, se os textos são iguais."""
    velhas, novas = antes.splitlines(), depois.splitlines()
    grupos = SequenceMatcher(None, velhas, novas, autojunk=False).get_grouped_opcodes(VIZINHAS)
    linhas: list[Linha] = []
    for grupo in grupos:
        if linhas or grupo[0][1] > 0:
            linhas.append(Linha("salto"))
        for nome, i, ii, j, jj in grupo:
            linhas += _do_trecho(nome, velhas, novas, range(i, ii), range(j, jj))
    return linhas


def _do_trecho(nome: str, velhas: list[str], novas: list[str], de: range, para: range):
    if nome == "equal":
        for i, j in zip(de, para, strict=True):
            yield Linha("igual", i + 1, j + 1, ((velhas[i], False),))
        return
    pares = list(zip_longest(de, para))
    marcados = [_palavras(velhas, novas, i, j) for i, j in pares]
    for (i, _), (saem, _) in zip(pares, marcados, strict=True):
        if i is not None:
            yield Linha("sai", i + 1, None, saem)
    for (_, j), (_, entram) in zip(pares, marcados, strict=True):
        if j is not None:
            yield Linha("entra", None, j + 1, entram)


def _palavras(velhas: list[str], novas: list[str], i: int | None, j: int | None):
    """As duas linhas em pedaços, com os que mudaram marcados."""
    a = _PEDACOS.findall(velhas[i]) if i is not None else []
    b = _PEDACOS.findall(novas[j]) if j is not None else []
    if not a or not b:
        return (("".join(a), True),), (("".join(b), True),)
    passos = SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
    saem = tuple(_marcados((nome, a[x:xx]) for nome, x, xx, _, _ in passos))
    entram = tuple(_marcados((nome, b[y:yy]) for nome, _, _, y, yy in passos))
    return saem, entram


def _marcados(passos) -> Iterator[tuple[str, bool]]:
    for nome, pedacos in passos:
        if pedacos:
            yield "".join(pedacos), nome != "equal"
