"""Trabalho dos interlocutores fora da requisição."""

from celery import shared_task

from interlocutores import alinhamento
from seicidades.fluxo.servicos import ImplantacaoOcupada


@shared_task(autoretry_for=(ImplantacaoOcupada,), retry_backoff=True, max_retries=5)
def alinhar(orgao_id: int) -> None:
    alinhamento.alinhar_acessos(orgao_id)
    alinhamento.alinhar_designacoes(orgao_id)


@shared_task(autoretry_for=(ImplantacaoOcupada,), retry_backoff=True, max_retries=5)
def levar_endereco(orgao_id: int, usuario_id: int, antes: str, depois: str) -> None:
    alinhamento.levar_endereco(orgao_id, usuario_id, antes, depois)


@shared_task
def alinhar_todas() -> None:
    """Toda madrugada: o que um sinal perdido deixou por alinhar."""
    for orgao_id in alinhamento.orgaos_a_alinhar():
        alinhar.delay(orgao_id)
