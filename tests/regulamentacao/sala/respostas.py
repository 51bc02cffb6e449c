"""Respostas para os testes da sala: as sugeridas e quaisquer outras que as telas aceitam."""

from functools import cache
from pathlib import Path

from hypothesis import strategies as st

import regulamentacao.sala
from regulamentacao.sala.composicao import Trecho, compor
from regulamentacao.sala.modelo import ler_modelo
from regulamentacao.sala.partes import Parte
from regulamentacao.sala.perguntas import TELAS, Especie, Pergunta, contexto

NOMES = ("Décio Ramos", "art. 66, inciso VI", "12/2026", "Diário do Vale", "<b>&amp; {{ x }}")


@cache
def texto_do_decreto() -> str:
    return (Path(regulamentacao.sala.__file__).parent / "decreto.html").read_text("utf-8")


def resposta_a(pergunta: Pergunta) -> st.SearchStrategy:
    if pergunta.especie == Especie.ESCOLHA:
        return st.sampled_from(pergunta.valores)
    if pergunta.especie == Especie.NUMERO:
        return st.integers(pergunta.minimo, pergunta.maximo)
    if pergunta.especie == Especie.VARIAS:
        opcoes = st.sampled_from(pergunta.valores)
        return st.lists(opcoes, unique=True, min_size=pergunta.minimo)
    if pergunta.especie == Especie.LINHAS:
        return st.lists(st.sampled_from(NOMES), max_size=3)
    return st.sampled_from(NOMES if pergunta.obrigatoria else ("", *NOMES))


def quaisquer() -> st.SearchStrategy:
    """Qualquer conjunto de respostas que se consegue dar, a tudo ou só a uma parte."""
    por_tela = {
        tela.chave: st.fixed_dictionaries({p.chave: resposta_a(p) for p in tela.perguntas})
        for tela in TELAS
    }
    return st.fixed_dictionaries({}, optional=por_tela)


def decreto(respostas=None, edicoes: dict[str, tuple[Parte, ...]] | None = None) -> list[Trecho]:
    dados = contexto(respostas or {}, municipio="Vila Fictícia", ano=2026)
    return compor(ler_modelo(texto_do_decreto()), dados, edicoes or {})


def por_chave(respostas=None, **opcoes) -> dict[str, Trecho]:
    return {trecho.chave: trecho for trecho in decreto(respostas, **opcoes)}
