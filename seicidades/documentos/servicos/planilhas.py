"""Tratar planilhas fora da requisição: uma passada por vez, poucas tentativas, e a pessoa sabe."""

import logging
from collections.abc import Callable, Iterable

from django.utils import timezone

from seicidades.documentos.models.planilha import (
    ESPERA_DEPOIS_DE_FALHAR,
    MAXIMO_DE_TENTATIVAS,
    PlanilhaEnviada,
    SituacaoDaPlanilha,
)

registro = logging.getLogger(__name__)

DE_NOVO = "Algo falhou do nosso lado. Nada foi gravado, e tentamos de novo em alguns minutos."
DESISTIMOS = (
    "O sistema falhou {vezes} vezes ao tratar esta planilha, e paramos de tentar. Nada foi "
    "gravado. O defeito não é do arquivo: avise a administração com o código {codigo}."
)


def tratar(
    modelo: type[PlanilhaEnviada],
    planilha_id: str,
    situacoes: Iterable[SituacaoDaPlanilha],
    fazer: Callable[[PlanilhaEnviada], object],
) -> None:
    """Faz o que falta à planilha, se ela está numa das situações e ninguém mais a tem.

    O que `fazer` não previu é registrado e tentado de novo algumas vezes; depois a
    planilha para, e a página diz por quê.
    """
    if not modelo.objects.reservar(planilha_id, situacoes):
        return
    planilha = modelo.objects.select_related("enviada_por").get(pk=planilha_id)
    if planilha.tentativas > MAXIMO_DE_TENTATIVAS:
        registro.error("A planilha %s derrubou quem a tratava.", planilha.sha256[:12])
        _desistir(planilha)
        return
    try:
        fazer(planilha)
    except Exception:  # o defeito é nosso, qualquer que seja: a pessoa não fica sem resposta
        registro.exception("A planilha %s não se tratou.", planilha.sha256[:12])
        _devolver(modelo.objects.filter(pk=planilha_id).first())


def _devolver(planilha: PlanilhaEnviada | None) -> None:
    """Quando a espera acabar, a varredura chama de novo."""
    if planilha is None:
        return  # descartada no meio
    if planilha.tentativas >= MAXIMO_DE_TENTATIVAS:
        _desistir(planilha)
        return
    planilha.aviso = DE_NOVO
    planilha.reservada_ate = timezone.now() + ESPERA_DEPOIS_DE_FALHAR
    planilha.save(update_fields=["aviso", "reservada_ate"])


def _desistir(planilha: PlanilhaEnviada) -> None:
    aviso = DESISTIMOS.format(vezes=MAXIMO_DE_TENTATIVAS, codigo=planilha.sha256[:12])
    planilha.passar(SituacaoDaPlanilha.RECUSADA, aviso=aviso)


def varrer(modelo: type[PlanilhaEnviada], chamar: Callable[[SituacaoDaPlanilha, str], None]) -> int:
    """Apaga as vencidas e chama de novo as que ficaram sem trabalhador; diz quantas."""
    agora = timezone.now()
    modelo.objects.vencidas(agora).delete()
    paradas = list(modelo.objects.paradas(agora).values_list("situacao", "pk"))
    for situacao, planilha_id in paradas:
        chamar(SituacaoDaPlanilha(situacao), str(planilha_id))
    return len(paradas)
