"""Avisos para as camadas de cima."""

from django.dispatch import Signal

#: Um vínculo começou, mudou ou acabou. Enviado depois do commit, com `orgao_id`.
vinculo_mudou = Signal()
