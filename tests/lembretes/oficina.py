"""O Celery da bancada: o da casa, com agenda apertada, reserva curta e relógio deslocado.

Só os processos da bancada o carregam (`celery -A tests.lembretes.oficina`).
"""

import os
from datetime import timedelta

import django
from django.utils import timezone

ADIANTE = timedelta(seconds=float(os.environ["BANCADA_ADIANTE_S"]))
_de_verdade = timezone.now
timezone.now = lambda: _de_verdade() + ADIANTE  # antes de os modelos guardarem a função
django.setup()

from seicidades.celery import app  # noqa: E402 (depois do relógio)
from seicidades.correio import tasks  # noqa: E402 (idem)

__all__ = ["app"]

tasks.RESERVA = timedelta(seconds=2)
app.conf.beat_schedule = {
    "correio": {"task": "seicidades.correio.tasks.varrer", "schedule": 1.0},
    "lembretes": {"task": "seicidades.lembretes.tasks.varrer", "schedule": 0.5},
}
