"""O que o motor ouve das camadas de baixo: papéis e feriados que mudam."""

from functools import partial

from django.db import transaction

from seicidades.contas.sinais import vinculo_mudou
from seicidades.correio.servicos import chamar_tarefa
from seicidades.fluxo import avisos, servicos
from seicidades.fluxo.models import Implantacao
from seicidades.fluxo.sinais import andamentos_registrados
from seicidades.municipios.sinais import calendario_mudou

REAVALIAR = "seicidades.fluxo.tasks.reavaliar"
AVISAR = "seicidades.fluxo.tasks.avisar"


def conectar():
    vinculo_mudou.connect(ao_mudar_vinculo, dispatch_uid="fluxo.vinculo_mudou")
    calendario_mudou.connect(ao_mudar_calendario, dispatch_uid="fluxo.calendario_mudou")
    andamentos_registrados.connect(ao_registrar, dispatch_uid="fluxo.andamentos_registrados")


def ao_mudar_vinculo(sender, orgao_id, **_):
    _reavaliar_depois(Implantacao.objects.filter(orgao_id=orgao_id))


def ao_mudar_calendario(sender, municipio_ids, mudancas=None, **_):
    """Anota o pedido, que a página do feriado acompanha, e acorda a tarefa de cada cidade."""
    mudancas = mudancas or {pk: [servicos.SEM_NOMES] for pk in municipio_ids}
    for pk in servicos.pedir_recalculos(mudancas):
        transaction.on_commit(partial(chamar_tarefa, REAVALIAR, pk))


def ao_registrar(sender, tipos, **_):
    """Chega depois do commit: só acorda a tarefa; se a fila falhar, a agenda a chama."""
    if avisos.DE_INTERESSE_EM_TEXTO & set(tipos):
        chamar_tarefa(AVISAR)


def _reavaliar_depois(implantacoes):
    """Se a fila falhar, a reavaliação da madrugada alcança todas."""
    for pk in implantacoes.order_by("pk").values_list("pk", flat=True):
        transaction.on_commit(partial(chamar_tarefa, REAVALIAR, pk))
