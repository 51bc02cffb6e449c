"""O lote fora da requisição: prever, aplicar e retomar o que parou."""

from celery import shared_task

from seicidades.lotes import servicos
from seicidades.lotes.models import Lote, Situacao


@shared_task
def prever(lote_id: str) -> None:
    """Repetir dá o mesmo; lote que já foi adiante fica como está."""
    if lote := _na_situacao(lote_id, Situacao.PREVENDO):
        servicos.prever(lote)


@shared_task
def aplicar(lote_id: str) -> None:
    if lote := _na_situacao(lote_id, Situacao.APLICANDO):
        servicos.aplicar(lote)


@shared_task
def varrer() -> None:
    """De minuto em minuto."""
    servicos.retomar_parados()


def _na_situacao(lote_id: str, situacao: Situacao) -> Lote | None:
    lotes = Lote.objects.filter(pk=lote_id, situacao=situacao)
    return lotes.select_related("criado_por").first()
