"""Começar uma implantação: do zero ou do passado que outra fonte conta."""

from seicidades.comum.papeis import Lado
from seicidades.fluxo.nucleo.caso import Caso
from seicidades.fluxo.nucleo.definicao import Fase
from seicidades.fluxo.nucleo.efeitos.partes import mudar_situacao
from seicidades.fluxo.nucleo.estado import SituacaoDaEtapa, SituacaoDaImplantacao, SituacaoDoItem


def iniciar(caso: Caso, seq: int) -> dict:
    primeira = caso.roteiro.principais[0]
    return {
        "implantacao": {
            **mudar_situacao(SituacaoDaImplantacao.EM_ANDAMENTO, seq),
            "inicio": caso.ocorreu_em.isoformat(),
            "inicio_seq": seq,
        },
        "etapas": {
            primeira.chave: {
                "situacao": SituacaoDaEtapa.EM_PREENCHIMENTO.value,
                "aberta_em": caso.hoje.isoformat(),
                "seq": seq,
            }
        },
    }


def importar_situacao(caso: Caso, seq: int) -> dict:
    """As etapas do passado, aprovadas como a fonte as conta; os dias até hoje, sem dono."""
    datas = caso.dado("datas", {})
    depois = {
        "implantacao": _implantacao_importada(caso, seq),
        "etapas": {
            chave: {
                "situacao": SituacaoDaEtapa.APROVADA.value,
                "aprovada_em": datas[chave],
                "responder_ate": None,
                "envios": 1,  # se foi aprovada, foi enviada
                "seq": seq,
            }
            for chave in caso.dado("etapas", ())
        },
        "itens": _itens_importados(caso, seq, datas),
    }
    inicio = caso.ocorreu_em.isoformat()
    sem_dono = {"lado": Lado.DESCONHECIDO.value, "desde": inicio, "dias": {}}
    return depois | {"vez": {linha: dict(sem_dono) for linha in caso.roteiro.linhas}}


def _implantacao_importada(caso: Caso, seq: int) -> dict:
    pedida = caso.dado("situacao")
    parada = pedida in (SituacaoDaImplantacao.SUSPENSA, SituacaoDaImplantacao.DESISTENTE)
    campos = {
        **mudar_situacao(pedida if parada else SituacaoDaImplantacao.EM_ANDAMENTO, seq),
        "inicio": caso.ocorreu_em.isoformat(),
        "inicio_seq": seq,
    }
    if caso.dado("data", None):
        campos |= {"producao_em": caso.dado("data"), "producao_seq": seq}
    if pedida == SituacaoDaImplantacao.SUSPENSA:
        campos["retomar_em"] = caso.dado("retomar_em")
    if pedida == SituacaoDaImplantacao.DESISTENTE:
        campos["antes_de_desistir"] = SituacaoDaImplantacao.EM_ANDAMENTO.value
    return campos


def _itens_importados(caso: Caso, seq: int, datas: dict) -> dict:
    """Os das etapas aprovadas e, em produção, os que vêm antes dela."""
    dias = {
        item.chave: datas[chave]
        for chave in caso.dado("etapas", ())
        for item in caso.roteiro.por_chave[chave].itens
    }
    if producao := caso.dado("data", None):
        ultima = caso.roteiro.principais[-1]
        dias = {i.chave: producao for i in ultima.itens if i.fase == Fase.ANTES} | dias
    return {
        chave: {
            "situacao": SituacaoDoItem.PRONTO.value,
            "importado": True,
            "em": dia,
            "seq": seq,
        }
        for chave, dia in dias.items()
    }
