"""Recalcular prazos depois que um feriado muda, e dizer quais se moveram."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from seicidades.comum.digitos import tem_cpf
from seicidades.comum.formatos import lista_e
from seicidades.fluxo.models import Andamento, Implantacao, RecalculoDePrazos
from seicidades.fluxo.nucleo.eventos import TipoDeEvento
from seicidades.fluxo.servicos.comandos import reavaliar
from seicidades.fluxo.servicos.gravacao import Resultado

FERIADOS_NO_MOTIVO = 5
SEM_NOMES = "mudança nos feriados do município"


def pedir_recalculos(mudancas: Mapping[int, list[str]]) -> list[int]:
    """Anota o que recalcular nas implantações dos municípios; devolve os ids delas.

    Args:
        mudancas: o que mudou nos feriados de cada município.
    """
    agora = timezone.now()
    implantacoes = Implantacao.objects.filter(orgao__municipio__in=mudancas).select_related("orgao")
    pedidos = [
        RecalculoDePrazos(
            implantacao=i, motivo=_motivo(mudancas[i.orgao.municipio_id]), pedido_em=agora
        )
        for i in implantacoes.order_by("pk").defer("estado")
    ]
    RecalculoDePrazos.objects.bulk_create(pedidos)
    return [p.implantacao_id for p in pedidos]


def _motivo(mudancas: list[str]) -> str:
    """Curto bastante para o registro, que não guarda dado pessoal."""
    mais = len(mudancas) - FERIADOS_NO_MOTIVO
    partes = [*mudancas[:FERIADOS_NO_MOTIVO], *([f"mais {mais}"] if mais > 0 else [])]
    motivo = lista_e(partes)
    return SEM_NOMES if tem_cpf(motivo) else motivo


@transaction.atomic
def atender_recalculos(implantacao: Implantacao) -> Resultado:
    """Reavalia a implantação e diz, em cada pedido pendente, o que se moveu."""
    pendentes = list(
        RecalculoDePrazos.objects.pendentes()
        .filter(implantacao=implantacao)
        .select_for_update()
        .order_by("pk")
    )
    motivos = dict.fromkeys(p.motivo for p in pendentes)
    resultado = reavaliar(implantacao, "; ".join(list(motivos)[:2]))
    if pendentes:
        _anotar(pendentes, resultado)
    return resultado


def _anotar(pendentes: list[RecalculoDePrazos], resultado: Resultado) -> None:
    evento = next((e for e in resultado.eventos if _moveu(e)), None)
    andamento = None
    if evento:
        andamento = Andamento.objects.get(implantacao_id=resultado.implantacao_id, seq=evento.seq)
    RecalculoDePrazos.objects.filter(pk__in=[p.pk for p in pendentes]).update(
        feito_em=timezone.now(),
        movidos=len(evento.dados["pedido"]["movidos"]) if evento else 0,
        andamento=andamento,
    )


def _moveu(evento) -> bool:
    movidos = evento.dados["pedido"].get("movidos")
    return evento.tipo == TipoDeEvento.PRAZOS_RECALCULADOS and bool(movidos)
