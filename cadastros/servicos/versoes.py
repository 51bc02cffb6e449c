"""Versões gravadas de um arquivo de carga."""

from django.db.models import QuerySet

from cadastros.models import Carga
from cadastros.servicos.comparacao import Diferenca, comparar
from cadastros.servicos.linhas import registros_de


def listar(implantacao, tipo: str) -> QuerySet[Carga]:
    """Da mais nova para a mais velha."""
    return (
        Carga.objects.filter(implantacao=implantacao, tipo=tipo)
        .sem_conteudo()
        .select_related("gravada_por")
        .order_by("-versao")
    )


def diferenca(de: Carga, para: Carga) -> Diferenca:
    return comparar(registros_de(de), registros_de(para), para.tipo)
