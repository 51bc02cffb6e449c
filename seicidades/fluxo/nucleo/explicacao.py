"""Como se chegou a cada prazo: o registro dobrado em lances da conta.

Um item tem orçamento de dias úteis; a conta começa, para guardando o saldo,
recebe dias de correção, é prorrogada ou recalculada. A análise de uma etapa
tem os dias que a Prodesp prometeu. O último lance diz a data que vale.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from seicidades.comum.dias_uteis import SABADO, Calendario
from seicidades.fluxo.nucleo.comandos import FUSO
from seicidades.fluxo.nucleo.definicao import Item, Roteiro
from seicidades.fluxo.nucleo.estado import (
    ABERTAS,
    POR_FAZER,
    VAZIO,
    Estado,
    EstadoDaEtapa,
    EstadoDoItem,
    SituacaoDoItem,
    dependencias_abertas,
    fase_aberta,
)
from seicidades.fluxo.nucleo.eventos import Evento, TipoDeEvento
from seicidades.fluxo.nucleo.evolucao import evoluir
from seicidades.fluxo.nucleo.relogios import Causa, razao_da_vez


class TipoDeLance(StrEnum):
    COMECOU = "comecou"
    PAROU = "parou"
    COMPLETOU = "completou"
    PRORROGOU = "prorrogou"
    RECALCULOU = "recalculou"
    ZEROU = "zerou"


class Parada(StrEnum):
    """Por que a conta parou, quando não é pela vez."""

    PRONTO = "pronto"
    DISPENSA_PEDIDA = "dispensa_pedida"
    ETAPA_FECHADA = "etapa_fechada"
    DEPENDENCIA = "dependencia"
    PRODUCAO_ANULADA = "producao_anulada"


@dataclass(frozen=True, slots=True)
class Lance:
    """Um lance da conta.

    Args:
        dia: o dia do lance no relógio; o do começo não conta.
        saldo: dias úteis que ficam depois do lance; `None`, se a conta recomeça.
        prazo: a data que passa a valer; `None`, com a conta parada.
        gastos: dias úteis contados desde o começo, numa parada.
        antes: a data que valia, se havia.
        porque: por que parou.
    """

    tipo: TipoDeLance
    dia: date
    saldo: int | None
    prazo: date | None
    evento: Evento
    gastos: int = 0
    antes: date | None = None
    porque: Parada | Causa | None = None
    impedimento: str = ""


@dataclass(frozen=True)
class Conta:
    """A conta de um item ou da análise de uma etapa."""

    alvo: str
    orcamento: int
    lances: tuple[Lance, ...]

    @property
    def prazo(self) -> date | None:
        return self.lances[-1].prazo

    @property
    def inicio(self) -> date:
        """O dia de que se conta o saldo de agora."""
        comecos = [x.dia for x in self.lances if x.prazo and x.tipo != TipoDeLance.RECALCULOU]
        return comecos[-1]

    @property
    def saldo(self) -> int | None:
        return self.lances[-1].saldo


def contas(roteiro: Roteiro, eventos: Iterable[Evento]) -> dict[str, Conta]:
    """As contas que há, pela chave do item ou da etapa em análise."""
    lances: dict[str, list[Lance]] = {}
    estado = VAZIO
    for evento in eventos:
        antes, estado = estado, evoluir(estado, evento)
        for alvo, lance in _lances_do_evento(roteiro, antes, estado, evento):
            lances.setdefault(alvo, []).append(lance)
    orcamentos = {i.chave: i.prazo.dias for i in roteiro.itens.values() if i.prazo}
    orcamentos |= {e.chave: e.analise for e in roteiro.etapas}
    return {alvo: Conta(alvo, orcamentos[alvo], tuple(dele)) for alvo, dele in lances.items()}


def pulados(calendario: Calendario, inicio: date, fim: date) -> dict[date, str]:
    """Feriados em dia de semana que não contam entre `inicio`, que não conta, e `fim`."""
    feriados = calendario.feriados_entre(inicio, fim)
    return {d: n for d, n in feriados.items() if d.weekday() < SABADO and d != inicio}


def _lances_do_evento(
    roteiro: Roteiro, antes: Estado, estado: Estado, evento: Evento
) -> Iterator[tuple[str, Lance]]:
    depois: Mapping = evento.dados["depois"]
    for chave in depois.get("itens", {}):
        item = roteiro.itens.get(chave)
        if item is not None and item.prazo is not None:
            momento = _Momento(roteiro, estado, evento)
            for lance in momento.do_item(item, antes.item(chave), estado.item(chave)):
                yield chave, lance
    for chave in depois.get("etapas", {}):
        if chave in roteiro.por_chave:
            momento = _Momento(roteiro, estado, evento)
            for lance in momento.da_analise(chave, antes.etapa(chave), estado.etapa(chave)):
                yield chave, lance


@dataclass(frozen=True, slots=True)
class _Momento:
    """Um evento e o estado que ele deixou."""

    roteiro: Roteiro
    estado: Estado
    evento: Evento

    @property
    def hoje(self) -> date:
        return self.evento.registrado_em.astimezone(FUSO).date()

    def do_item(self, item: Item, antes: EstadoDoItem, agora: EstadoDoItem) -> Iterator[Lance]:
        if antes.saldo is not None and agora.saldo is None:
            yield self._lance(TipoDeLance.ZEROU, self.hoje, agora)
            return
        if agora.recarregado and not antes.recarregado:
            yield self._lance(TipoDeLance.COMPLETOU, self.hoje, agora, antes=antes.prazo)
        elif self._prorroga(item):
            yield self._lance(TipoDeLance.PRORROGOU, self.hoje, agora, antes=antes.prazo)
        elif agora.prazo and antes.inicio == agora.inicio and antes.prazo != agora.prazo:
            yield self._lance(TipoDeLance.RECALCULOU, self.hoje, agora, antes=antes.prazo)
        if antes.inicio is None and agora.inicio is not None:
            yield self._lance(TipoDeLance.COMECOU, agora.inicio, agora)
        elif antes.inicio is not None and agora.inicio is None:
            yield self._parada(item, antes, agora)

    def _prorroga(self, item: Item) -> bool:
        campos = self.evento.dados["depois"]["itens"][item.chave]
        return self.evento.tipo == TipoDeEvento.PRAZO_PRORROGADO and "saldo" in campos

    def da_analise(self, chave: str, antes: EstadoDaEtapa, agora: EstadoDaEtapa) -> Iterator[Lance]:
        if agora.responder_ate is None or agora.responder_ate == antes.responder_ate:
            return
        recalculou = antes.responder_ate is not None
        tipo = TipoDeLance.RECALCULOU if recalculou else TipoDeLance.COMECOU
        yield Lance(
            tipo=tipo,
            dia=self.hoje,
            saldo=self.roteiro.por_chave[chave].analise,
            prazo=agora.responder_ate,
            evento=self.evento,
            antes=antes.responder_ate,
        )

    def _lance(self, tipo: TipoDeLance, dia: date, agora: EstadoDoItem, **campos) -> Lance:
        return Lance(tipo, dia, agora.saldo, agora.prazo, self.evento, **campos)

    def _parada(self, item: Item, antes: EstadoDoItem, agora: EstadoDoItem) -> Lance:
        porque, impedimento = self._por_que_parou(item, agora)
        return self._lance(
            TipoDeLance.PAROU,
            max(antes.inicio, min(self.evento.ocorreu_em, self.hoje)),
            agora,
            gastos=antes.saldo - agora.saldo,
            antes=antes.prazo,
            porque=porque,
            impedimento=impedimento,
        )

    def _por_que_parou(self, item: Item, agora: EstadoDoItem) -> tuple[Parada | Causa, str]:
        etapa = self.roteiro.etapa_do_item[item.chave]
        razao = razao_da_vez(self.roteiro, self.estado, etapa.linha)
        if agora.situacao not in POR_FAZER:
            pedida = agora.situacao == SituacaoDoItem.DISPENSA_PEDIDA
            return (Parada.DISPENSA_PEDIDA if pedida else Parada.PRONTO), ""
        if razao.causa in (Causa.SUSPENSAO, Causa.DESISTENCIA):
            return razao.causa, ""
        if self.estado.etapa(etapa.chave).situacao not in ABERTAS:
            return Parada.ETAPA_FECHADA, ""
        if not fase_aberta(self.estado, item):
            return Parada.PRODUCAO_ANULADA, ""
        if dependencias_abertas(self.roteiro, self.estado, item):
            return Parada.DEPENDENCIA, ""
        return razao.causa, razao.motivo
