"""O que o motor ouve das camadas de baixo: papéis e feriados que mudam."""

from functools import partial

from django.db import transaction

from seicidades.celery import app
from seicidades.contas.sinais import vinculo_mudou
from seicidades.fluxo.models import Implantacao
from seicidades.municipios.sinais import calendario_mudou

TAREFA = "seicidades.fluxo.tasks.reavaliar"


def conectar():
    vinculo_mudou.connect(ao_mudar_vinculo, dispatch_uid="fluxo.vinculo_mudou")
    calendario_mudou.connect(ao_mudar_calendario, dispatch_uid="fluxo.calendario_mudou")


def ao_mudar_vinculo(sender, orgao_id, **_):
    _reavaliar_depois(Implantacao.objects.filter(orgao_id=orgao_id))


def ao_mudar_calendario(sender, municipio_ids, **_):
    _reavaliar_depois(Implantacao.objects.filter(orgao__municipio_id__in=municipio_ids))


def _reavaliar_depois(implantacoes):
    for pk in implantacoes.order_by("pk").values_list("pk", flat=True):
        transaction.on_commit(partial(app.send_task, TAREFA, [pk]))
