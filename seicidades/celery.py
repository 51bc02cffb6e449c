"""Celery: trabalho fora da requisição e agenda."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "seicidades.settings")

app = Celery("seicidades")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
