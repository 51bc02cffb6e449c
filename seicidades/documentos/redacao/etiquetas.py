"""O pouco da linguagem de templates do Django que um modelo de documento usa.

Sem carregar, incluir nem estender nada, sem `safe`, sem chamar função alguma:
condição, repetição e uma lista fechada de filtros.
"""

from django import template
from django.template import defaultfilters, defaulttags

register = template.Library()
register.tag("if", defaulttags.do_if)
register.tag("for", defaulttags.do_for)

FILTROS = {
    "capfirst": defaultfilters.capfirst,
    "default": defaultfilters.default,
    "join": defaultfilters.join,
    "length": defaultfilters.length,
    "lower": defaultfilters.lower,
    "pluralize": defaultfilters.pluralize,
    "upper": defaultfilters.upper,
    "yesno": defaultfilters.yesno,
}
for _nome, _filtro in FILTROS.items():
    register.filter(_nome, _filtro)
