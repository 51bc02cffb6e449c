"""A planilha de assinaturas, do envio à gravação.

Conferir é gravar e desfazer; grava-se tudo ou nada.
"""

import hashlib
from dataclasses import asdict
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone

from adesao.models import PlanilhaDeAssinaturas, SituacaoDaPlanilha
from adesao.planilha import Resultado, percorrer
from seicidades.comum.tabela_csv import ArquivoRecusado, Problema
from seicidades.contas.models import Usuario
from seicidades.correio.servicos import chamar_tarefa

VALIDADE = timedelta(days=2)
PARADA_DEPOIS_DE = timedelta(minutes=5)
TRATAR = "adesao.tasks.tratar_planilha"


class PlanilhaRecusada(Exception):
    """Não dá para gravar agora; a mensagem diz por quê e o que fazer."""


def enviar(nome: str, conteudo: bytes, por: Usuario) -> PlanilhaDeAssinaturas:
    """Guarda o arquivo cifrado e chama quem o confere."""
    agora = timezone.now()
    planilha = PlanilhaDeAssinaturas(
        nome_do_arquivo=nome[-200:],
        sha256=hashlib.sha256(conteudo).hexdigest(),
        enviada_por=por,
        enviada_em=agora,
        expira_em=agora + VALIDADE,
        desde=agora,
    )
    planilha.conteudo = conteudo
    planilha.save()
    transaction.on_commit(partial(chamar_tarefa, TRATAR, str(planilha.pk)))
    return planilha


@transaction.atomic
def mandar_gravar(planilha: PlanilhaDeAssinaturas) -> None:
    """Raises:
    PlanilhaRecusada: sem conferência boa, ou já gravada.
    """
    trancada = PlanilhaDeAssinaturas.objects.select_for_update(of=("self",)).get(pk=planilha.pk)
    if trancada.situacao != SituacaoDaPlanilha.CONFERIDA:
        raise PlanilhaRecusada(
            f"A planilha está {trancada.get_situacao_display()}. Nada mudou agora."
        )
    _passar(trancada, SituacaoDaPlanilha.A_GRAVAR)
    transaction.on_commit(partial(chamar_tarefa, TRATAR, str(planilha.pk)))


@transaction.atomic
def tratar(planilha_id: str) -> None:
    """Confere ou grava, conforme o que se espera dela. Repetir dá o mesmo."""
    achadas = PlanilhaDeAssinaturas.objects.select_for_update(of=("self",), skip_locked=True)
    planilha = achadas.select_related("enviada_por").filter(pk=planilha_id).first()
    if planilha is None or not planilha.em_curso:
        return
    valer = planilha.situacao == SituacaoDaPlanilha.A_GRAVAR
    resultado = _executar(planilha, valer=valer)
    planilha.previa = {
        "linhas": resultado.linhas,
        "problemas": [asdict(p) for p in resultado.problemas],
    }
    planilha.mudancas = resultado.mudancas
    if resultado.problemas:
        _passar(planilha, SituacaoDaPlanilha.RECUSADA)
    elif valer:
        planilha.gravada_em, planilha.conteudo_cifrado = timezone.now(), None
        _passar(planilha, SituacaoDaPlanilha.GRAVADA)
    else:
        _passar(planilha, SituacaoDaPlanilha.CONFERIDA)


def _executar(planilha: PlanilhaDeAssinaturas, *, valer: bool) -> Resultado:
    """Na conferência, ou com um problema que seja, nada do que se gravou fica."""
    try:
        with transaction.atomic():
            resultado = percorrer(planilha)
            transaction.set_rollback(not valer or bool(resultado.problemas))
    except ArquivoRecusado as recusado:
        return Resultado(problemas=recusado.problemas)
    return _em_ordem(resultado)


def _em_ordem(resultado: Resultado) -> Resultado:
    def lugar(problema: Problema) -> tuple[int, str]:
        return problema.linha or 0, problema.coluna

    linhas = sorted(resultado.linhas, key=lambda linha: linha["linha"])
    return Resultado(linhas, sorted(resultado.problemas, key=lugar))


def _passar(planilha: PlanilhaDeAssinaturas, situacao: SituacaoDaPlanilha) -> None:
    planilha.situacao, planilha.desde = situacao, timezone.now()
    planilha.save()


def varrer() -> int:
    """Apaga as vencidas e chama de novo as que ficaram sem trabalhador; diz quantas."""
    agora = timezone.now()
    PlanilhaDeAssinaturas.objects.vencidas(agora).delete()
    paradas = PlanilhaDeAssinaturas.objects.paradas(agora - PARADA_DEPOIS_DE).order_by("pk")
    for planilha_id in paradas.values_list("pk", flat=True):
        chamar_tarefa(TRATAR, str(planilha_id))
    return len(paradas)
