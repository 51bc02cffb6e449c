"""Entrega das mensagens e varredura das que ficaram para trás."""

import contextlib
import logging
from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from seicidades.correio import entrega
from seicidades.correio.models import Mensagem

registro = logging.getLogger(__name__)

RESERVA = timedelta(minutes=10)
LOTE_DA_VARREDURA = 200


@shared_task
def entregar(mensagem_id: int) -> None:
    """Entrega uma mensagem, se ninguém mais a tem e se já é hora."""
    mensagem = Mensagem.objects.reservar(mensagem_id, por=RESERVA)
    if mensagem is None:
        return
    try:
        mensagem.redigir()
    except Exception as erro:  # o modelo pode falhar de qualquer jeito; a fila segue sem esta
        mensagem.devolver(entrega.falha_de_redacao(mensagem.modelo, erro))
        return
    try:
        conexao = entrega.conectar()
    except entrega.FALHAS as erro:
        mensagem.devolver(entrega.classificar(erro, durante_o_envio=False))
        return
    try:
        _enviar(conexao, mensagem)
    finally:
        with contextlib.suppress(*entrega.FALHAS):
            conexao.close()


def _enviar(conexao, mensagem: Mensagem) -> None:
    if not mensagem.marcar_entregando():
        return  # a reserva venceu e outro trabalhador ficou com a mensagem
    try:
        entrega.enviar(conexao, mensagem)
    except entrega.FALHAS as erro:
        mensagem.devolver(entrega.classificar(erro, durante_o_envio=True))
        return
    mensagem.marcar_enviada(apagar_conteudo=mensagem.transacional and not settings.DEMO)


@shared_task
def varrer() -> None:
    """Chama a entrega do que espera há tempo e do que ficou com quem morreu."""
    agora = timezone.now()
    Mensagem.objects.desistir_das_abandonadas(agora)
    por_entregar = Mensagem.objects.por_entregar(agora).order_by("-transacional", "tentar_em", "pk")
    ids = list(por_entregar.values_list("pk", flat=True)[:LOTE_DA_VARREDURA])
    for mensagem_id in ids:
        entregar.delay(mensagem_id)
    if len(ids) == LOTE_DA_VARREDURA:
        registro.warning("Há mais de %s mensagens por entregar.", LOTE_DA_VARREDURA)
