"""CSV para planilhas em português: ponto e vírgula, UTF-8 com BOM, nada que vire fórmula."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from io import StringIO

from seicidades.comum.formatos import data_curta

TIPO = "text/csv; charset=utf-8"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def celula(valor) -> str:
    """Um valor seguro para planilha: nada começa como fórmula."""
    if isinstance(valor, date):
        return data_curta(valor)
    if isinstance(valor, int):
        return str(valor)
    texto = "" if valor is None else str(valor)
    return f"'{texto}" if texto.startswith(_FORMULA) else texto


def em_csv(titulos: Iterable[str], linhas: Iterable[Iterable]) -> Iterator[str]:
    """O cabeçalho e cada linha, prontos para mandar à medida que saem."""
    yield "\ufeff" + _registro(titulos)
    for linha in linhas:
        yield _registro(celula(valor) for valor in linha)


def _registro(valores: Iterable[str]) -> str:
    saida = StringIO()
    csv.writer(saida, delimiter=";", lineterminator="\r\n").writerow(valores)
    return saida.getvalue()
