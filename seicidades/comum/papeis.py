"""Papéis das pessoas e lados de quem é a vez. Python puro: o núcleo usa."""

from enum import StrEnum


class Papel(StrEnum):
    """Papel de uma pessoa. Os três primeiros são do Estado; os demais, de um órgão.

    Fonte dos quatro gestores: página do programa SEI Cidades.
    """

    # O de StrEnum vem do nome do membro: igual ao texto, mas perdido num dicionário de textos.
    __hash__ = str.__hash__

    ADMINISTRADOR = "administrador"
    GERENTE = "gerente"
    OBSERVADOR = "observador"
    GESTOR_SEI = "gestor_sei"
    GESTOR_TI = "gestor_ti"
    GESTOR_CONHECIMENTO = "gestor_conhecimento"
    GESTOR_DOCUMENTAL = "gestor_documental"
    REPRESENTANTE = "representante"
    APOIO = "apoio"

    @property
    def rotulo(self) -> str:
        return ROTULOS_DOS_PAPEIS[self]


ROTULOS_DOS_PAPEIS = {
    Papel.ADMINISTRADOR: "Administração",
    Papel.GERENTE: "Gerente de projetos (Prodesp)",
    Papel.OBSERVADOR: "Observação (SGGD)",
    Papel.GESTOR_SEI: "Gestor SEI",
    Papel.GESTOR_TI: "Gestor de TI",
    Papel.GESTOR_CONHECIMENTO: "Gestor do Conhecimento",
    Papel.GESTOR_DOCUMENTAL: "Gestor Documental",
    Papel.REPRESENTANTE: "Representante (prefeita ou prefeito)",
    Papel.APOIO: "Apoio",
}
PAPEIS_DO_ESTADO = frozenset({Papel.ADMINISTRADOR, Papel.GERENTE, Papel.OBSERVADOR})
PAPEIS_MUNICIPAIS = frozenset(Papel) - PAPEIS_DO_ESTADO
INTERLOCUTORES = (
    Papel.GESTOR_SEI,
    Papel.GESTOR_TI,
    Papel.GESTOR_CONHECIMENTO,
    Papel.GESTOR_DOCUMENTAL,
)


class Lado(StrEnum):
    """Quem deve agir."""

    MUNICIPIO = "municipio"
    PRODESP = "prodesp"
    SGGD = "sggd"
    TERCEIRO = "terceiro"
    NINGUEM = "ninguem"
    DESCONHECIDO = "desconhecido"

    @property
    def rotulo(self) -> str:
        return ROTULOS_DOS_LADOS[self]


ROTULOS_DOS_LADOS = {
    Lado.MUNICIPIO: "município",
    Lado.PRODESP: "Prodesp",
    Lado.SGGD: "SGGD",
    Lado.TERCEIRO: "terceiro",
    Lado.NINGUEM: "ninguém",
    Lado.DESCONHECIDO: "desconhecido",
}
LADOS_QUE_AGEM = (Lado.MUNICIPIO, Lado.PRODESP, Lado.SGGD, Lado.TERCEIRO)
