"""As colunas do termo e do acordo, e o que uma linha diz de cada parte."""

from datetime import date

from adesao.models import (
    POR_QUEM,
    PapelNoFluxo,
    Parte,
)
from seicidades.fluxo.carga import Coluna, Valores

NOMES = {PapelNoFluxo.ABRE: "termo", PapelNoFluxo.ACORDO: "acordo"}
TITULOS = {"termo": "Termo", "acordo": "Acordo (ACT)"}
CARGOS = {
    Parte.MUNICIPIO: "Representante do município",
    Parte.SGGD: "Representante da SGGD",
    Parte.PRODESP: "Representante da Prodesp",
}
POR_TODOS = "acordo_assinado_por_todos_em"
DIA_DA_PARTE = {
    "termo": {Parte.MUNICIPIO: "termo_assinado_em"},
    "acordo": {
        Parte.MUNICIPIO: "acordo_assinado_em",
        Parte.SGGD: "acordo_assinado_sggd_em",
        Parte.PRODESP: "acordo_assinado_prodesp_em",
    },
}


def _das_outras_partes() -> tuple[Coluna, ...]:
    """Sem elas, quem o arquivo não diz que assinou fica por assinar."""
    return (
        *(
            Coluna(
                DIA_DA_PARTE["acordo"][parte],
                f"{TITULOS['acordo']}: assinado {POR_QUEM[parte]} em",
                "data",
                apelidos=(f"act_assinado_{parte}_em",),
            )
            for parte in (Parte.SGGD, Parte.PRODESP)
        ),
        Coluna(
            POR_TODOS,
            f"{TITULOS['acordo']}: assinado por todos em",
            "data",
            ajuda="O dia da última assinatura, só se a fonte diz que todas as partes assinaram. "
            "Vale para quem não tem dia próprio.",
            apelidos=("act_assinado_por_todos_em",),
        ),
    )


def _colunas(nome: str) -> tuple[Coluna, ...]:
    titulo = TITULOS[nome]
    outro = "act" if nome == "acordo" else "termo_de_adesao"
    return (
        Coluna(f"{nome}_numero", f"{titulo}: número", largura=40, apelidos=(f"{outro}_numero",)),
        Coluna(
            f"{nome}_processo",
            f"{titulo}: processo SEI",
            "processo",
            largura=50,
            apelidos=(f"{outro}_processo",),
        ),
        Coluna(
            f"{nome}_documento",
            f"{titulo}: documento SEI",
            ajuda="De 5 a 12 algarismos. Sem processo e documento, o instrumento não entra.",
            largura=12,
            apelidos=(f"{outro}_documento",),
        ),
        Coluna(
            f"{nome}_disponibilizado_em",
            f"{titulo}: disponibilizado em",
            "data",
            ajuda="Em branco, vale o dia da assinatura.",
        ),
        Coluna(
            f"{nome}_assinado_em",
            f"{titulo}: assinado pelo município em",
            "data",
            ajuda="Assina quem estiver na coluna do representante.",
            apelidos=(f"{outro}_assinado_em", f"data_do_{outro}"),
        ),
        *(_das_outras_partes() if nome == "acordo" else ()),
    )


COLUNAS = {nome: _colunas(nome) for nome in NOMES.values()}
ITENS = {
    coluna.nome: f"{nome}_disponibilizado"
    for nome, colunas in COLUNAS.items()
    for coluna in colunas
}


def do_instrumento(nome: str, valores: Valores) -> dict[str, str | date]:
    return {c.nome: valores[c.nome] for c in COLUNAS[nome] if c.nome in valores}


def dias_das_partes(nome: str, valores: Valores) -> dict[Parte, date]:
    """O dia de cada parte que o arquivo diz que assinou."""
    por_todos = valores.get(POR_TODOS) if nome == "acordo" else None
    dias = {p: valores.get(c) or por_todos for p, c in DIA_DA_PARTE[nome].items()}
    return {parte: dia for parte, dia in dias.items() if dia}
