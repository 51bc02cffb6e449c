"""O que cada comando aceito muda: o `depois` do seu evento."""

from datetime import date

from seicidades.comum.papeis import Lado
from seicidades.fluxo.nucleo.caso import Caso
from seicidades.fluxo.nucleo.comandos import TipoDeComando
from seicidades.fluxo.nucleo.definicao import PRINCIPAL
from seicidades.fluxo.nucleo.estado import (
    SituacaoDaEtapa,
    SituacaoDaImplantacao,
    SituacaoDoItem,
)
from seicidades.fluxo.nucleo.guardas import alvo_da_retificacao, itens_com_relogio


def _do_item(caso: Caso, seq: int, **campos) -> dict:
    return {"itens": {caso.comando.item: {"seq": seq, **campos}}}


def _da_etapa(caso: Caso, seq: int, **campos) -> dict:
    return {"etapas": {caso.etapa.chave: {"seq": seq, **campos}}}


def iniciar(caso: Caso, seq: int) -> dict:
    primeira = caso.roteiro.principais[0]
    return {
        "implantacao": {
            "situacao": SituacaoDaImplantacao.EM_ANDAMENTO.value,
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


def _dado_novo(caso: Caso, seq: int) -> dict:
    return {"autor": caso.ator.id, "em": caso.ocorreu_em.isoformat(), "dado_seq": seq}


def concluir_item(caso: Caso, seq: int) -> dict:
    return _do_item(
        caso,
        seq,
        situacao=SituacaoDoItem.PRONTO.value,
        devolucao=None,
        importado=False,
        **_dado_novo(caso, seq),
    )


def reabrir_item(caso: Caso, seq: int) -> dict:
    return _do_item(
        caso,
        seq,
        situacao=SituacaoDoItem.ABERTO.value,
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
    return _do_item(caso, seq, **campos)


def pedir_dispensa(caso: Caso, seq: int) -> dict:
    return _do_item(caso, seq, situacao=SituacaoDoItem.DISPENSA_PEDIDA.value, pedinte=caso.ator.id)


def confirmar_dispensa(caso: Caso, seq: int) -> dict:
    return _do_item(caso, seq, situacao=SituacaoDoItem.DISPENSADO.value, devolucao=None)


def negar_dispensa(caso: Caso, seq: int) -> dict:
    return _do_item(caso, seq, situacao=SituacaoDoItem.ABERTO.value, pedinte=None)


def enviar_etapa(caso: Caso, seq: int) -> dict:
    """Para análise. Itens que os fatos de agora já satisfazem ficam prontos no mesmo ato."""
    calendario, etapa = caso.contexto.calendario, caso.etapa
    depois = _da_etapa(
        caso,
        seq,
        situacao=SituacaoDaEtapa.EM_ANALISE.value,
        remetente=caso.ator.id,
        enviada_em=caso.ocorreu_em.isoformat(),
        envios=caso.estado_da_etapa.envios + 1,
        responder_ate=calendario.somar(caso.hoje, etapa.analise).isoformat(),
    )
    prontos = {
        i.chave: {"situacao": SituacaoDoItem.PRONTO.value, "seq": seq}
        for i in etapa.itens
        if caso.estado.item(i.chave).situacao == SituacaoDoItem.ABERTO
    }
    return depois | ({"itens": prontos} if prontos else {})


def recolher_etapa(caso: Caso, seq: int) -> dict:
    return _da_etapa(caso, seq, situacao=SituacaoDaEtapa.EM_PREENCHIMENTO.value, responder_ate=None)


def devolver_etapa(caso: Caso, seq: int) -> dict:
    depois = _da_etapa(caso, seq, situacao=SituacaoDaEtapa.DEVOLVIDA.value, responder_ate=None)
    depois["itens"] = {
        motivo["item"]: _a_corrigir(caso, motivo["item"], seq)
        | {"devolucao": {"codigo": motivo["codigo"], "texto": motivo["texto"]}}
        for motivo in caso.dado("motivos")
    }
    return depois


def _a_corrigir(caso: Caso, chave: str, seq: int) -> dict:
    campos = {"situacao": SituacaoDoItem.A_CORRIGIR.value, "seq": seq}
    item, relogio = caso.roteiro.itens[chave], caso.estado.item(chave)
    if item.prazo is not None and not relogio.recarregado:
        saldo = item.prazo.dias if relogio.saldo is None else relogio.saldo
        campos |= {"saldo": max(saldo, caso.etapa.correcao), "recarregado": True}
    return campos


def aprovar_etapa(caso: Caso, seq: int) -> dict:
    return _da_etapa(
        caso,
        seq,
        situacao=SituacaoDaEtapa.APROVADA.value,
        aprovada_por=caso.ator.id,
        aprovada_em=caso.hoje.isoformat(),
        responder_ate=None,
        abriu=[],
    )


def desfazer_aprovacao(caso: Caso, seq: int) -> dict:
    """Volta à análise; o que a aprovação abriu fecha, guarda os itens e perde os relógios."""
    depois = _da_etapa(
        caso,
        seq,
        situacao=SituacaoDaEtapa.EM_ANALISE.value,
        aprovada_por=None,
        aprovada_em=None,
        abriu=[],
    )
    itens = {}
    for chave in caso.estado_da_etapa.abriu:
        depois["etapas"][chave] = {
            "situacao": SituacaoDaEtapa.NAO_INICIADA.value,
            "aberta_em": None,
            "seq": seq,
        }
        for item in caso.roteiro.por_chave[chave].itens:
            if caso.estado.item(item.chave).saldo is not None:
                itens[item.chave] = {"saldo": None, "inicio": None, "prazo": None}
    if itens:
        depois["itens"] = itens
    if caso.estado.situacao == SituacaoDaImplantacao.HABILITADA and not caso.etapa.trilha:
        depois["implantacao"] = _deixa_de_ser_habilitada()
    return depois


def _deixa_de_ser_habilitada() -> dict:
    return {"situacao": SituacaoDaImplantacao.EM_ANDAMENTO.value, "habilitada_em": None}


def reabrir_etapa(caso: Caso, seq: int) -> dict:
    depois = _da_etapa(
        caso,
        seq,
        situacao=SituacaoDaEtapa.EM_PREENCHIMENTO.value,
        aprovada_por=None,
        aprovada_em=None,
        abriu=[],
    )
    for etapa in caso.roteiro.seguintes(caso.etapa):
        if caso.estado.etapa(etapa.chave).situacao == SituacaoDaEtapa.APROVADA:
            depois["etapas"][etapa.chave] = {
                "situacao": SituacaoDaEtapa.A_RECONFIRMAR.value,
                "aprovada_por": None,
                "aprovada_em": None,
                "abriu": [],
                "seq": seq,
            }
    if itens := caso.dado("itens", ()):
        depois["itens"] = {chave: _a_corrigir(caso, chave, seq) for chave in itens}
    if caso.estado.situacao == SituacaoDaImplantacao.HABILITADA and not caso.etapa.trilha:
        depois["implantacao"] = _deixa_de_ser_habilitada()
    return depois


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
    ate = date.fromisoformat(caso.dado("ate"))
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
            "situacao": SituacaoDaImplantacao.SUSPENSA.value,
            "retomar_em": caso.dado("retomar_em"),
        }
    }


def retomar(caso: Caso, seq: int) -> dict:
    return {
        "implantacao": {
            "situacao": SituacaoDaImplantacao.EM_ANDAMENTO.value,
            "retomar_em": None,
        }
    }


def desistir(caso: Caso, seq: int) -> dict:
    return {
        "implantacao": {
            "situacao": SituacaoDaImplantacao.DESISTENTE.value,
            "antes_de_desistir": caso.estado.situacao.value,
        }
    }


def readmitir(caso: Caso, seq: int) -> dict:
    return {
        "implantacao": {
            "situacao": caso.estado.antes_de_desistir,
            "antes_de_desistir": "",
        }
    }


def retificar(caso: Caso, seq: int) -> dict:
    """Troca o dado; os dias já contados ficam. Quem retifica passa a ser autor do item."""
    alvo, valor = alvo_da_retificacao(caso), caso.dado("valor", None) or None
    if alvo == "producao":
        fica = caso.estado.producao_seq if valor else None
        return {"implantacao": {"producao_em": valor, "producao_seq": fica}}
    if alvo == "inicio":
        return {"implantacao": {"inicio": valor}}
    return {"itens": {alvo: {"em": valor, "autor": caso.ator.id, "seq": seq}}}


def reavaliar(caso: Caso, seq: int) -> dict:
    return {}


EFEITOS = {
    TipoDeComando(funcao.__name__): funcao
    for funcao in (
        iniciar,
        concluir_item,
        reabrir_item,
        alterar_fatos,
        pedir_dispensa,
        confirmar_dispensa,
        negar_dispensa,
        enviar_etapa,
        recolher_etapa,
        devolver_etapa,
        aprovar_etapa,
        desfazer_aprovacao,
        reabrir_etapa,
        entrar_em_producao,
        declarar_bloqueio,
        resolver_bloqueio,
        prorrogar_prazo,
        suspender,
        retomar,
        desistir,
        readmitir,
        retificar,
        reavaliar,
    )
}
