"""Os efeitos dos comandos de item."""

from seicidades.fluxo.nucleo.caso import Caso
from seicidades.fluxo.nucleo.efeitos.partes import do_item
from seicidades.fluxo.nucleo.estado import SituacaoDoItem


def _dado_novo(caso: Caso, seq: int) -> dict:
    return {"autor": caso.ator.id, "em": caso.ocorreu_em.isoformat(), "dado_seq": seq}


def concluir_item(caso: Caso, seq: int) -> dict:
    return do_item(
        caso,
        seq,
        situacao=SituacaoDoItem.PRONTO.value,
        devolucao=None,
        importado=False,
        **_dado_novo(caso, seq),
    )


def _por_fazer(caso: Caso) -> str:
    """Sem a dispensa, o item devolvido que ninguém corrigiu continua por corrigir."""
    devolvido = caso.estado_do_item.devolucao is not None
    return (SituacaoDoItem.A_CORRIGIR if devolvido else SituacaoDoItem.ABERTO).value


def reabrir_item(caso: Caso, seq: int) -> dict:
    return do_item(
        caso,
        seq,
        situacao=_por_fazer(caso),
        autor=None,
        em=None,
        dado_seq=None,
        pedinte=None,
        importado=False,
    )


def alterar_fatos(caso: Caso, seq: int) -> dict:
    """O dado mudou. Um item devolvido só fica pronto assim, com o fato satisfeito agora."""
    campos = {"importado": False, **_dado_novo(caso, seq)}
    fato = caso.contexto.fatos.get(caso.comando.item)
    devolvido = caso.estado_do_item.situacao == SituacaoDoItem.A_CORRIGIR
    if devolvido and fato is not None and fato.satisfeito:
        campos |= {"situacao": SituacaoDoItem.PRONTO.value, "devolucao": None}
    return do_item(caso, seq, **campos)


def pedir_dispensa(caso: Caso, seq: int) -> dict:
    return do_item(caso, seq, situacao=SituacaoDoItem.DISPENSA_PEDIDA.value, pedinte=caso.ator.id)


def confirmar_dispensa(caso: Caso, seq: int) -> dict:
    return do_item(caso, seq, situacao=SituacaoDoItem.DISPENSADO.value)


def negar_dispensa(caso: Caso, seq: int) -> dict:
    return do_item(caso, seq, situacao=_por_fazer(caso), pedinte=None)
