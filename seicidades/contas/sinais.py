"""Avisos para as camadas de cima."""

from django.dispatch import Signal

#: Um vínculo começou, mudou ou acabou. Enviado depois do commit, com `orgao_id`.
vinculo_mudou = Signal()

#: A conta passou a outro endereço. Enviado depois do commit, com `usuario_id`, `antes` e `depois`.
endereco_mudou = Signal()

#: Mudou quem representa o município, ainda que não tenha conta. Enviado depois do commit,
#: com `orgao_id` e `desde` (o dia da posse).
representante_mudou = Signal()
