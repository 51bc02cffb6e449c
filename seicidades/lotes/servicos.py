"""Escolher, prever, confirmar e aplicar um lote: uma cidade por transação, cada uma uma vez."""

from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone

from seicidades.contas.models import Usuario
from seicidades.correio.servicos import chamar_tarefa
from seicidades.fluxo.models import Implantacao
from seicidades.fluxo.servicos import ImplantacaoOcupada, Recusa, Recusado
from seicidades.lotes import acoes
from seicidades.lotes.avisos import avisar_a_cidade, avisar_quem_recebe
from seicidades.lotes.models import Acao, Efeito, LinhaDoLote, Lote, Situacao

NA_HORA = 10
PARADO_DEPOIS_DE = timedelta(minutes=2)
ESQUECIDO_DEPOIS_DE = timedelta(days=7)
CIDADES_POR_SINAL = 20
PREVER = "seicidades.lotes.tasks.prever"
APLICAR = "seicidades.lotes.tasks.aplicar"


class LoteRecusado(Exception):
    """O pedido não serve como está; a mensagem diz por quê e o que fazer."""


# Pedir


@transaction.atomic
def criar(usuario: Usuario, acao: str, implantacoes: Iterable[int]) -> Lote:
    """Congela a seleção num lote por preencher.

    Raises:
        LoteRecusado: nenhuma cidade, ou alguma que não existe para esta pessoa.
    """
    pedidas = set(implantacoes)
    if not pedidas:
        raise LoteRecusado("Nenhuma cidade foi escolhida. Marque ao menos uma.")
    visiveis = Implantacao.objects.visiveis_para(usuario).filter(pk__in=pedidas)
    ids = list(visiveis.order_by("pk").values_list("pk", flat=True))
    if len(ids) != len(pedidas):
        raise LoteRecusado(
            f"{len(pedidas) - len(ids)} das cidades escolhidas não existem. "
            "Volte à lista e escolha de novo."
        )
    lote = Lote.objects.create(acao=Acao(acao), criado_por=usuario)
    LinhaDoLote.objects.bulk_create(
        [LinhaDoLote(lote=lote, implantacao_id=pk) for pk in ids], batch_size=1000
    )
    return lote


def definir(lote: Lote, parametros: dict, *, avisar: bool) -> Lote:
    """Guarda o que se quer e começa a prévia; a de poucas cidades sai na hora.

    Raises:
        LoteRecusado: se o lote já foi adiante.
    """
    with transaction.atomic():
        lote = _trancar(lote, Situacao.RASCUNHO, Situacao.PREVISTO)
        lote.parametros, lote.avisar = parametros, avisar
        lote.linhas.update(efeito=Efeito.A_PREVER, texto="", marca="", recusas=[], comando={})
        _mudar(lote, Situacao.PREVENDO, "parametros", "avisar")
        poucas = lote.linhas.count() <= NA_HORA
        if not poucas:
            transaction.on_commit(partial(chamar_tarefa, PREVER, str(lote.pk)))
    return prever(lote) if poucas else lote


def refazer(lote: Lote) -> Lote:
    """Um lote novo, com o mesmo pedido, só com as cidades que ficaram de fora deste.

    Raises:
        LoteRecusado: se nenhuma ficou.
    """
    fora = lote.linhas.filter(efeito=Efeito.RECUSADA).order_by("pk")
    novo = criar(lote.criado_por, lote.acao, fora.values_list("implantacao", flat=True))
    return definir(novo, lote.parametros, avisar=lote.avisar)


def descartar(lote: Lote) -> None:
    """Apaga um lote que não se vai aplicar.

    Raises:
        LoteRecusado: confirmado, faz parte da história.
    """
    with transaction.atomic():
        _trancar(lote, Situacao.RASCUNHO, Situacao.PREVENDO, Situacao.PREVISTO).delete()


def _trancar(lote: Lote, *situacoes: Situacao) -> Lote:
    lote = (
        Lote.objects.select_for_update(of=("self",))
        .select_related("criado_por")
        .filter(pk=lote.pk)
        .first()
    )
    if lote is None:
        raise LoteRecusado("Este lote foi descartado; nada mudou.")
    if lote.situacao not in situacoes:
        raise LoteRecusado(f"Este lote está {lote.get_situacao_display()}; nada mudou agora.")
    return lote


def _mudar(lote: Lote, situacao: Situacao, *campos: str) -> Lote:
    lote.situacao, lote.desde = situacao, timezone.now()
    lote.save(update_fields=["situacao", "desde", *campos])
    return lote


# Prever


def prever(lote: Lote) -> Lote:
    """Confere o que falta conferir. Repetir, ou retomar depois de morrer, dá o mesmo."""
    _percorrer(lote, Efeito.A_PREVER, _prever_linha)
    return _concluir(lote, Situacao.PREVENDO, Situacao.PREVISTO, Efeito.A_PREVER)


