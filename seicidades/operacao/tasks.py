"""Pulso da agenda: passou por ela, pela fila e por um trabalhador."""

from celery import shared_task

from seicidades.operacao import saude


@shared_task
def pulsar() -> None:
    saude.pulsar()
