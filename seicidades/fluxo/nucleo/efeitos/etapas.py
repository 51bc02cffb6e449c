"""Os efeitos dos comandos de etapa."""

from seicidades.fluxo.nucleo.caso import Caso
from seicidades.fluxo.nucleo.efeitos.partes import da_etapa, mudar_situacao
from seicidades.fluxo.nucleo.estado import SituacaoDaEtapa, SituacaoDaImplantacao, SituacaoDoItem


def enviar_etapa(caso: Caso, seq: int) -> dict:
    """Para análise. Itens que os fatos de agora já satisfazem ficam prontos no mesmo ato."""
    depois = _em_analise(
        caso,
        seq,
        remetente=caso.ator.id,
        enviada_em=caso.ocorreu_em.isoformat(),
        envios=caso.estado_da_etapa.envios + 1,
    )
    return depois | _prontos_no_ato(caso, seq)


def _em_analise(caso: Caso, seq: int, **campos) -> dict:
    """Os dias de análise contam-se de hoje, inteiros."""
    return da_etapa(
        caso,
        seq,
        situacao=SituacaoDaEtapa.EM_ANALISE.value,
        **campos,
        analise_desde=caso.hoje.isoformat(),
        responder_ate=caso.contexto.calendario.somar(caso.hoje, caso.etapa.analise).isoformat(),
    )


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
    return da_etapa(caso, seq, situacao=SituacaoDaEtapa.EM_PREENCHIMENTO.value, responder_ate=None)


def devolver_etapa(caso: Caso, seq: int) -> dict:
    depois = da_etapa(caso, seq, situacao=SituacaoDaEtapa.DEVOLVIDA.value, responder_ate=None)
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
    depois = da_etapa(
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
    depois = _em_analise(caso, seq, aprovada_por=None, aprovada_em=None, abriu=[])
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
    return {**mudar_situacao(SituacaoDaImplantacao.EM_ANDAMENTO, seq), "habilitada_em": None}


def reabrir_etapa(caso: Caso, seq: int) -> dict:
    depois = da_etapa(
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
