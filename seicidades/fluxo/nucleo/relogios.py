"""De quem é a vez e quanto falta em cada relógio (MOTOR: vez e relógios).

Um relógio para no dia em que a coisa aconteceu e começa no dia em que foi
registrada; a vez muda no mais tarde entre o acontecido e a sua última mudança.
Assim, contar um fato com atraso não atrasa ninguém nem refaz dias já contados.
"""

from datetime import date

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


def vez_da_linha(roteiro: Roteiro, estado: Estado, linha: str) -> Lado:
    """De quem é a vez, pela ordem do MOTOR. Etapa ainda não aberta não é de ninguém."""
    corrente = etapa_corrente(roteiro, estado, linha)
    if estado.situacao in _PARADAS or corrente is None:
        return Lado.NINGUEM
    if bloqueios := [b for _, b in sorted(estado.bloqueios.items()) if b.linha == linha]:
        return bloqueios[0].dono
    situacao = estado.etapa(corrente.chave).situacao
    if situacao == SituacaoDaEtapa.NAO_INICIADA:
        return Lado.NINGUEM
    if situacao == SituacaoDaEtapa.EM_ANALISE:
        return Lado.PRODESP
    if situacao == SituacaoDaEtapa.A_RECONFIRMAR and tudo_resolvido(estado, corrente):
        return Lado.PRODESP
    return _vez_pelos_itens(roteiro, estado, corrente)


def _vez_pelos_itens(roteiro: Roteiro, estado: Estado, etapa: Etapa) -> Lado:
    lados = [i.lado for i in etapa.itens if pode_ser_feito(roteiro, estado, i)]
    if Lado.MUNICIPIO in lados:
        return Lado.MUNICIPIO
    if lados:
        return lados[0]
    pendentes = [i for i in etapa.itens if estado.item(i.chave).situacao not in RESOLVIDOS]
    if any(estado.item(i.chave).situacao == SituacaoDoItem.DISPENSA_PEDIDA for i in pendentes):
        return Lado.PRODESP
    if etapa is roteiro.principais[-1] and estado.producao_em is None:
        return Lado.PRODESP
    return Lado.MUNICIPIO


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
