"""Sinais que as camadas de cima escutam."""

from django.dispatch import Signal

# Mudaram feriados municipais. Enviado depois do commit, com `municipio_ids`,
# o conjunto dos municípios cujos prazos podem mudar, e `mudancas`, o que mudou
# em cada um: {municipio_id: ["feriado novo: Aniversário, 12/06/2026"]}.
calendario_mudou = Signal()
