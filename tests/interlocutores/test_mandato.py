from datetime import date

import pytest

from interlocutores.mandato import eleicao_municipal, inicio_do_mandato


@pytest.mark.parametrize(
    ("dia", "posse"),
    [
        (date(2024, 12, 31), date(2021, 1, 1)),
        (date(2025, 1, 1), date(2025, 1, 1)),
        (date(2028, 12, 31), date(2025, 1, 1)),
        (date(2029, 1, 1), date(2029, 1, 1)),
    ],
)
def test_posse_e_no_primeiro_de_janeiro_depois_da_eleicao(dia, posse):
    assert inicio_do_mandato(dia) == posse


@pytest.mark.parametrize(
    ("ano", "dia"),
    [(2020, date(2020, 10, 4)), (2024, date(2024, 10, 6)), (2028, date(2028, 10, 1))],
)
def test_eleicao_e_no_primeiro_domingo_de_outubro(ano, dia):
    assert eleicao_municipal(ano) == dia
    assert dia.weekday() == 6
