"""Os tipos que o cofre aceita e como cada um se chama para as pessoas."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Tipo(StrEnum):
    """Tipo de um arquivo do cofre: o enviado é reconhecido pelo conteúdo."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"
    XLSX = "xlsx"
    DOCX = "docx"
    CSV = "csv"
    HTML = "html"

    @property
    def rotulo(self) -> str:
        return _ROTULOS[self]

    @property
    def mime(self) -> str:
        return _MIMES[self]

    @property
    def extensoes(self) -> tuple[str, ...]:
        return ("jpg", "jpeg") if self == Tipo.JPEG else (self.value,)


_ROTULOS = {
    Tipo.PDF: "PDF",
    Tipo.PNG: "imagem PNG",
    Tipo.JPEG: "imagem JPEG",
    Tipo.XLSX: "planilha XLSX",
    Tipo.DOCX: "documento DOCX",
    Tipo.CSV: "tabela CSV",
    Tipo.HTML: "texto para o SEI",
}
_OFFICE = "application/vnd.openxmlformats-officedocument."
_MIMES = {
    Tipo.PDF: "application/pdf",
    Tipo.PNG: "image/png",
    Tipo.JPEG: "image/jpeg",
    Tipo.XLSX: _OFFICE + "spreadsheetml.sheet",
    Tipo.DOCX: _OFFICE + "wordprocessingml.document",
    Tipo.CSV: "text/csv",
    Tipo.HTML: "text/html; charset=us-ascii",
}
# O que se aceita de fora. HTML só o programa escreve.
TODOS = tuple(tipo for tipo in Tipo if tipo != Tipo.HTML)


@dataclass(frozen=True, slots=True)
class Motivo:
    """Por que um arquivo não é aceito.

    Args:
        o_que: o que há de errado, como continuação de "O arquivo tal ...".
        saida: o que a pessoa faz para resolver; `{tipos}` vira a lista dos aceitos.
        codigo: identifica o motivo para quem escreve programas.
    """

    o_que: str
    saida: str
    codigo: str

    def frase(self, nome: str, tipos: Iterable[Tipo]) -> str:
        return f"“{nome}” {self.o_que}. " + self.saida.format(tipos=enumerar(tipos))


class Recusa(Exception):
    """O arquivo não é aceito; `motivo` diz por quê e o que fazer."""

    def __init__(self, motivo: Motivo):
        super().__init__(motivo)
        self.motivo = motivo


def enumerar(tipos: Iterable[Tipo]) -> str:
    """Nomes curtos em uma frase, sempre na mesma ordem: "PDF, PNG ou JPEG"."""
    nomes = [tipo.value.upper() for tipo in Tipo if tipo in set(tipos)]
    return nomes[0] if len(nomes) == 1 else f"{', '.join(nomes[:-1])} ou {nomes[-1]}"
