"""Avisos para as camadas de cima."""

from django.dispatch import Signal

#: Andamentos gravados. Enviado depois do commit, com `implantacao_id` e `seqs`.
andamentos_registrados = Signal()
