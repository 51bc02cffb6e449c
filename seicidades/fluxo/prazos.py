"""Por que esta data: a conta de um prazo em frases."""

from collections.abc import Iterable, Mapping
from datetime import date

from seicidades.comum.dias_uteis import Calendario
from seicidades.comum.formatos import data_curta, data_falada, dias_uteis_texto, lista_e
from seicidades.fluxo.models import Andamento
from seicidades.fluxo.nucleo.definicao import Roteiro
from seicidades.fluxo.nucleo.estado import Estado, SituacaoDaEtapa, prazo_da_etapa
from seicidades.fluxo.nucleo.explicacao import (
    Conta,
    Lance,
    Parada,
    TipoDeLance,
    contas,
    pulados,
)
from seicidades.fluxo.nucleo.relogios import Causa, Razao
from seicidades.fluxo.registro import eventos_de
from seicidades.fluxo.tempos import causa_por_extenso

_PARADAS = {
    Parada.PRONTO: "porque o item ficou pronto",
    Parada.DISPENSA_PEDIDA: "porque se pediu a dispensa",
    Parada.ETAPA_FECHADA: "porque a etapa se fechou",
    Parada.DEPENDENCIA: "porque um item que vem antes foi reaberto",
    Parada.PRODUCAO_ANULADA: "porque a entrada em produção foi anulada",
    Causa.SUSPENSAO: "porque a implantação foi suspensa",
    Causa.DESISTENCIA: "porque o município saiu do programa",
}


