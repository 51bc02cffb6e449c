"""O que a conferência de um arquivo devolve."""

import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Generic, NamedTuple, TypeVar

from cadastros.validacao.efeitos import EFEITOS
from cadastros.validacao.leiautes import Coluna


class Gravidade(StrEnum):
    """Erro impede gravar; aviso pede que uma pessoa diga que conferiu."""

    ERRO = "erro"
    AVISO = "aviso"


@dataclass(frozen=True, slots=True)
class Problema:
    """Um achado no arquivo.

    Args:
        linha: como a planilha numera, com o cabeçalho na linha 1; None = o arquivo todo.
        coluna: posição a partir de 0, como no cabeçalho; None = a linha toda.
        codigo: estável, para programas.
        mensagem: o que há de errado. Nunca traz CPF.
        saida: o que fazer, no imperativo.
        no_sei: o que causaria se fosse carregado assim.
    """

    codigo: str
    mensagem: str
    saida: str
    gravidade: Gravidade = Gravidade.ERRO
    linha: int | None = None
    coluna: int | None = None
    rotulo: str = ""

    @property
    def no_sei(self) -> str:
        return EFEITOS[self.codigo]

    @property
    def eh_erro(self) -> bool:
        return self.gravidade == Gravidade.ERRO


def erro(codigo: str, mensagem: str, saida: str, linha: int | None = None, coluna=None) -> Problema:
    return _problema(Gravidade.ERRO, codigo, mensagem, saida, linha, coluna)


def aviso(codigo: str, mensagem: str, saida: str, linha: int | None = None, coluna=None):
    return _problema(Gravidade.AVISO, codigo, mensagem, saida, linha, coluna)


def _problema(gravidade, codigo, mensagem, saida, linha, coluna: Coluna | None) -> Problema:
    posicao, rotulo = (coluna.posicao, coluna.rotulo) if coluna else (None, "")
    return Problema(codigo, mensagem, saida, gravidade, linha, posicao, rotulo)


class Linha(NamedTuple):
    """Uma linha de dados, já sem espaços nas pontas e em NFC."""

    numero: int
    celulas: Sequence[str]


@dataclass(frozen=True, slots=True)
class Menda:
    """Um conserto seguro, proposto a partir do próprio arquivo.

    Args:
        coluna: None = apagar a linha, que repete outra por inteiro.
        codigo: do achado que ela resolve.
    """

    codigo: str
    linha: int
    coluna: Coluna | None
    antes: str
    depois: str


@dataclass(frozen=True, slots=True)
class Leitura:
    """O que se conseguiu ler do arquivo, antes de conferir o conteúdo."""

    linhas: tuple[Linha, ...]
    problemas: tuple[Problema, ...]
    sem_valor: frozenset[str] = frozenset()  # campos que nenhuma coluna traz


class Unidade(NamedTuple):
    """Uma linha do arquivo de unidades. Os campos seguem as colunas 1 a 15."""

    linha: int
    orgao: str
    sigla: str
    descricao: str
    superior: str = ""
    email: str = ""
    usa_endereco_do_orgao: str = "S"
    endereco: str = ""
    complemento: str = ""
    bairro: str = ""
    uf: str = ""
    cidade: str = ""
    cep: str = ""
    cnpj: str = ""
    telefone: str = ""
    site: str = ""


class Usuario(NamedTuple):
    """Uma linha do arquivo de usuários. Os campos seguem as colunas 1 a 8."""

    linha: int
    orgao: str
    sigla: str
    nome: str
    nome_social: str = ""
    cpf: str = ""
    email: str = ""
    unidade: str = ""
    perfil: str = ""

    def __repr__(self) -> str:
        return f"Usuario(linha={self.linha})"  # o CPF não aparece em erro nem em registro


R = TypeVar("R", Unidade, Usuario)


@dataclass(frozen=True)
class Conferencia(Generic[R]):
    """O resultado: o que seria gravado e tudo o que foi achado."""

    registros: tuple[R, ...]
    problemas: tuple[Problema, ...]
    mendas: tuple[Menda, ...] = ()

    @cached_property
    def erros(self) -> tuple[Problema, ...]:
        return tuple(p for p in self.problemas if p.eh_erro)

    @cached_property
    def avisos(self) -> tuple[Problema, ...]:
        return tuple(p for p in self.problemas if not p.eh_erro)

    @property
    def aceita(self) -> bool:
        return not self.erros


def em_ordem(problemas: Iterable[Problema]) -> tuple[Problema, ...]:
    """Os do arquivo todo primeiro; depois por linha e coluna; erro antes de aviso."""
    return tuple(
        sorted(
            problemas,
            key=lambda p: (p.linha or 0, -1 if p.coluna is None else p.coluna, not p.eh_erro),
        )
    )


def comparavel(sigla: str) -> str:
    """A forma com que duas siglas são a mesma: NFC e sem distinguir maiúsculas."""
    if sigla.isascii():
        return sigla.strip().lower()
    return unicodedata.normalize("NFC", sigla.strip()).casefold()


def comparaveis(siglas: Collection[str]) -> set[str]:
    """As formas distintas de muitas siglas já sem espaços nas pontas."""
    return set(map(str.lower if "".join(siglas).isascii() else comparavel, siglas))


def em_lista(nomes: Sequence[str], limite: int = 8) -> str:
    """Os primeiros nomes e quantos faltam: "A, B e mais 3"."""
    mostrados = ", ".join(nomes[:limite])
    resto = len(nomes) - limite
    return f"{mostrados} e mais {resto}" if resto > 0 else mostrados
