"""O que é uma medida e como se mede: o piso vai na mesma execução, alternado com o programa."""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection
from django.test.utils import CaptureQueriesContext


@dataclass(frozen=True)
class Medida:
    """`razao_ao_piso`: quantas vezes o piso; nula quando não há piso com que comparar."""

    nome: str
    valor: float
    unidade: str
    razao_ao_piso: float | None = None


class PisoDiferente(Exception):
    """O piso não faz o mesmo que o programa: a razão não valeria."""


def segundos(*funcoes: Callable[[], object], vezes: int = 15) -> list[float]:
    """Mediana de cada função, com as voltas alternadas para dividir o ruído da máquina."""
    tempos: list[list[float]] = [[] for _ in funcoes]
    for funcao in funcoes:
        funcao()  # a primeira volta aquece
    for _ in range(vezes):
        for funcao, voltas in zip(funcoes, tempos, strict=True):
            inicio = time.perf_counter()
            funcao()
            voltas.append(time.perf_counter() - inicio)
    return [statistics.median(voltas) for voltas in tempos]


@contextmanager
def contando() -> Iterator[list[str]]:
    """As consultas feitas dentro do bloco, sem as de abrir e fechar transação."""
    feitas: list[str] = []
    with CaptureQueriesContext(connection) as captura:
        yield feitas
    fora = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    feitas += [q["sql"] for q in captura if not q["sql"].startswith(fora)]
