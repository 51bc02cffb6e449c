"""Trabalho fora da requisição: quem pede espera o mesmo tempo, exista ou não a conta."""

from celery import shared_task

from seicidades.contas import servicos


@shared_task
def mandar_entrada(modelo: str, email: str, segredo: str, pedido: str) -> None:
    servicos.mandar_entrada(modelo, email, segredo, pedido)


@shared_task
def reenviar_convites(email: str) -> None:
    servicos.pedir_outro_link(email)
