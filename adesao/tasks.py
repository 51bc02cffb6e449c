"""A planilha de assinaturas fora da requisição."""

from celery import shared_task

from adesao import lotes


@shared_task
def tratar_planilha(planilha_id: str) -> None:
    """Confere ou grava; a que já foi adiante fica como está."""
    lotes.tratar(planilha_id)


@shared_task
def varrer_planilhas() -> None:
    """De minuto em minuto."""
    lotes.varrer()