class PorQueDestaData:
    """Explica cada prazo de uma implantação, com o registro lido uma vez."""

    def __init__(
        self,
        roteiro: Roteiro,
        estado: Estado,
        calendario: Calendario,
        andamentos: Iterable[Andamento],
    ):
        andamentos = list(andamentos)
        self.roteiro = roteiro
        self.estado = estado
        self.calendario = calendario
        self.pessoas: Mapping[int, str] = {
            a.ator_id: a.ator.nome_publico for a in andamentos if a.ator
        }
        self.contas = contas(roteiro, eventos_de(andamentos))

    def do_item(self, chave: str) -> list[str]:
        """Vazia, se nunca houve conta ou ela já acabou."""
        conta = self.contas.get(chave)
        if conta is None or conta.saldo is None:
            return []
        frases = [self._frase(conta, n) for n in range(len(conta.lances))]
        return [*frases, self._resultado(conta)]

    def da_etapa(self, chave: str) -> list[str]:
        """O prazo da etapa é o mais tarde dos que correm nos seus itens."""
        etapa = self.roteiro.por_chave[chave]
        prazo = prazo_da_etapa(self.estado, etapa)
        if prazo is None:
            return []
        item = next(i for i in etapa.itens if self.estado.item(i.chave).prazo == prazo)
        ultimo = f"É o mais tarde dos prazos que correm na etapa: o de «{item.titulo}»."
        return [ultimo, *self.do_item(item.chave)]

    def da_analise(self, chave: str) -> list[str]:
        """A resposta que a Prodesp prometeu à etapa em análise."""
        conta = self.contas.get(chave)
        em_analise = self.estado.etapa(chave).situacao == SituacaoDaEtapa.EM_ANALISE
        if conta is None or not em_analise:
            return []
        comecos = [n for n, x in enumerate(conta.lances) if x.tipo == TipoDeLance.COMECOU]
        frases = [self._frase(conta, n) for n in range(comecos[-1], len(conta.lances))]
        return [*frases, self._resultado(conta)]

    def de(self, chave: str) -> list[str]:
        """De um item, ou da análise de uma etapa."""
        return self.da_analise(chave) if chave in self.roteiro.por_chave else self.do_item(chave)

    # Frases

    def _frase(self, conta: Conta, n: int) -> str:
        lance = conta.lances[n]
        return f"{data_curta(lance.dia)}: {self._o_que(conta, n, lance)}"

    def _o_que(self, conta: Conta, n: int, lance: Lance) -> str:
        if lance.tipo == TipoDeLance.COMECOU:
            return self._comecou(conta, n, lance)
        if lance.tipo == TipoDeLance.PAROU:
            return self._parou(conta, n, lance)
        if lance.tipo == TipoDeLance.COMPLETOU:
            ficam = dias_uteis_texto(lance.saldo)
            return f"voltou para correção; o que restava sobe, uma vez, para {ficam}."
        if lance.tipo == TipoDeLance.PRORROGOU:
            return self._prorrogou(lance)
        if lance.tipo == TipoDeLance.RECALCULOU:
            return self._recalculou(lance)
        return "a aprovação que abriu a etapa foi desfeita; a contagem recomeça do início."

    def _comecou(self, conta: Conta, n: int, lance: Lance) -> str:
        paradas = any(x.tipo == TipoDeLance.PAROU for x in conta.lances[:n])
        verbo = "volta a contar" if paradas else "começa a contar"
        if conta.alvo in self.roteiro.por_chave:
            return f"a etapa foi para análise; a Prodesp tem {dias_uteis_texto(lance.saldo)}."
        return f"{verbo}, com {dias_uteis_texto(lance.saldo)}. O dia do começo não conta."

    def _parou(self, conta: Conta, n: int, lance: Lance) -> str:
        desde = next(x.dia for x in reversed(conta.lances[:n]) if x.prazo)
        contou = f"Contou {dias_uteis_texto(lance.gastos)}{self._sem(desde, lance.dia)}"
        return f"para de contar, {_por_que_parou(lance)}. {contou}; {_ficam(lance.saldo)}."

    def _prorrogou(self, lance: Lance) -> str:
        quem = self.pessoas.get(lance.evento.ator, "a gerência")
        pedido = lance.evento.dados["pedido"]
        ate = date.fromisoformat(pedido["ate"])
        motivo = f" Motivo: {pedido['motivo']}" if pedido.get("motivo") else ""
        antes = f" O prazo era {data_curta(lance.antes)}." if lance.antes else ""
        dias = dias_uteis_texto(lance.saldo)
        return f"{quem} prorrogou até {data_curta(ate)}, daí a {dias}.{antes}{motivo}"

    def _recalculou(self, lance: Lance) -> str:
        motivo = lance.evento.dados["pedido"].get("motivo", "o calendário mudou")
        de, para = data_curta(lance.antes), data_curta(lance.prazo)
        return f"{motivo}; o prazo passou de {de} para {para}."

    def _resultado(self, conta: Conta) -> str:
        if conta.prazo is None:
            return f"Parado: {_ficam(conta.saldo)} para quando voltar a contar."
        sem = self._sem(conta.inicio, conta.prazo)
        saldo = dias_uteis_texto(conta.saldo)
        desde, ate = data_curta(conta.inicio), data_falada(conta.prazo)
        if conta.saldo < 0:
            return f"Os dias já tinham acabado, com {saldo} de atraso: o prazo é {ate}."
        return f"{saldo.capitalize()} depois de {desde}{sem}: {ate}."

    def _sem(self, inicio: date, fim: date) -> str:
        """Que feriados não contaram, pelo nome."""
        feriados = pulados(self.calendario, inicio, fim)
        nomes = [f"{data_curta(d)} ({n})" if n else data_curta(d) for d, n in feriados.items()]
        return f", sem contar {lista_e(nomes)}" if nomes else ""


def _por_que_parou(lance: Lance) -> str:
    if lance.porque in _PARADAS:
        return _PARADAS[lance.porque]
    razao = Razao(None, "", lance.porque, lance.impedimento)
    return f"porque a vez passou a outro lado ({causa_por_extenso(razao)})"


def _ficam(saldo: int) -> str:
    if saldo < 0:
        return f"passaram {dias_uteis_texto(saldo)} do prazo"
    return f"fica{'' if saldo == 1 else 'm'} {dias_uteis_texto(saldo)}"
