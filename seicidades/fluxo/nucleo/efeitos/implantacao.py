"""Os efeitos dos comandos da implantação inteira, impedimentos e prazos."""

from seicidades.comum.papeis import Lado
from seicidades.fluxo.nucleo.caso import Caso
from seicidades.fluxo.nucleo.definicao import PRINCIPAL
from seicidades.fluxo.nucleo.efeitos.partes import mudar_situacao
from seicidades.fluxo.nucleo.estado import SituacaoDaImplantacao
from seicidades.fluxo.nucleo.guardas.datas import alvo_da_retificacao, itens_com_relogio


def entrar_em_producao(caso: Caso, seq: int) -> dict:
    return {"implantacao": {"producao_em": caso.dado("data"), "producao_seq": seq}}


def declarar_bloqueio(caso: Caso, seq: int) -> dict:
    alvo = caso.dado("alvo")
    etapa = caso.roteiro.por_chave.get(alvo) or caso.roteiro.etapa_do_item.get(alvo)
    return {
        "bloqueios": {
            str(seq): {
                "motivo": caso.dado("motivo_bloqueio"),
                "dono": Lado(caso.dado("dono")).value,
                "linha": etapa.linha if etapa else PRINCIPAL,
                "alvo": alvo,
                "por": caso.ator.id,
                "desde": caso.ocorreu_em.isoformat(),
            }
        }
    }


def resolver_bloqueio(caso: Caso, seq: int) -> dict:
    return {"bloqueios": {str(caso.dado("bloqueio")): None}}


def prorrogar_prazo(caso: Caso, seq: int) -> dict:
    """O saldo passa a acabar em `ate`, contado de hoje."""
    ate = caso.dia("ate")
    saldo = caso.contexto.calendario.contar(caso.hoje, ate)
    itens = {}
    for chave in itens_com_relogio(caso):
        campos = {"saldo": saldo, "seq": seq}
        if caso.estado.item(chave).inicio is not None:
            campos |= {"inicio": caso.hoje.isoformat(), "prazo": ate.isoformat()}
        itens[chave] = campos
    return {"itens": itens}


def suspender(caso: Caso, seq: int) -> dict:
    return {
        "implantacao": {
            **mudar_situacao(SituacaoDaImplantacao.SUSPENSA, seq),
            "retomar_em": caso.dado("retomar_em"),
        }
    }


def retomar(caso: Caso, seq: int) -> dict:
    return {
        "implantacao": {
            **mudar_situacao(SituacaoDaImplantacao.EM_ANDAMENTO, seq),
            "retomar_em": None,
        }
    }


def desistir(caso: Caso, seq: int) -> dict:
    return {
        "implantacao": {
            **mudar_situacao(SituacaoDaImplantacao.DESISTENTE, seq),
            "antes_de_desistir": caso.estado.situacao.value,
        }
    }


def readmitir(caso: Caso, seq: int) -> dict:
    return {
        "implantacao": {
            **mudar_situacao(caso.estado.antes_de_desistir, seq),
            "antes_de_desistir": "",
        }
    }


def retificar(caso: Caso, seq: int) -> dict:
    """Troca o dado; os dias já contados ficam. Quem retifica passa a ser autor do item."""
    alvo, valor = alvo_da_retificacao(caso), caso.dado("valor", None)
    if alvo == "producao":
        fica = caso.estado.producao_seq if valor else None
        return {"implantacao": {"producao_em": valor, "producao_seq": fica}}
    if alvo == "inicio":
        return {"implantacao": {"inicio": valor}}
    return {"itens": {alvo: {"em": valor, "autor": caso.ator.id, "seq": seq}}}


def reavaliar(caso: Caso, seq: int) -> dict:
    return {}
