"""A tabela de acesso, lida de `tabela.txt`."""

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

TABELA = Path(__file__).with_name("tabela.txt")
METODOS = ("GET", "POST")


@dataclass(frozen=True)
class Linha:
    """Um endereço (ou uma família, com `*`) e o código de cada método para cada pessoa."""

    nome: str
    variante: str
    codigos: dict[str, dict[str, int]]

    def __str__(self):
        return f"{self.nome}[{self.variante}]" if self.variante else self.nome

    @property
    def grupo(self) -> str:
        """De que parte do programa é."""
        return self.nome.replace("_", ":").split(":")[0]

    def de(self, metodo: str) -> dict[str, int]:
        return self.codigos[metodo]


def ler() -> list[Linha]:
    linhas = [linha.split() for linha in TABELA.read_text().splitlines()]
    linhas = [linha for linha in linhas if linha and linha[0] != "#"]
    pessoas, *linhas = linhas
    return list(_juntar(pessoas, linhas))


def _juntar(pessoas: list[str], linhas: list[list[str]]) -> Iterator[Linha]:
    """Duas linhas do arquivo por endereço, uma de cada método."""
    for do_get, do_post in zip(linhas[::2], linhas[1::2], strict=True):
        nome, _, variante = do_get[0].partition("[")
        codigos = {
            metodo: dict(zip(pessoas, map(int, linha), strict=True))
            for metodo, linha in _codigos(do_get[1:], do_post)
        }
        yield Linha(nome, variante.rstrip("]"), codigos)


def _codigos(*linhas: list[str]) -> Iterator[tuple[str, list[str]]]:
    for metodo, (dito, *codigos) in zip(METODOS, linhas, strict=True):
        if dito != metodo:
            raise ValueError(f"Esperava {metodo} e li {dito}: cada endereço tem as duas linhas.")
        yield metodo, codigos


def linha_de(nome: str, linhas: list[Linha]) -> Linha | None:
    """A primeira que vale para o endereço: as exceções vêm antes das famílias."""
    return next((li for li in linhas if fnmatchcase(nome, li.nome)), None)
