"""Respostas que, juntas, dariam um decreto que se contradiz ou que não pode o que diz."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from regulamentacao.sala.perguntas import TELA_DE, Respostas, valor_de

_DE_LEI = re.compile(r"(?:(?:os? )?arts?\. .*?\bda )?lei\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Contradicao:
    """O que não combina e a tela em que se muda."""

    tela: str
    frase: str

    @property
    def titulo(self) -> str:
        return TELA_DE[self.tela].titulo


def contradicoes(respostas: Respostas) -> Iterator[Contradicao]:
    """As das respostas gravadas e, no que falta, das sugestões."""
    if _vale(respostas, "prazos", "balcao") == "nao":
        yield from _sem_protocolo(respostas)
    for norma in _vale(respostas, "vigencia", "revoga"):
        if _DE_LEI.match(norma):
            yield Contradicao(
                "vigencia",
                f"“{norma}” é lei, e decreto não revoga lei. Tire-a da lista; se ela precisa "
                "deixar de valer, o caminho é um projeto de lei.",
            )


def _sem_protocolo(respostas: Respostas) -> Iterator[Contradicao]:
    sem = "Em “Prazos e horário” se respondeu que não há balcão de protocolo, mas"
    if _vale(respostas, "digitalizacao", "quem") == "protocolo":
        yield Contradicao("digitalizacao", f"{sem} é ele que digitaliza o papel que chega.")
    if _vale(respostas, "dados_pessoais", "canal") == "protocolo":
        yield Contradicao(
            "dados_pessoais", f"{sem} é ele que recebe os pedidos sobre dados pessoais."
        )


def _vale(respostas: Respostas, tela: str, pergunta: str) -> Any:
    return valor_de(TELA_DE[tela], TELA_DE[tela].pergunta(pergunta), respostas)
