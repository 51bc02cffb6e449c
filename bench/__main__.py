"""Roda as medidas pedidas, mostra a tabela e grava o JSON."""

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

from bench.chao import servidores

# Nome, módulo, função e argumentos: os módulos só carregam com o Django pronto.
GRUPOS: dict[str, tuple[str, str, tuple]] = {
    "motor": ("bench.motor", "medir", ()),
    "cidade": ("bench.paginas", "medir_cidade", ()),
    "carteira.645": ("bench.paginas", "medir_carteira", (645,)),
    "carteira.5570": ("bench.paginas", "medir_carteira", (5570,)),
    "csv.5570": ("bench.paginas", "medir_csv", (5570,)),
    "importar_carteira.645": ("bench.importacao", "medir", (645,)),
    "kit": ("bench.kit", "medir", (3_000, 50_000)),
    "lembretes.varredura.5570": ("bench.lembretes", "medir", (5570,)),
    "demo": ("bench.demonstracao", "medir", ()),
}


def escolher(nome: str) -> list[str]:
    """Os grupos de que o nome é o começo, ou que são o começo do nome; vazio, todos."""
    return [g for g in GRUPOS if not nome or g.startswith(nome) or nome.startswith(f"{g}.")]


def medir(grupos: Iterable[str]) -> Iterator:
    """Na ordem da lista: o banco só cresce de um grupo para o outro."""
    for grupo in grupos:
        modulo, funcao, argumentos = GRUPOS[grupo]
        yield from _funcao(modulo, funcao)(*argumentos)


def _funcao(modulo: str, nome: str) -> Callable:
    return getattr(import_module(modulo), nome)


def linha(medida) -> str:
    razao = "" if medida.razao_ao_piso is None else f"{medida.razao_ao_piso:.2f}"
    valor = f"{medida.valor:,.2f}".rstrip("0").rstrip(".")
    return f"{medida.nome:<28}{valor:>14}  {medida.unidade:<14}{razao:>8}"


def main(argumentos: list[str]) -> int:
    leitor = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    leitor.add_argument("nome", nargs="?", default="", help="só as medidas que começam assim")
    leitor.add_argument("--json", type=Path, metavar="ARQUIVO", help="grava também em JSON")
    pedido = leitor.parse_args(argumentos)
    grupos = escolher(pedido.nome)
    if not grupos:
        leitor.error(f"não conheço {pedido.nome!r}; há: {', '.join(GRUPOS)}")
    feitas = []
    with servidores():
        import_module("django").setup()
        sys.stdout.write(f"{'medida':<28}{'valor':>14}  {'unidade':<14}{'÷ piso':>8}\n")
        for medida in medir(grupos):
            if medida.nome.startswith(pedido.nome):
                feitas.append(medida)
                sys.stdout.write(linha(medida) + "\n")
                sys.stdout.flush()
    if pedido.json:
        texto = json.dumps([asdict(m) for m in feitas], ensure_ascii=False, indent=1)
        pedido.json.write_text(texto + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