def _prever_linha(lote: Lote, linha: LinhaDoLote) -> None:
    previsto = acoes.prever(lote, linha)
    linha.texto, linha.comando = previsto.texto, previsto.comando
    linha.marca, linha.seq = previsto.marca, previsto.seq
    linha.efeito = Efeito.MUDA if previsto.marca else Efeito.IGUAL


# Confirmar e aplicar


@transaction.atomic
def confirmar(lote: Lote) -> Lote:
    """Manda aplicar o que a prévia mostrou.

    Raises:
        LoteRecusado: sem prévia pronta, já confirmado, ou sem nada a mudar.
    """
    lote = _trancar(lote, Situacao.PREVISTO)
    if not lote.linhas.filter(efeito=Efeito.MUDA).exists():
        raise LoteRecusado("Não há o que aplicar: nenhuma das cidades mudaria. Nada foi feito.")
    _mudar(lote, Situacao.APLICANDO)
    transaction.on_commit(partial(chamar_tarefa, APLICAR, str(lote.pk)))
    return lote


def aplicar(lote: Lote) -> Lote:
    """Aplica o que falta. Morto no meio, quem retoma continua da cidade em que parou."""
    _percorrer(lote, Efeito.MUDA, _aplicar_linha)
    return _concluir(lote, Situacao.APLICANDO, Situacao.APLICADO, Efeito.MUDA)


def _aplicar_linha(lote: Lote, linha: LinhaDoLote) -> None:
    acoes.aplicar(lote, linha)
    linha.efeito = Efeito.APLICADA
    if lote.avisar:
        avisar_a_cidade(lote, linha)


# Uma cidade por vez


def _percorrer(lote: Lote, efeito: Efeito, fazer: Callable[[Lote, LinhaDoLote], None]) -> None:
    """Duas passadas: a cidade ocupada na primeira tem outra chance no fim."""
    for ultima in (False, True):
        por_fazer = lote.linhas.filter(efeito=efeito).values_list("pk", flat=True)
        for feitas, pk in enumerate(por_fazer):
            if feitas % CIDADES_POR_SINAL == 0:
                Lote.objects.filter(pk=lote.pk).update(desde=timezone.now())
            _tratar(lote, pk, efeito, fazer, ultima=ultima)


@transaction.atomic
def _tratar(
    lote: Lote,
    pk: int,
    efeito: Efeito,
    fazer: Callable[[Lote, LinhaDoLote], None],
    *,
    ultima: bool,
) -> None:
    """O efeito e o seu registro na linha: juntos, ou nada. Linha de outro processo fica com ele."""
    linha = (
        LinhaDoLote.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(pk=pk, efeito=efeito)
        .select_related("implantacao__orgao__municipio", "implantacao__versao")
        .first()
    )
    if linha is None:
        return
    # Relido com a linha já na mão: o pedido e a conta de quem pediu são os de agora.
    lote = Lote.objects.select_related("criado_por").get(pk=lote.pk)
    try:
        with transaction.atomic():
            fazer(lote, linha)
    except Recusado as recusado:
        _recusar(linha, recusado.recusas)
    except ImplantacaoOcupada as ocupada:
        if not ultima:
            return
        _recusar(linha, [Recusa("ocupada", str(ocupada), "Refaça o lote com esta cidade.")])
    linha.feita_em = timezone.now()
    linha.save()


def _recusar(linha: LinhaDoLote, recusas: Iterable[Recusa]) -> None:
    linha.efeito = Efeito.RECUSADA
    linha.recusas = [asdict(r) for r in recusas]


@transaction.atomic
def _concluir(lote: Lote, de: Situacao, para: Situacao, falta: Efeito) -> Lote:
    """Passa adiante quando nada falta; se outro processo ainda trabalha, é ele quem passa."""
    try:
        lote = _trancar(lote, de)
    except LoteRecusado:
        return lote
    if lote.linhas.filter(efeito=falta).exists():
        return lote
    if para == Situacao.APLICADO:
        lote.aplicado_em = timezone.now()
        if lote.avisar and lote.acao == Acao.MOVER:
            avisar_quem_recebe(lote)
        return _mudar(lote, para, "aplicado_em")
    return _mudar(lote, para)


# Cuidar


def retomar_parados() -> int:
    """Chama de novo os que ficaram sem trabalhador; apaga os esquecidos. Diz quantos chamou."""
    agora = timezone.now()
    Lote.objects.esquecidos(agora - ESQUECIDO_DEPOIS_DE).delete()
    parados = Lote.objects.parados(agora, PARADO_DEPOIS_DE)
    for lote in parados.order_by("pk"):
        tarefa = APLICAR if lote.situacao == Situacao.APLICANDO else PREVER
        chamar_tarefa(tarefa, str(lote.pk))
    return len(parados)
