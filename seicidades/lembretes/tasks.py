"""A passada da agenda."""

import logging

from celery import shared_task

from seicidades.lembretes import servicos

registro = logging.getLogger(__name__)


@shared_task
def varrer() -> None:
    """Lembretes do dia. A agenda chama várias vezes; só a primeira faz."""
    if enfileiradas := servicos.varrer():
        registro.info("Lembretes na caixa de saída: %s.", enfileiradas)
