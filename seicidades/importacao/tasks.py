"""A carga fora da requisição: conferir, gravar e retomar o que parou."""

from celery import shared_task

from seicidades.importacao import servicos
from seicidades.importacao.models import Carga, Situacao


@shared_task
def conferir(carga_id: str) -> None:
    """Repetir dá o mesmo; carga que já foi adiante fica como está."""
    cargas = Carga.objects.filter(
        pk=carga_id, situacao__in=[Situacao.NA_FILA, Situacao.CONFERINDO]
    ).select_related("enviada_por")
    if (carga := cargas.first()) is not None:
        servicos.conferir(carga)


@shared_task
def gravar(carga_id: str) -> None:
    carga = Carga.objects.filter(pk=carga_id, situacao=Situacao.A_GRAVAR).first()
    if carga is not None:
        servicos.gravar(carga)


@shared_task
def varrer() -> None:
    """De minuto em minuto."""
    servicos.retomar_paradas()
