"""A situação da implantação e o alvo do comando."""

from collections.abc import Iterator

from seicidades.fluxo.nucleo.caso import Caso
from seicidades.fluxo.nucleo.comandos import Recusa, TipoDeComando
from seicidades.fluxo.nucleo.estado import ROTULOS_DA_IMPLANTACAO, SituacaoDaImplantacao

_ACEITOS = {
    SituacaoDaImplantacao.NAO_INICIADA: {
        TipoDeComando.INICIAR,
        TipoDeComando.IMPORTAR_SITUACAO,
    },
    SituacaoDaImplantacao.EM_ANDAMENTO: set(TipoDeComando)
    - {TipoDeComando.INICIAR, TipoDeComando.RETOMAR, TipoDeComando.READMITIR},
    SituacaoDaImplantacao.SUSPENSA: {
        TipoDeComando.RETOMAR,
        TipoDeComando.DESISTIR,
        TipoDeComando.RETIFICAR,
        TipoDeComando.REAVALIAR,
    },
    SituacaoDaImplantacao.DESISTENTE: {
        TipoDeComando.READMITIR,
        TipoDeComando.RETIFICAR,
        TipoDeComando.REAVALIAR,
    },
    SituacaoDaImplantacao.HABILITADA: {
        TipoDeComando.REABRIR_ETAPA,
        TipoDeComando.DESFAZER_APROVACAO,
        TipoDeComando.ALTERAR_FATOS,
        TipoDeComando.DECLARAR_BLOQUEIO,
        TipoDeComando.RESOLVER_BLOQUEIO,
        TipoDeComando.PRORROGAR_PRAZO,
        TipoDeComando.RETIFICAR,
        TipoDeComando.REAVALIAR,
    },
}
_SAIDAS_DA_SITUACAO = {
    SituacaoDaImplantacao.NAO_INICIADA: "Peça à gerência da Prodesp que inicie a implantação.",
    SituacaoDaImplantacao.EM_ANDAMENTO: "Siga pela etapa em que a implantação está.",
    SituacaoDaImplantacao.SUSPENSA: "Peça à gerência da Prodesp que retome a implantação.",
    SituacaoDaImplantacao.DESISTENTE: "Peça à gerência da Prodesp que readmita o município.",
    SituacaoDaImplantacao.HABILITADA: "Se algo precisa mudar, peça que a etapa seja reaberta.",
}
_DA_TRILHA = {
    TipoDeComando.CONCLUIR_ITEM,
    TipoDeComando.REABRIR_ITEM,
    TipoDeComando.PEDIR_DISPENSA,
    TipoDeComando.CONFIRMAR_DISPENSA,
    TipoDeComando.NEGAR_DISPENSA,
    TipoDeComando.ENVIAR_ETAPA,
    TipoDeComando.RECOLHER_ETAPA,
    TipoDeComando.DEVOLVER_ETAPA,
    TipoDeComando.APROVAR_ETAPA,
}


def implantacao_aceita(caso: Caso) -> Iterator[Recusa]:
    situacao = caso.estado.situacao
    if caso.comando.tipo in _ACEITOS[situacao]:
        return
    na_trilha = caso.etapa is not None and caso.etapa.trilha
    if (
        situacao == SituacaoDaImplantacao.HABILITADA
        and na_trilha
        and caso.comando.tipo in _DA_TRILHA
    ):
        return
    yield Recusa(
        "situacao_nao_aceita",
        f"A implantação está {ROTULOS_DA_IMPLANTACAO[situacao]} e não aceita isto agora.",
        _SAIDAS_DA_SITUACAO[situacao],
        seq=caso.estado.situacao_seq,
    )


# Alvo


def _citado(chave: str) -> str:
    return repr(chave[:60])


def item_existe(caso: Caso) -> Iterator[Recusa]:
    if caso.item is None:
        yield Recusa(
            "item_desconhecido",
            f"Não há item {_citado(caso.comando.item)} no roteiro desta implantação.",
            "Escolha um item da lista de verificação da etapa.",
        )
    elif caso.comando.etapa and caso.comando.etapa != caso.etapa.chave:
        yield Recusa(
            "item_de_outra_etapa",
            f"O item «{caso.item.titulo}» não é da etapa indicada.",
            "Indique só o item, ou a etapa a que ele pertence.",
            item=caso.comando.item,
        )


def etapa_existe(caso: Caso) -> Iterator[Recusa]:
    if caso.etapa is None or caso.comando.item:
        yield Recusa(
            "etapa_desconhecida",
            f"Não há etapa {_citado(caso.comando.etapa)} no roteiro desta implantação.",
            "Escolha uma etapa da jornada do município.",
        )


def sem_alvo(caso: Caso) -> Iterator[Recusa]:
    """O comando é sobre a implantação inteira."""
    if caso.comando.item or caso.comando.etapa:
        yield Recusa(
            "alvo_indevido",
            "Este pedido é sobre a implantação inteira e não sobre um item ou etapa.",
            "Faça o pedido pela página do município.",
        )
