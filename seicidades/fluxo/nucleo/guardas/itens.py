"""O que um item precisa para que o comando passe."""

from collections.abc import Iterator

from seicidades.fluxo.nucleo.caso import Caso
from seicidades.fluxo.nucleo.comandos import Recusa
from seicidades.fluxo.nucleo.estado import (
    POR_FAZER,
    ROTULOS_DO_ITEM,
    SituacaoDoItem,
    dependencias_abertas,
    fase_aberta,
)


def declarado(caso: Caso) -> Iterator[Recusa]:
    if caso.item and caso.item.por_fato:
        yield Recusa(
            "item_por_fato",
            f"«{caso.item.titulo}» fica pronto pelos dados informados, não por declaração.",
            "Preencha a página do item.",
            item=caso.comando.item,
        )


def apurado(caso: Caso) -> Iterator[Recusa]:
    if caso.item and not caso.item.por_fato:
        yield Recusa(
            "item_declarado",
            f"«{caso.item.titulo}» é declarado por pessoa, não apurado por dados.",
            "Conclua o item na página dele.",
            item=caso.comando.item,
        )


def item_por_fazer(caso: Caso) -> Iterator[Recusa]:
    if caso.item and caso.estado_do_item.situacao not in POR_FAZER:
        yield _item_nao_esta(caso, "aberto")


def _item_nao_esta(caso: Caso, esperado: str) -> Recusa:
    situacao = caso.estado_do_item.situacao
    return Recusa(
        "item_noutra_situacao",
        f"«{caso.item.titulo}» está {ROTULOS_DO_ITEM[situacao]}, não {esperado}.",
        "Confira como o item está agora; talvez não falte nada.",
        item=caso.comando.item,
        seq=caso.estado_do_item.seq or None,
    )


def item_reabrivel(caso: Caso) -> Iterator[Recusa]:
    """Retira-se dispensa de qualquer item; o que está pronto, só se foi declarado."""
    if caso.item is None:
        return
    situacao = caso.estado_do_item.situacao
    if situacao == SituacaoDoItem.PRONTO:
        yield from declarado(caso)
    elif situacao not in (SituacaoDoItem.DISPENSA_PEDIDA, SituacaoDoItem.DISPENSADO):
        yield _item_nao_esta(caso, "pronto nem dispensado")


def dispensa_esta_pedida(caso: Caso) -> Iterator[Recusa]:
    if caso.item and caso.estado_do_item.situacao != SituacaoDoItem.DISPENSA_PEDIDA:
        yield _item_nao_esta(caso, "com dispensa pedida")


def dispensavel(caso: Caso) -> Iterator[Recusa]:
    if caso.item and not caso.item.dispensavel:
        yield Recusa(
            "item_indispensavel",
            f"«{caso.item.titulo}» não pode ser dispensado.",
            "Se há impedimento, peça ajuda na página do município.",
            item=caso.comando.item,
        )


def dependencias_resolvidas(caso: Caso) -> Iterator[Recusa]:
    if caso.item is None:
        return
    for outro in dependencias_abertas(caso.roteiro, caso.estado, caso.item):
        yield Recusa(
            "depende_de",
            f"«{caso.item.titulo}» vem depois de «{outro.titulo}».",
            f"Resolva antes «{outro.titulo}».",
            item=outro.chave,
        )


def fase_do_item_aberta(caso: Caso) -> Iterator[Recusa]:
    if caso.item and not fase_aberta(caso.estado, caso.item):
        yield Recusa(
            "antes_da_producao",
            f"«{caso.item.titulo}» só se faz com o SEI em produção.",
            "A gerência da Prodesp registra a entrada em produção.",
            item=caso.comando.item,
        )


def arquivo_exigido(caso: Caso) -> Iterator[Recusa]:
    if caso.item and caso.item.exige_arquivo and caso.falta("arquivos"):
        yield Recusa(
            "falta_arquivo",
            f"«{caso.item.titulo}» precisa de um arquivo que comprove.",
            "Anexe o documento (PDF, imagem, planilha ou texto, até 20 MB).",
            item=caso.comando.item,
        )
