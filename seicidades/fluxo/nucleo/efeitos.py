"""O que cada comando aceito muda: o `depois` do seu evento."""

from seicidades.comum.papeis import Lado
from seicidades.fluxo.nucleo.caso import Caso
from seicidades.fluxo.nucleo.comandos import TipoDeComando
from seicidades.fluxo.nucleo.definicao import PRINCIPAL, Fase
from seicidades.fluxo.nucleo.estado import (
    SituacaoDaEtapa,
    SituacaoDaImplantacao,
    SituacaoDoItem,
)
from seicidades.fluxo.nucleo.guardas.datas import alvo_da_retificacao, itens_com_relogio


def _do_item(caso: Caso, seq: int, **campos) -> dict:
    return {"itens": {caso.comando.item: {"seq": seq, **campos}}}


def _da_etapa(caso: Caso, seq: int, **campos) -> dict:
    return {"etapas": {caso.etapa.chave: {"seq": seq, **campos}}}


def _situacao(nova: str, seq: int) -> dict:
    return {"situacao": str(nova), "situacao_seq": seq}


def iniciar(caso: Caso, seq: int) -> dict:
    primeira = caso.roteiro.principais[0]
    return {
        "implantacao": {
            **_situacao(SituacaoDaImplantacao.EM_ANDAMENTO, seq),
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
        **_situacao(pedida if parada else SituacaoDaImplantacao.EM_ANDAMENTO, seq),
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


def _por_fazer(caso: Caso) -> str:
    """Sem a dispensa, o item devolvido que ninguém corrigiu continua por corrigir."""
    devolvido = caso.estado_do_item.devolucao is not None
    return (SituacaoDoItem.A_CORRIGIR if devolvido else SituacaoDoItem.ABERTO).value


def reabrir_item(caso: Caso, seq: int) -> dict:
    return _do_item(
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
    return _do_item(caso, seq, **campos)


def pedir_dispensa(caso: Caso, seq: int) -> dict:
    return _do_item(caso, seq, situacao=SituacaoDoItem.DISPENSA_PEDIDA.value, pedinte=caso.ator.id)


def confirmar_dispensa(caso: Caso, seq: int) -> dict:
    return _do_item(caso, seq, situacao=SituacaoDoItem.DISPENSADO.value)


def negar_dispensa(caso: Caso, seq: int) -> dict:
    return _do_item(caso, seq, situacao=_por_fazer(caso), pedinte=None)


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
        analise_desde=caso.hoje.isoformat(),
        responder_ate=calendario.somar(caso.hoje, etapa.analise).isoformat(),
    )
    return depois | _prontos_no_ato(caso, seq)


def _prontos_no_ato(caso: Caso, seq: int) -> dict:
    """Os abertos que os fatos de agora já satisfazem: a guarda os contou como prontos."""
    abertos = [
        i for i in caso.etapa.itens if caso.estado.item(i.chave).situacao == SituacaoDoItem.ABERTO
    ]
    if not abertos:
        return {}
    return {"itens": {i.chave: _pronto(caso, i.chave, seq) for i in abertos}}


def _pronto(caso: Caso, chave: str, seq: int) -> dict:
    em = caso.estado.item(chave).em or caso.ocorreu_em
    return {"situacao": SituacaoDoItem.PRONTO.value, "em": em.isoformat(), "seq": seq}


def recolher_etapa(caso: Caso, seq: int) -> dict:
    return _da_etapa(caso, seq, situacao=SituacaoDaEtapa.EM_PREENCHIMENTO.value, responder_ate=None)


def devolver_etapa(caso: Caso, seq: int) -> dict:
    depois = _da_etapa(caso, seq, situacao=SituacaoDaEtapa.DEVOLVIDA.value, responder_ate=None)
    depois["itens"] = {
        m["item"]: _a_corrigir(caso, m["item"], m["codigo"], m["texto"], seq)
        for m in caso.dado("motivos")
    }
    return depois


def _a_corrigir(caso: Caso, chave: str, codigo: str, texto: str, seq: int) -> dict:
    return {
        "situacao": SituacaoDoItem.A_CORRIGIR.value,
        "seq": seq,
        "pedinte": None,
        "devolucao": {"codigo": codigo, "texto": texto},
        **_dias_de_correcao(caso, chave),
    }


def _dias_de_correcao(caso: Caso, chave: str) -> dict:
    """Completa uma vez o saldo que não chega aos dias de correção da etapa."""
    relogio, correcao = caso.estado.item(chave), caso.etapa.correcao
    prazo = caso.roteiro.itens[chave].prazo
    if prazo is None or relogio.recarregado:
        return {}
    if relogio.inicio is None:
        saldo = prazo.dias if relogio.saldo is None else relogio.saldo
        return {"saldo": correcao, "recarregado": True} if saldo < correcao else {}
    calendario = caso.contexto.calendario
    if relogio.saldo - calendario.contar(relogio.inicio, caso.hoje) >= correcao:
        return {}
    return {
        "saldo": correcao,
        "inicio": caso.hoje.isoformat(),
        "prazo": calendario.somar(caso.hoje, correcao).isoformat(),
        "recarregado": True,
    }


def aprovar_etapa(caso: Caso, seq: int) -> dict:
    depois = _da_etapa(
        caso,
        seq,
        situacao=SituacaoDaEtapa.APROVADA.value,
        aprovada_por=caso.ator.id,
        aprovada_em=caso.hoje.isoformat(),
        responder_ate=None,
        abriu=[],
    )
    return depois | _prontos_no_ato(caso, seq)


_SEM_RELOGIO = {"saldo": None, "inicio": None, "prazo": None, "recarregado": False}


def desfazer_aprovacao(caso: Caso, seq: int) -> dict:
    """Volta à análise; o que a aprovação abriu fecha, guarda os itens e perde os relógios."""
    calendario, etapa = caso.contexto.calendario, caso.etapa
    depois = _da_etapa(
        caso,
        seq,
        situacao=SituacaoDaEtapa.EM_ANALISE.value,
        aprovada_por=None,
        aprovada_em=None,
        analise_desde=caso.hoje.isoformat(),
        responder_ate=calendario.somar(caso.hoje, etapa.analise).isoformat(),
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
                itens[item.chave] = _SEM_RELOGIO
    if itens:
        depois["itens"] = itens
    if caso.estado.situacao == SituacaoDaImplantacao.HABILITADA and not caso.etapa.trilha:
        depois["implantacao"] = _deixa_de_ser_habilitada(seq)
    return depois


def _deixa_de_ser_habilitada(seq: int) -> dict:
    return {**_situacao(SituacaoDaImplantacao.EM_ANDAMENTO, seq), "habilitada_em": None}


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
        motivo = caso.dado("motivo")
        depois["itens"] = {c: _a_corrigir(caso, c, "outro", motivo, seq) for c in itens}
    if caso.estado.situacao == SituacaoDaImplantacao.HABILITADA and not caso.etapa.trilha:
        depois["implantacao"] = _deixa_de_ser_habilitada(seq)
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
            **_situacao(SituacaoDaImplantacao.SUSPENSA, seq),
            "retomar_em": caso.dado("retomar_em"),
        }
    }


def retomar(caso: Caso, seq: int) -> dict:
    return {
        "implantacao": {
            **_situacao(SituacaoDaImplantacao.EM_ANDAMENTO, seq),
            "retomar_em": None,
        }
    }


def desistir(caso: Caso, seq: int) -> dict:
    return {
        "implantacao": {
            **_situacao(SituacaoDaImplantacao.DESISTENTE, seq),
            "antes_de_desistir": caso.estado.situacao.value,
        }
    }


def readmitir(caso: Caso, seq: int) -> dict:
    return {
        "implantacao": {
            **_situacao(caso.estado.antes_de_desistir, seq),
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


EFEITOS = {
    TipoDeComando(funcao.__name__): funcao
    for funcao in (
        iniciar,
        importar_situacao,
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
