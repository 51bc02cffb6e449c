"""O que uma etapa precisa, e o que a entrada em produção precisa das etapas."""

from collections.abc import Iterator

from seicidades.fluxo.nucleo.caso import Caso, Guarda
from seicidades.fluxo.nucleo.comandos import Recusa
from seicidades.fluxo.nucleo.definicao import Etapa, Fase, Item
from seicidades.fluxo.nucleo.estado import (
    EDITAVEIS,
    ROTULOS_DA_ETAPA,
    SituacaoDaEtapa,
    SituacaoDoItem,
)


def etapa_editavel(caso: Caso) -> Iterator[Recusa]:
    if caso.etapa and caso.estado_da_etapa.situacao not in EDITAVEIS:
        yield _etapa_nao_esta(caso, "aberta para preenchimento")


def _etapa_nao_esta(caso: Caso, esperado: str) -> Recusa:
    situacao = caso.estado_da_etapa.situacao
    saidas = {
        SituacaoDaEtapa.EM_ANALISE: "Espere a resposta da Prodesp ou recolha a etapa.",
        SituacaoDaEtapa.APROVADA: "Se algo precisa mudar, peça que a etapa seja reaberta.",
        SituacaoDaEtapa.NAO_INICIADA: "Ela abre quando a anterior for aprovada.",
    }
    return Recusa(
        "etapa_noutra_situacao",
        f"A etapa {caso.etapa.titulo} está {ROTULOS_DA_ETAPA[situacao]}, não {esperado}.",
        saidas.get(situacao, "Conclua os itens e envie a etapa."),
        item=caso.etapa.chave,
        seq=caso.estado_da_etapa.seq or None,
    )


def etapa_fora_de_analise(caso: Caso) -> Iterator[Recusa]:
    if caso.etapa and caso.estado_da_etapa.situacao == SituacaoDaEtapa.EM_ANALISE:
        yield _etapa_nao_esta(caso, "aberta para preenchimento")


def etapa_em(*situacoes: SituacaoDaEtapa, rotulo: str) -> Guarda:
    def guarda(caso: Caso) -> Iterator[Recusa]:
        if caso.etapa and caso.estado_da_etapa.situacao not in situacoes:
            yield _etapa_nao_esta(caso, rotulo)

    return guarda


etapa_em_analise = etapa_em(SituacaoDaEtapa.EM_ANALISE, rotulo="em análise")
etapa_a_decidir = etapa_em(
    SituacaoDaEtapa.EM_ANALISE, SituacaoDaEtapa.A_RECONFIRMAR, rotulo="em análise nem a reconfirmar"
)
etapa_aprovada = etapa_em(SituacaoDaEtapa.APROVADA, rotulo="aprovada")
etapa_reabrivel = etapa_em(
    SituacaoDaEtapa.APROVADA, SituacaoDaEtapa.A_RECONFIRMAR, rotulo="aprovada nem a reconfirmar"
)


def trilha_aberta(caso: Caso) -> Iterator[Recusa]:
    """A trilha só é enviada depois que a etapa que a abre começou."""
    etapa = caso.etapa
    if etapa is None or not etapa.trilha:
        return
    if caso.estado_da_etapa.situacao == SituacaoDaEtapa.NAO_INICIADA:
        titulo = caso.roteiro.por_chave[etapa.abre_com].titulo
        yield Recusa(
            "trilha_fechada",
            f"{etapa.titulo} ainda não começou.",
            f"Ela começa junto com a etapa {titulo}.",
            item=etapa.chave,
        )


def itens_resolvidos(caso: Caso) -> Iterator[Recusa]:
    if caso.etapa:
        yield from _pendencias(caso, caso.etapa.itens)


def _pendencias(caso: Caso, itens: tuple[Item, ...]) -> Iterator[Recusa]:
    for item in itens:
        if not caso.pronto_hoje(item):
            mensagem, saida = _por_que_pende(caso, item)
            yield Recusa("item_pendente", f"{item.titulo}: {mensagem}", saida, item=item.chave)


