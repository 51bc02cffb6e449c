"""Ajustes do ambiente, também por arquivo: `NOME_FILE` diz onde está o valor de `NOME`.

Assim os segredos chegam por arquivos montados, sem aparecer em `docker inspect`
nem em `/proc/<pid>/environ`. Não importa o Django: os ajustes dependem daqui.
"""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import environ

SUFIXO = "_FILE"


class VariaveisOuArquivos(Mapping):
    """O ambiente, com o conteúdo do arquivo no lugar de cada `NOME_FILE`."""

    def __init__(self, variaveis: Mapping[str, str]):
        self.variaveis = variaveis

    def __getitem__(self, nome: str) -> str:
        caminho = self.variaveis.get(nome + SUFIXO)
        if not caminho:
            return self.variaveis[nome]
        if self.variaveis.get(nome):
            raise environ.ImproperlyConfigured(
                f"{nome} e {nome}{SUFIXO} estão no ambiente, e só um pode valer. Tire um dos dois."
            )
        return _ler(nome, Path(caminho))

    def __iter__(self) -> Iterator[str]:
        return iter(self.variaveis)

    def __len__(self) -> int:
        return len(self.variaveis)


def _ler(nome: str, caminho: Path) -> str:
    try:
        valor = caminho.read_text(encoding="utf-8").strip()  # quem grava deixa a quebra no fim
    except (OSError, UnicodeDecodeError) as erro:
        raise environ.ImproperlyConfigured(
            f"Não consegui ler {caminho}, dito em {nome}{SUFIXO}: {erro}. "
            "Confira se o arquivo existe e se quem roda o programa pode lê-lo."
        ) from erro
    if not valor:
        raise environ.ImproperlyConfigured(f"O arquivo {caminho}, de {nome}{SUFIXO}, está vazio.")
    return valor


class Env(environ.Env):
    """O leitor dos ajustes, com os arquivos."""

    ENVIRON = VariaveisOuArquivos(os.environ)
