"""Trabalho da etapa fora da requisição."""

from celery import shared_task
from django.utils import timezone

from cadastros.servicos import cargas


@shared_task
def apagar_rascunhos_vencidos() -> None:
    """De hora em hora: o arquivo enviado e não gravado não fica no banco além do prazo."""
    cargas.apagar_rascunhos_vencidos(timezone.now())
