"""Filtros de template: datas, números e listas como aparecem na tela.

Valor ausente vira texto vazio; instantes aparecem na hora de São Paulo.
"""

from collections.abc import Callable
from functools import wraps

from django import template
from django.utils import timezone

from seicidades.comum import formatos

register = template.Library()


def _filtro(nome: str, formatar: Callable) -> Callable:
    @wraps(formatar)
    def filtro(valor):
        return "" if valor is None or valor == "" else formatar(valor)

    return register.filter(nome, filtro, is_safe=False)


data_curta = _filtro("data_curta", formatos.data_curta)
data_falada = _filtro("data_falada", formatos.data_falada)
data_por_extenso = _filtro("data_por_extenso", formatos.data_por_extenso)
dias_uteis_texto = _filtro("dias_uteis_texto", formatos.dias_uteis_texto)
ha_dias_uteis = _filtro("ha_dias_uteis", formatos.ha_dias_uteis)
duracao = _filtro("duracao", formatos.duracao)
inteiro = _filtro("inteiro", formatos.inteiro)
bytes_legiveis = _filtro("bytes_legiveis", formatos.bytes_legiveis)
cnpj = _filtro("cnpj", formatos.cnpj_formatado)
cpf_mascarado = _filtro("cpf_mascarado", formatos.cpf_mascarado)
telefone = _filtro("telefone", formatos.telefone_formatado)
cep = _filtro("cep", formatos.cep_formatado)
lista_e = _filtro("lista_e", formatos.lista_e)
quando = _filtro("quando", lambda instante: formatos.quando(instante, timezone.now()))


@register.filter
def chave(dicionario, nome):
    """O valor daquela chave; vazio, se não há."""
    return dicionario.get(nome, "")
