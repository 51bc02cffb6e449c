"""A escada de quem é lembrado quando um prazo passa. Python puro.

Cada degrau sai um certo número de dias úteis depois do anterior, contado do dia
em que o anterior saiu de fato: ninguém de cima é lembrado sem que quem faz tenha
sido antes, mesmo que a cidade entre no programa já atrasada.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from seicidades.comum.dias_uteis import Calendario

ANTES_DIAS_UTEIS = 2


class Momento(StrEnum):
    """Quando se lembra de uma data: antes dela e, passada, degrau por degrau."""

    ANTES = "antes"
    TITULAR = "titular"
    SUPLENTE = "suplente"
    GERENTE = "gerente"
    GABINETE = "gabinete"
    COMPROMISSO = "compromisso"


#: Dias úteis de espera depois do degrau anterior; o primeiro, depois do prazo.
ESPERAS_DIAS_UTEIS = {
    Momento.TITULAR: 1,
    Momento.SUPLENTE: 2,
    Momento.GERENTE: 3,
    Momento.GABINETE: 4,
}
DEGRAUS = tuple(ESPERAS_DIAS_UTEIS)
RETIVEIS = DEGRAUS[1:]


class Passo(NamedTuple):
    """Um degrau e o seu dia. `dado`: já saiu; `pulado`: retido ou sem quem receba."""

    momento: Momento
    dia: date
    dado: bool = False
    pulado: bool = False

    @property
    def previsto(self) -> bool:
        return not self.dado and not self.pulado


def subir(
    prazo: date,
    hoje: date,
    calendario: Calendario,
    dados: Mapping[Momento, date],
    pulados: Collection[Momento] = (),
    degraus: Iterable[Momento] = DEGRAUS,
) -> tuple[Passo, ...]:
    """Os degraus de um prazo, com o dia de cada um.

    Args:
        dados: o dia em que cada degrau saiu.
        pulados: degraus retidos ou sem pessoa; o tempo deles conta, o lembrete não sai.
        degraus: os primeiros da escada, para o prazo que não a sobe inteira.
    """
    passos, anterior, util = [], prazo, calendario.proximo_util(hoje)
    for momento in degraus:
        if momento in dados:
            passo = Passo(momento, dados[momento], dado=True)
        else:
            dia = calendario.somar(anterior, ESPERAS_DIAS_UTEIS[momento])
            pulado = momento in pulados
            passo = Passo(momento, dia if pulado else max(dia, util), pulado=pulado)
        passos.append(passo)
        anterior = passo.dia
    return tuple(passos)


def devido(passos: tuple[Passo, ...], hoje: date) -> Momento | None:
    """O degrau que sai hoje, se algum: nunca mais de um por vez."""
    return next((p.momento for p in passos if p.previsto and p.dia <= hoje), None)


def proximo(passos: tuple[Passo, ...], hoje: date) -> Passo | None:
    """O próximo degrau depois de hoje."""
    return next((p for p in passos if p.previsto and p.dia > hoje), None)


def avisa_antes_ate(hoje: date, calendario: Calendario) -> date:
    """O último prazo de que hoje já se avisa antes: o que está a dois dias úteis."""
    return calendario.somar(hoje, ANTES_DIAS_UTEIS)
