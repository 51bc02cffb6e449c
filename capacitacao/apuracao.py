"""Os fatos da capacitação, com número fixo de consultas."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Count, Q

from capacitacao.models import (
    Atendimento,
    EntregaDeProduto,
    Multiplicador,
    OperacaoAssistida,
    Produto,
    Prontidao,
    Reuniao,
    Sessao,
    TipoDeReuniao,
    TipoDeSessao,
)
from seicidades.comum.formatos import data_curta
from seicidades.fluxo.declaracao import Fato

ITEM_DA_REUNIAO = {
    "reuniao_de_multiplicadores": TipoDeReuniao.MULTIPLICADORES,
    "reuniao_preparatoria": TipoDeReuniao.PREPARATORIA,
}
ITEM_DO_PRODUTO = {
    "produto_ambiente_de_treinamento": Produto.AMBIENTE_DE_TREINAMENTO,
    "produto_multiplicadores": Produto.MULTIPLICADORES,
    "produto_ead": Produto.EAD,
    "produto_manual_do_usuario": Produto.MANUAL_DO_USUARIO,
    "produto_manual_de_acesso_externo": Produto.MANUAL_DE_ACESSO_EXTERNO,
    "produto_webinars": Produto.WEBINARS,
    "produto_operacao_assistida": Produto.OPERACAO_ASSISTIDA,
}


def apurar(ids: Iterable[int]) -> dict[int, dict[str, Fato]]:
    """Um fato por item, para cada implantação pedida. Sete consultas, quantas forem."""
    ids = list(ids)
    reunioes = {(r.implantacao_id, r.tipo): r for r in Reuniao.objects.filter(implantacao__in=ids)}
    entregas = {
        (e.implantacao_id, e.produto): e
        for e in EntregaDeProduto.objects.filter(implantacao__in=ids)
    }
    multiplicadores = _contar(Multiplicador, ids)
    sessoes = _sessoes(ids)
    prontidoes = {p.implantacao_id: p for p in Prontidao.objects.filter(implantacao__in=ids)}
    operacoes = {o.implantacao_id: o for o in OperacaoAssistida.objects.filter(implantacao__in=ids)}
    atendimentos = _contar(Atendimento, ids)
    return {
        pk: {
            **{i: _reuniao(reunioes.get((pk, t))) for i, t in ITEM_DA_REUNIAO.items()},
            "multiplicadores_indicados": _indicados(multiplicadores.get(pk, 0)),
            "agenda_marcada": _agenda(sessoes[pk]),
            "multiplicadores_capacitados": _capacitados(sessoes[pk]),
            "webinar_realizado": _webinar(sessoes[pk]),
            **{i: _produto(entregas.get((pk, p))) for i, p in ITEM_DO_PRODUTO.items()},
            "prontidao_confirmada": _prontidao(prontidoes.get(pk)),
            "operacao_assistida_aberta": _aberta(operacoes.get(pk)),
            "atendimentos_registrados": _atendidos(operacoes.get(pk), atendimentos.get(pk, 0)),
            "operacao_assistida_encerrada": _encerrada(operacoes.get(pk)),
        }
        for pk in ids
    }


def _contar(modelo, ids: list[int]) -> dict[int, int]:
    linhas = modelo.objects.filter(implantacao__in=ids).order_by().values("implantacao")
    return {x["implantacao"]: x["n"] for x in linhas.annotate(n=Count("pk"))}


def _sessoes(ids: list[int]) -> dict[int, dict[str, tuple[int, int]]]:
    """Por implantação e tipo: (marcadas, realizadas)."""
    por_implantacao: dict[int, dict[str, tuple[int, int]]] = defaultdict(dict)
    linhas = (
        Sessao.objects.filter(implantacao__in=ids)
        .order_by()
        .values("implantacao", "tipo")
        .annotate(
            marcadas=Count("pk"), realizadas=Count("pk", filter=Q(realizada_em__isnull=False))
        )
    )
    for x in linhas:
        por_implantacao[x["implantacao"]][x["tipo"]] = (x["marcadas"], x["realizadas"])
    return por_implantacao


def _reuniao(reuniao: Reuniao | None) -> Fato:
    if reuniao is None:
        return Fato(False, "a reunião ainda não foi registrada.", "Registre a reunião.")
    pessoas = len(reuniao.participantes)
    return Fato(True, f"Feita em {data_curta(reuniao.data)}, com {pessoas} pessoas.")


def _indicados(quantos: int) -> Fato:
    if not quantos:
        return Fato(False, "ninguém foi indicado.", "Indique ao menos uma pessoa.")
    return Fato(True, f"{quantos} {'pessoas indicadas' if quantos > 1 else 'pessoa indicada'}.")


def _agenda(sessoes: dict[str, tuple[int, int]]) -> Fato:
    falta = [
        rotulo
        for tipo, rotulo in (
            (TipoDeSessao.MULTIPLICADORES, "a capacitação dos multiplicadores"),
            (TipoDeSessao.WEBINAR, "o webinar dos usuários"),
        )
        if tipo not in sessoes
    ]
    if falta:
        return Fato(False, f"falta marcar {' e '.join(falta)}.", "Marque as datas na agenda.")
    return Fato(True, f"{sum(m for m, _ in sessoes.values())} sessões marcadas.")


def _capacitados(sessoes: dict[str, tuple[int, int]]) -> Fato:
    marcadas, feitas = sessoes.get(TipoDeSessao.MULTIPLICADORES, (0, 0))
    if not feitas:
        return Fato(
            False, "nenhuma sessão foi registrada com presença.", "Registre quem esteve na sessão."
        )
    if feitas < marcadas:
        return Fato(
            False,
            f"{feitas} de {marcadas} sessões foram registradas.",
            "Registre as que faltam ou desmarque as que não aconteceram.",
        )
    return Fato(True, f"{feitas} de {marcadas} sessões feitas, com presença.")


def _webinar(sessoes: dict[str, tuple[int, int]]) -> Fato:
    _, feitas = sessoes.get(TipoDeSessao.WEBINAR, (0, 0))
    if not feitas:
        return Fato(False, "nenhum webinar foi registrado.", "Registre o webinar que aconteceu.")
    return Fato(True, f"{feitas} {'webinars feitos' if feitas > 1 else 'webinar feito'}.")


def _produto(entrega: EntregaDeProduto | None) -> Fato:
    if entrega is None:
        return Fato(False, "ainda não foi entregue.", "Registre a entrega, com comprovante.")
    return Fato(True, f"Entregue em {data_curta(entrega.entregue_em)}.")


def _prontidao(prontidao: Prontidao | None) -> Fato:
    if prontidao is None:
        return Fato(False, "as perguntas não foram respondidas.", "Responda às seis perguntas.")
    if pendentes := prontidao.pendentes:
        return Fato(
            False,
            f"{len(pendentes)} de {len(prontidao.PERGUNTAS)} respostas ainda são «não».",
            "Resolva o que falta e responda de novo.",
        )
    return Fato(True, f"Tudo pronto para começar em {data_curta(prontidao.data_combinada)}.")


def _aberta(operacao: OperacaoAssistida | None) -> Fato:
    if operacao is None:
        return Fato(False, "ainda não foi aberta.", "Registre a abertura.")
    return Fato(True, f"Aberta em {data_curta(operacao.aberta_em)}.")


def _atendidos(operacao: OperacaoAssistida | None, quantos: int) -> Fato:
    if quantos:
        return Fato(
            True, f"{quantos} {'dúvidas registradas' if quantos > 1 else 'dúvida registrada'}."
        )
    if operacao and operacao.sem_duvidas:
        return Fato(True, "Não houve dúvida a registrar.")
    return Fato(
        False,
        "nada foi registrado.",
        "Registre as dúvidas que apareceram ou diga que não houve.",
    )


def _encerrada(operacao: OperacaoAssistida | None) -> Fato:
    if operacao is None or operacao.encerrada_em is None:
        return Fato(False, "ainda não foi encerrada.", "Registre o encerramento e a conclusão.")
    return Fato(True, f"Encerrada em {data_curta(operacao.encerrada_em)}.")
