"""Trabalho da etapa fora da requisição."""

from celery import shared_task
from django.utils import timezone

from cadastros.servicos import cargas, expurgo


@shared_task
def apagar_rascunhos_vencidos() -> None:
    """De hora em hora: o arquivo enviado e não gravado não fica no banco além do prazo."""
    cargas.apagar_rascunhos_vencidos(timezone.now())


@shared_task
def apagar_cargas_entregues() -> None:
    """De madrugada: passado o prazo da entrega, os dados pessoais das cargas saem do banco."""
    expurgo.apagar_entregues(timezone.localdate())
