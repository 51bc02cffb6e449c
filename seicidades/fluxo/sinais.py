"""Avisos para as camadas de cima."""

from django.dispatch import Signal

#: Andamentos gravados. Enviado depois do commit, com `implantacao_id`, `seqs` e `tipos`.
andamentos_registrados = Signal()
