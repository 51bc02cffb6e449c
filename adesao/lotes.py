"""A planilha de assinaturas, do envio à gravação.

Conferir é gravar e desfazer, uma cidade de cada vez; grava-se tudo ou nada.
"""

from dataclasses import asdict
from functools import partial

from django.db import transaction
from django.utils import timezone

from adesao.models import PlanilhaDeAssinaturas, SituacaoDaPlanilha
from adesao.planilha import Resultado, percorrer
from seicidades.comum.tabela_csv import ArquivoRecusado, Problema
from seicidades.contas.models import Usuario
from seicidades.correio.servicos import chamar_tarefa
from seicidades.documentos.models.planilha import A_CONFERIR, EM_CURSO
from seicidades.documentos.servicos import planilhas

TRATAR = "adesao.tasks.tratar_planilha"


class PlanilhaRecusada(Exception):
    """Não dá para gravar agora; a mensagem diz por quê e o que fazer."""


def enviar(nome: str, conteudo: bytes, por: Usuario) -> PlanilhaDeAssinaturas:
    """Guarda o arquivo cifrado e chama quem o confere."""
    planilha = PlanilhaDeAssinaturas.nova(nome, conteudo, por)
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
    trancada.passar(SituacaoDaPlanilha.A_GRAVAR)
    transaction.on_commit(partial(chamar_tarefa, TRATAR, str(planilha.pk)))


def tratar(planilha_id: str) -> None:
    """Confere ou grava, conforme o que se espera dela. Repetir dá o mesmo."""
    planilhas.tratar(PlanilhaDeAssinaturas, planilha_id, EM_CURSO, _conferir_ou_gravar)


def _conferir_ou_gravar(planilha: PlanilhaDeAssinaturas) -> None:
    if planilha.situacao in A_CONFERIR:
        _conferir(planilha)
    else:
        _gravar(planilha)


def _conferir(planilha: PlanilhaDeAssinaturas) -> None:
    """Nenhuma cidade fica trancada além da sua vez."""
    planilha.comecar()
    resultado = _executar(planilha, cada_cidade=_e_desfaz)
    situacao = SituacaoDaPlanilha.RECUSADA if resultado.problemas else SituacaoDaPlanilha.CONFERIDA
    _anotar(planilha, resultado, situacao)


@transaction.atomic
def _gravar(planilha: PlanilhaDeAssinaturas) -> None:
    """Com um problema que seja, nada do que se gravou fica."""
    with transaction.atomic():
        resultado = _executar(planilha)
        transaction.set_rollback(bool(resultado.problemas))
    if resultado.problemas:
        _anotar(planilha, resultado, SituacaoDaPlanilha.RECUSADA)
        return
    planilha.gravada_em, planilha.conteudo_cifrado = timezone.now(), None
    _anotar(planilha, resultado, SituacaoDaPlanilha.GRAVADA, "gravada_em", "conteudo_cifrado")


def _e_desfaz(fazer) -> None:
    with transaction.atomic():
        fazer()
        transaction.set_rollback(True)


def _executar(planilha: PlanilhaDeAssinaturas, **como) -> Resultado:
    try:
        resultado = percorrer(planilha, **como)
    except ArquivoRecusado as recusado:
        return Resultado(problemas=recusado.problemas)
    return _em_ordem(resultado)


def _em_ordem(resultado: Resultado) -> Resultado:
    def lugar(problema: Problema) -> tuple[int, str]:
        return problema.linha or 0, problema.coluna

    linhas = sorted(resultado.linhas, key=lambda linha: linha["linha"])
    return Resultado(linhas, sorted(resultado.problemas, key=lugar))


def _anotar(planilha, resultado: Resultado, situacao: SituacaoDaPlanilha, *campos: str) -> None:
    planilha.conferencia = {
        "linhas": resultado.linhas,
        "problemas": [asdict(p) for p in resultado.problemas],
    }
    planilha.mudancas = resultado.mudancas
    planilha.passar(situacao, "conferencia_cifrada", "mudancas", *campos)


def varrer() -> int:
    """Apaga as vencidas e chama de novo as que ficaram sem trabalhador; diz quantas."""
    return planilhas.varrer(PlanilhaDeAssinaturas, lambda _, pk: chamar_tarefa(TRATAR, pk))
