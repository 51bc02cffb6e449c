"""A carga fora da requisição: conferir, gravar e retomar o que parou."""

from celery import shared_task

from seicidades.documentos.models.planilha import A_CONFERIR
from seicidades.documentos.servicos import planilhas
from seicidades.importacao import servicos
from seicidades.importacao.models import Carga, Situacao


@shared_task
def conferir(carga_id: str) -> None:
    """Repetir dá o mesmo; carga que já foi adiante fica como está."""
    planilhas.tratar(Carga, carga_id, A_CONFERIR, servicos.conferir)


@shared_task
def gravar(carga_id: str) -> None:
    planilhas.tratar(Carga, carga_id, [Situacao.A_GRAVAR], servicos.gravar)


@shared_task
def varrer() -> None:
    """De minuto em minuto."""
    servicos.retomar_paradas()