def _por_que_pende(caso: Caso, item: Item) -> tuple[str, str]:
    fato = caso.contexto.fatos.get(item.chave)
    situacao = caso.estado.item(item.chave).situacao
    etapa = caso.estado.etapa(caso.roteiro.etapa_do_item[item.chave].chave)
    if etapa.situacao == SituacaoDaEtapa.EM_ANALISE:
        mensagem = fato.resumo if fato and not fato.satisfeito else "deixou de estar pronto."
        return mensagem, "Devolva a etapa com o motivo, ou recolha-a, e envie de novo."
    if fato and not fato.satisfeito and situacao != SituacaoDoItem.DISPENSA_PEDIDA:
        return fato.resumo, fato.saida or "Preencha o item."
    saida = _SAIDAS_DO_ITEM.get(situacao, "Preencha e salve o item.")
    return _FALTAS_DO_ITEM.get(situacao, "ainda não foi feito."), saida


_FALTAS_DO_ITEM = {
    SituacaoDoItem.A_CORRIGIR: "precisa de correção.",
    SituacaoDoItem.DISPENSA_PEDIDA: "a dispensa ainda não foi decidida.",
}
_SAIDAS_DO_ITEM = {
    SituacaoDoItem.A_CORRIGIR: "Corrija o que foi apontado e salve de novo.",
    SituacaoDoItem.DISPENSA_PEDIDA: "Espere a decisão sobre a dispensa ou retire o pedido.",
}


def anteriores_aprovadas(caso: Caso) -> Iterator[Recusa]:
    if caso.etapa:
        yield from _nao_aprovadas(caso, caso.roteiro.anteriores(caso.etapa))


def _nao_aprovadas(caso: Caso, etapas: tuple[Etapa, ...]) -> Iterator[Recusa]:
    for etapa in etapas:
        if caso.estado.etapa(etapa.chave).situacao != SituacaoDaEtapa.APROVADA:
            yield Recusa(
                "etapa_anterior_pendente",
                f"A etapa {etapa.titulo} vem antes e ainda não foi aprovada.",
                f"Conclua a etapa {etapa.titulo} e espere a aprovação.",
                item=etapa.chave,
            )


def em_producao(caso: Caso) -> Iterator[Recusa]:
    """A última etapa da linha principal só é enviada depois da produção."""
    ultima = caso.roteiro.principais[-1]
    if caso.etapa is ultima and caso.estado.producao_em is None:
        yield Recusa(
            "falta_producao",
            "O SEI ainda não entrou em produção neste município.",
            "A gerência da Prodesp registra a entrada em produção.",
            item=ultima.chave,
        )


# Desfazer


def no_prazo_de_desfazer(caso: Caso) -> Iterator[Recusa]:
    if caso.etapa is None or caso.estado_da_etapa.aprovada_em is None:
        return
    limite = caso.contexto.calendario.somar(caso.estado_da_etapa.aprovada_em, 1)
    if caso.hoje > limite:
        yield Recusa(
            "passou_o_prazo_de_desfazer",
            f"A aprovação só se desfazia até {limite:%d/%m/%Y}.",
            "Reabra a etapa, dizendo o motivo.",
            item=caso.etapa.chave,
        )


def seguinte_nunca_enviada(caso: Caso) -> Iterator[Recusa]:
    if caso.etapa is None:
        return
    proximas = [e.chave for e in caso.roteiro.seguintes(caso.etapa)[:1]]
    for chave in dict.fromkeys([*proximas, *caso.estado_da_etapa.abriu]):
        if caso.estado.etapa(chave).envios:
            yield Recusa(
                "seguinte_ja_enviada",
                f"{caso.roteiro.por_chave[chave].titulo} já foi enviada para análise.",
                "Reabra a etapa, dizendo o motivo.",
                item=chave,
            )


def antes_da_producao(caso: Caso) -> Iterator[Recusa]:
    etapa = caso.etapa
    if etapa is None or etapa.trilha or etapa is caso.roteiro.principais[-1]:
        return
    if caso.estado.producao_em is not None:
        yield Recusa(
            "ja_em_producao",
            "O SEI já entrou em produção com base nesta aprovação.",
            "Reabra a etapa, dizendo o motivo.",
            item=etapa.chave,
        )


# Produção


def fora_de_producao(caso: Caso) -> Iterator[Recusa]:
    if caso.estado.producao_em is not None:
        yield Recusa(
            "ja_em_producao",
            f"O SEI está em produção desde {caso.estado.producao_em:%d/%m/%Y}.",
            "Se a data está errada, retifique-a.",
            seq=caso.estado.producao_seq,
        )


def pronto_para_producao(caso: Caso) -> Iterator[Recusa]:
    *antes, ultima = caso.roteiro.principais
    yield from _nao_aprovadas(caso, tuple(antes))
    yield from _pendencias(caso, tuple(i for i in ultima.itens if i.fase == Fase.ANTES))
