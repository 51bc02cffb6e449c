"""Sinais que as camadas de cima escutam."""

from django.dispatch import Signal

# Mudaram feriados municipais. Enviado depois do commit, com `municipio_ids`,
# o conjunto dos municípios cujos prazos podem mudar.
calendario_mudou = Signal()
