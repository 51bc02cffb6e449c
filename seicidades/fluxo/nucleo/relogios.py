"""De quem é a vez e quanto falta em cada relógio (MOTOR: vez e relógios).

Um relógio para no dia em que a coisa aconteceu e começa no dia em que foi
registrada; a vez muda no mais tarde entre o acontecido e a sua última mudança.
Assim, contar um fato com atraso não atrasa ninguém nem refaz dias já contados.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from seicidades.comum.dias_uteis import Calendario
from seicidades.comum.papeis import Lado
from seicidades.fluxo.nucleo.definicao import Etapa, Item, Roteiro
from seicidades.fluxo.nucleo.estado import (
    ABERTAS,
    RESOLVIDOS,
    Estado,
    EstadoDoItem,
    SituacaoDaEtapa,
    SituacaoDaImplantacao,
    SituacaoDoItem,
    Vez,
    compacto,
    etapa_corrente,
    pode_ser_feito,
    tudo_resolvido,
)

_PARADAS = (
    SituacaoDaImplantacao.NAO_INICIADA,
    SituacaoDaImplantacao.SUSPENSA,
    SituacaoDaImplantacao.DESISTENTE,
)


class Causa(StrEnum):
    """O que se faz, ou se espera, enquanto a vez é de alguém."""

    ITENS = "itens"
    CORRECAO = "correcao"
    ENVIO = "envio"
    DEPENDENCIA = "dependencia"
    ANALISE = "analise"
    RECONFIRMACAO = "reconfirmacao"
    DISPENSA = "dispensa"
    PRODUCAO = "producao"
    IMPEDIMENTO = "impedimento"
    SUSPENSAO = "suspensao"
    DESISTENCIA = "desistencia"
    TRILHA_FECHADA = "trilha_fechada"
    CONCLUIDA = "concluida"
    ANTES_DA_CARGA = "antes_da_carga"


@dataclass(frozen=True, slots=True)
class Razao:
    """De quem é a vez, em que etapa e por quê. `motivo` é o código do impedimento."""

    lado: Lado
    etapa: str
    causa: Causa
    motivo: str = ""


_CAUSAS_DA_PARADA = {
    SituacaoDaImplantacao.NAO_INICIADA: Causa.TRILHA_FECHADA,
    SituacaoDaImplantacao.SUSPENSA: Causa.SUSPENSAO,
    SituacaoDaImplantacao.DESISTENTE: Causa.DESISTENCIA,
}


def vez_da_linha(roteiro: Roteiro, estado: Estado, linha: str) -> Lado:
    """De quem é a vez, pela ordem do MOTOR. Etapa ainda não aberta não é de ninguém."""
    return razao_da_vez(roteiro, estado, linha).lado


def razao_da_vez(roteiro: Roteiro, estado: Estado, linha: str) -> Razao:
    """De quem é a vez e por quê, numa só ordem: a vez não discorda da sua razão."""
    corrente = etapa_corrente(roteiro, estado, linha)
    chave = corrente.chave if corrente else ""
    if parada := _CAUSAS_DA_PARADA.get(estado.situacao):
        return Razao(Lado.NINGUEM, chave, parada)
    if corrente is None:
        return Razao(Lado.NINGUEM, "", Causa.CONCLUIDA)
    if bloqueios := [b for _, b in sorted(estado.bloqueios.items()) if b.linha == linha]:
        return Razao(bloqueios[0].dono, chave, Causa.IMPEDIMENTO, bloqueios[0].motivo)
    lado, causa = _vez_na_etapa(roteiro, estado, corrente)
    return Razao(lado, chave, causa)


def _vez_na_etapa(roteiro: Roteiro, estado: Estado, corrente: Etapa) -> tuple[Lado, Causa]:
    situacao = estado.etapa(corrente.chave).situacao
    if situacao == SituacaoDaEtapa.NAO_INICIADA:
        return Lado.NINGUEM, Causa.TRILHA_FECHADA
    if situacao == SituacaoDaEtapa.EM_ANALISE:
        return Lado.PRODESP, Causa.ANALISE
    if situacao == SituacaoDaEtapa.A_RECONFIRMAR and tudo_resolvido(estado, corrente):
        return Lado.PRODESP, Causa.RECONFIRMACAO
    return _vez_pelos_itens(roteiro, estado, corrente)


def _vez_pelos_itens(roteiro: Roteiro, estado: Estado, etapa: Etapa) -> tuple[Lado, Causa]:
    lados = [i.lado for i in etapa.itens if pode_ser_feito(roteiro, estado, i)]
    if lados:
        devolvida = estado.etapa(etapa.chave).situacao == SituacaoDaEtapa.DEVOLVIDA
        lado = Lado.MUNICIPIO if Lado.MUNICIPIO in lados else lados[0]
        return lado, Causa.CORRECAO if devolvida else Causa.ITENS
    pendentes = [i for i in etapa.itens if estado.item(i.chave).situacao not in RESOLVIDOS]
    if any(estado.item(i.chave).situacao == SituacaoDoItem.DISPENSA_PEDIDA for i in pendentes):
        return Lado.PRODESP, Causa.DISPENSA
    if etapa is roteiro.principais[-1] and estado.producao_em is None:
        return Lado.PRODESP, Causa.PRODUCAO
    return Lado.MUNICIPIO, Causa.DEPENDENCIA if pendentes else Causa.ENVIO


def corre(roteiro: Roteiro, estado: Estado, etapa: Etapa, item: Item, vez: Lado) -> bool:
    """Diz se o relógio do item deve estar correndo."""
    return (
        item.prazo is not None
        and estado.situacao not in _PARADAS
        and estado.etapa(etapa.chave).situacao in ABERTAS
        and pode_ser_feito(roteiro, estado, item)
        and (item.lado != Lado.MUNICIPIO or vez == Lado.MUNICIPIO)
    )


def acertos(
    roteiro: Roteiro, estado: Estado, calendario: Calendario, ocorreu_em: date, hoje: date
) -> dict:
    """As mudanças de vez e de relógio que o estado pede, no formato de `depois`."""
    itens: dict[str, dict] = {}
    vezes: dict[str, dict] = {}
    for linha, etapas in roteiro.linhas.items():
        lado = vez_da_linha(roteiro, estado, linha)
        if mudanca := _mudanca_da_vez(estado, linha, lado, ocorreu_em):
            vezes[linha] = mudanca
        for etapa in etapas:
            for item in etapa.itens:
                relogio = estado.item(item.chave)
                deve = corre(roteiro, estado, etapa, item, lado)
                if deve and relogio.inicio is None:
                    itens[item.chave] = _comecar(relogio, item, calendario, hoje)
                elif not deve and relogio.inicio is not None:
                    itens[item.chave] = _parar(relogio, calendario, ocorreu_em, hoje)
    return {nome: grupo for nome, grupo in (("itens", itens), ("vez", vezes)) if grupo}


def _mudanca_da_vez(estado: Estado, linha: str, lado: Lado, ocorreu_em: date) -> dict | None:
    atual = estado.vez.get(linha)
    if atual is None:
        return compacto(Vez(lado=lado, desde=estado.inicio))
    if atual.lado == lado:
        return None
    dia = max(ocorreu_em, atual.desde)
    return {"lado": lado.value, "desde": dia.isoformat(), "dias": atual.dias_ate(dia)}


def _comecar(relogio: EstadoDoItem, item: Item, calendario: Calendario, hoje: date) -> dict:
    saldo = item.prazo.dias if relogio.saldo is None else relogio.saldo
    return {
        "saldo": saldo,
        "inicio": hoje.isoformat(),
        "prazo": calendario.somar(hoje, saldo).isoformat(),
    }


def _parar(relogio: EstadoDoItem, calendario: Calendario, ocorreu_em: date, hoje: date) -> dict:
    dia = max(relogio.inicio, min(ocorreu_em, hoje))
    gastos = calendario.contar(relogio.inicio, dia)
    return {"saldo": relogio.saldo - gastos, "inicio": None, "prazo": None}


def prazos_movidos(estado: Estado, calendario: Calendario) -> dict[str, tuple[date, date]]:
    """Relógios que correm e cujo prazo o calendário de hoje põe noutro dia: {item: (de, para)}."""
    movidos = {}
    for chave, relogio in estado.itens.items():
        if relogio.inicio is not None:
            prazo = calendario.somar(relogio.inicio, relogio.saldo)
            if prazo != relogio.prazo:
                movidos[chave] = (relogio.prazo, prazo)
    return movidos


def respostas_movidas(
    roteiro: Roteiro, estado: Estado, calendario: Calendario
) -> dict[str, tuple[date, date]]:
    """Respostas prometidas que o calendário de hoje põe noutro dia: {etapa: (de, para)}."""
    movidas = {}
    for etapa in roteiro.etapas:
        atual = estado.etapa(etapa.chave)
        if atual.responder_ate is not None and atual.analise_desde is not None:
            ate = calendario.somar(atual.analise_desde, etapa.analise)
            if ate != atual.responder_ate:
                movidas[etapa.chave] = (atual.responder_ate, ate)
    return movidas
