"""O que o repositório tem dentro: arquivos nossos, textos e árvores do Python."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.conf import settings

RAIZ: Path = settings.BASE_DIR
APPS = ("seicidades", "adesao", "interlocutores", "regulamentacao", "cadastros", "capacitacao")
DE_FORA = {"__pycache__", "node_modules"}
DE_TERCEIROS = RAIZ / "static" / "vendor"
DE_TEXTO = {
    "",
    ".cfg",
    ".css",
    ".csv",
    ".html",
    ".js",
    ".json",
    ".md",
    ".py",
    ".svg",
    ".toml",
    ".txt",
    ".yml",
}


def _ignoradas() -> set[str]:
    """Pastas que o git não guarda, lidas do .gitignore, e a do próprio git."""
    linhas = (RAIZ / ".gitignore").read_text().splitlines()
    return {".git"} | DE_FORA | {li.rstrip("/") for li in linhas if li.endswith("/")}


@cache
def arquivos() -> tuple[Path, ...]:
    """Os arquivos de texto do projeto, sem os de terceiros."""
    return tuple(sorted(_andar(RAIZ, _ignoradas())))


def _andar(pasta: Path, ignoradas: set[str]) -> Iterator[Path]:
    for caminho in pasta.iterdir():
        if caminho.name in ignoradas or caminho == DE_TERCEIROS:
            continue
        if caminho.is_dir():
            yield from _andar(caminho, ignoradas)
        elif caminho.suffix in DE_TEXTO:
            yield caminho


def nome(caminho: Path) -> str:
    return caminho.relative_to(RAIZ).as_posix()


def do_programa() -> list[Path]:
    """O Python do programa, sem os testes."""
    return [c for c in em_python() if c.relative_to(RAIZ).parts[0] in APPS]


def em_python() -> list[Path]:
    return [c for c in arquivos() if c.suffix == ".py"]


def dos_testes() -> list[Path]:
    return [c for c in em_python() if c.relative_to(RAIZ).parts[0] == "tests"]


def dos_templates() -> list[Path]:
    return [c for c in arquivos() if c.is_relative_to(RAIZ / "templates")]


@cache
def texto(caminho: Path) -> str:
    return caminho.read_text(encoding="utf-8")


@cache
def arvore(caminho: Path) -> ast.Module:
    return ast.parse(texto(caminho), filename=str(caminho))


def textos_literais(caminhos: list[Path]) -> set[str]:
    """Todo texto entre aspas do código."""
    return {
        no.value
        for caminho in caminhos
        for no in ast.walk(arvore(caminho))
        if isinstance(no, ast.Constant) and isinstance(no.value, str)
    }


def nomes_usados(caminho: Path) -> set[str]:
    """Nomes e atributos que o arquivo usa ou importa."""
    usados = set()
    for no in ast.walk(arvore(caminho)):
        if isinstance(no, ast.Name):
            usados.add(no.id)
        elif isinstance(no, ast.Attribute):
            usados.add(no.attr)
        elif isinstance(no, ast.alias):
            usados.add(no.name.rsplit(".", 1)[-1])
    return usados
