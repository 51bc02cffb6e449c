"""O identificador do pedido segue com a tarefa; a agenda deixa um sinal em disco."""

import contextlib
import logging.config
import os
from pathlib import Path

from celery import signals
from django.conf import settings
from kombu.exceptions import OperationalError

from seicidades.operacao.registros import pedido_atual

CABECALHO = "pedido"


def conservar_os_registros(**_) -> None:
    """Com alguém ouvindo, o Celery não troca os registros; valem os do projeto."""
    logging.config.dictConfig(settings.LOGGING)


def levar_o_pedido(headers=None, **_) -> None:
    if headers is not None and pedido_atual.get():
        headers[CABECALHO] = pedido_atual.get()


def receber_o_pedido(task=None, task_id="", **_) -> None:
    pedido_atual.set(task.request.get(CABECALHO) or task_id)


def largar_o_pedido(**_) -> None:
    pedido_atual.set("")


def deixar_sinal(**_) -> None:
    """A sonda da agenda confere quando ela publicou pela última vez."""
    if caminho := os.environ.get("SINAL_DA_AGENDA"):
        Path(caminho).touch()


def pulsar_ao_comecar(sender=None, **_) -> None:
    """A agenda que acaba de subir se apresenta; sem isso, esperaria o primeiro minuto."""
    with contextlib.suppress(OperationalError):  # sem fila agora, fica para o minuto que vem
        sender.app.send_task("seicidades.operacao.tasks.pulsar", retry=False)


def conectar() -> None:
    ligados = {
        "conservar": (signals.setup_logging, conservar_os_registros),
        "levar": (signals.before_task_publish, levar_o_pedido),
        "receber": (signals.task_prerun, receber_o_pedido),
        "largar": (signals.task_postrun, largar_o_pedido),
        "comecar": (signals.beat_init, pulsar_ao_comecar),
        "sinal": (signals.after_task_publish, deixar_sinal),
    }
    for nome, (sinal, receptor) in ligados.items():
        sinal.connect(receptor, dispatch_uid=f"operacao.{nome}", weak=False)
