"""O que uma app usa para declarar um documento que o programa escreve, em `documentos.py`.

OFICIO = registrar_documento(TipoDeDocumento(codigo="oficio_de_solicitacao", ..., reunir=reunir))
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from seicidades.comum.papeis import Papel

CODIGO = re.compile(r"[a-z][a-z0-9_]{2,59}")


class Formato(StrEnum):
    """Em que o documento sai: o PDF para assinar, os outros para editar."""

    PDF = "pdf"
    DOCX = "docx"
    HTML = "html"

    @property
    def rotulo(self) -> str:
        return _ROTULOS[self]


_ROTULOS = {
    Formato.PDF: "PDF",
    Formato.DOCX: "DOCX para editar",
    Formato.HTML: "texto para o editor do SEI",
}


@dataclass(frozen=True, slots=True)
class Falta:
    """O que impede de gerar e onde se resolve.

    Args:
        mensagem: o que falta.
        saida: o que a pessoa faz para resolver.
        pagina: nome da URL que recebe `implantacao_id`; vazio, se não há página.
    """

    mensagem: str
    saida: str
    pagina: str = ""


@dataclass(frozen=True)
class TipoDeDocumento:
    """Um documento que o programa escreve com os dados que tem.

    Args:
        codigo: nunca muda depois de publicado.
        variaveis: caminho com pontos → o que é; modelo que use outro é recusado. O que
            se percorre com `for` é `"partes"` e o que há em cada volta, `"partes.nome"`.
            `documento.numero` e `documento.dia` existem em todos, sem declarar.
        exemplo: contexto fictício, para a prévia e os testes.
        modelo: o texto inicial, que vira a versão 1.
        reunir: id do órgão → contexto, só com o que o JSON guarda. Vai congelado no
            documento: data e número já saem como texto.
        faltas: id do órgão → o que falta para gerar; vazia, pode gerar.
        papeis: quem gera, além da gerência e da administração; vazio, quem preenche no órgão.
        na_pagina_da_cidade: a página de documentos da cidade o oferece; senão, só a app o gera.
        conferir: texto do modelo → (linha, o que há de errado), além do que vale para todos.
    """

    codigo: str
    titulo: str
    descricao: str
    formatos: tuple[Formato, ...]
    variaveis: Mapping[str, str]
    exemplo: Mapping[str, Any]
    modelo: Path
    reunir: Callable[[int], dict]
    faltas: Callable[[int], list[Falta]]
    papeis: frozenset[Papel] = frozenset()
    na_pagina_da_cidade: bool = True
    conferir: Callable[[str], Iterable[tuple[int, str]]] = lambda texto: ()

    def __post_init__(self):
        if not CODIGO.fullmatch(self.codigo):
            raise ValueError(
                f"O código {self.codigo!r} não serve: letras minúsculas sem acento, "
                "algarismos e sublinhado, começando por letra."
            )
        if Formato.PDF not in self.formatos:
            raise ValueError(f"O documento {self.codigo} sai ao menos em PDF.")
        if any(caminho.split(".")[0] == "documento" for caminho in self.variaveis):
            raise ValueError(f"Em {self.codigo}, “documento” é nome do programa; use outro.")


_registro: dict[str, TipoDeDocumento] = {}


def registrar_documento(tipo: TipoDeDocumento) -> TipoDeDocumento:
    """Guarda a declaração e a devolve.

    Raises:
        ValueError: se outra declaração usar o mesmo código.
    """
    if _registro.setdefault(tipo.codigo, tipo) is not tipo:
        raise ValueError(f"Já existe um documento registrado com o código {tipo.codigo!r}.")
    return tipo


def documentos_registrados() -> dict[str, TipoDeDocumento]:
    """Todos, na ordem em que as apps os declararam."""
    return dict(_registro)
