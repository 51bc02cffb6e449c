"""Trabalho do motor fora da requisição."""

from celery import shared_task

from seicidades.contas import servicos as contas
from seicidades.fluxo import avisos, servicos, vigia
from seicidades.fluxo.models import Implantacao


@shared_task(autoretry_for=(servicos.ImplantacaoOcupada,), retry_backoff=True, max_retries=5)
def reavaliar(implantacao_id: int) -> None:
    """Confronta uma implantação com o mundo de agora e atende os recálculos pedidos.

    Repetir não muda nada.
    """
    implantacao = Implantacao.objects.filter(pk=implantacao_id).first()
    if implantacao is not None:
        servicos.atender_recalculos(implantacao)


@shared_task
def reavaliar_todas() -> None:
    """Toda madrugada: prazos de papéis e datas que passaram viram eventos."""
    contas.recolher_correio_de_quem_saiu()
    for pk in Implantacao.objects.order_by("pk").values_list("pk", flat=True):
        reavaliar.delay(pk)


@shared_task
def avisar() -> None:
    """Leva à caixa de saída os avisos dos andamentos que ainda não os têm."""
    avisos.avisar_pendentes()


@shared_task(autoretry_for=(servicos.ImplantacaoOcupada,), retry_backoff=True, max_retries=5)
def vigiar_o_registro() -> None:
    """Toda noite: confere o registro inteiro e ancora fora do banco o fim de cada um."""
    vigia.vigiar()
