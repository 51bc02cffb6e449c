"""CSV para planilhas em português: ponto e vírgula, UTF-8 com BOM, nada que vire fórmula."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from io import StringIO
from itertools import islice

from seicidades.comum.formatos import data_curta

LINHAS_POR_BLOCO = 500
TIPO = "text/csv; charset=utf-8"
_FORMULA = frozenset("=+-@\t\r")


def celula(valor) -> str:
    """Um valor seguro para planilha: nada começa como fórmula."""
    if isinstance(valor, str):
        return f"'{valor}" if valor[:1] in _FORMULA else valor
    if isinstance(valor, date):
        return data_curta(valor)
    return "" if valor is None else str(valor)


def em_csv(titulos: Iterable[str], linhas: Iterable[Iterable]) -> Iterator[str]:
    """O cabeçalho e depois as linhas, em blocos prontos para mandar à medida que saem."""
    yield "\ufeff" + _registros([titulos])
    restantes = iter(linhas)
    while bloco := list(islice(restantes, LINHAS_POR_BLOCO)):
        yield _registros([list(map(celula, linha)) for linha in bloco])


def _registros(linhas: Iterable[Iterable]) -> str:
    saida = StringIO()
    csv.writer(saida, delimiter=";", lineterminator="\r\n").writerows(linhas)
    return saida.getvalue()
