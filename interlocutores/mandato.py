"""Quando um mandato municipal começa: o calendário que põe em dúvida quem responde. Python puro.

Fonte: Constituição, art. 29, I a III: eleição no primeiro domingo de outubro do último ano
do mandato, posse em 1º de janeiro seguinte. Eleições municipais: 2024, 2028, 2032…
"""

from datetime import date, timedelta

MANDATO_ANOS = 4
DOMINGO = 6


def inicio_do_mandato(dia: date) -> date:
    """A última posse até o dia, inclusive."""
    return date(dia.year - (dia.year - 1) % MANDATO_ANOS, 1, 1)


def eleicao_municipal(ano: int) -> date:
    """O primeiro turno: primeiro domingo de outubro. `ano` é de eleição municipal."""
    primeiro = date(ano, 10, 1)
    return primeiro + timedelta(days=(DOMINGO - primeiro.weekday()) % 7)
