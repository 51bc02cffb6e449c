"""Depois da entrega, o que tem dado pessoal se apaga; ficam as contagens e os digests."""

import logging
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from cadastros.models import Carga, TipoDeCarga
from cadastros.servicos.linhas import pessoas_por_unidade
from seicidades.comum.formatos import dia_em_sao_paulo

registro = logging.getLogger(__name__)


def apagar_em(carga: Carga) -> date | None:
    """O dia em que os dados pessoais da versão se apagam; `None`, se ainda não foi entregue."""
    entrega = Carga.objects.com_entrega().values_list("entrega", flat=True).get(pk=carga.pk)
    if entrega is None:
        return None
    return max(entrega, dia_em_sao_paulo(carga.gravada_em)) + _espera()


def apagar_entregues(hoje: date) -> int:
    """Apaga de cada versão o arquivo enviado e, na de usuários, as linhas; devolve quantas."""
    vencidas = Carga.objects.a_apagar(hoje - _espera()).order_by("pk")
    return sum(_apagar(chave) for chave in vencidas.values_list("pk", flat=True))


def _espera() -> timedelta:
    return timedelta(days=settings.CARGAS_APAGADAS_DEPOIS_DE_DIAS)


@transaction.atomic
def _apagar(chave: int) -> bool:
    """Uma por transação: o que já foi apagado fica apagado se a seguinte falhar."""
    carga = Carga.objects.select_for_update(of=("self",)).get(pk=chave)
    if carga.apagada_em is not None:
        return False
    if carga.tipo == TipoDeCarga.USUARIOS:
        carga.pessoas_por_unidade = pessoas_por_unidade(carga)
        carga.usuarios.all().delete()
    carga.original_cifrado = carga.cpfs_cifrados = None
    carga.apagada_em = timezone.now()
    carga.save(
        update_fields=["original_cifrado", "cpfs_cifrados", "pessoas_por_unidade", "apagada_em"]
    )
    registro.info(
        "dados pessoais da carga apagados",
        extra={"carga": carga.pk, "linhas": carga.quantidade, "sha256": carga.sha256},
    )
    return True
