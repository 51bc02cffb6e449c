from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.utils import timezone


def na_pagina(expressao, valor):
    return Template("{% load comum %}{{ valor|" + expressao + " }}").render(
        Context({"valor": valor})
    )


@pytest.mark.parametrize(
    ("filtro", "valor", "texto"),
    [
        ("data_curta", date(2026, 3, 12), "12/03/2026"),
        ("data_falada", date(2026, 5, 15), "sexta, 15/05/2026"),
        ("data_falada", datetime(2026, 5, 16, 1, 30, tzinfo=UTC), "sexta, 15/05/2026"),
        ("data_por_extenso", date(2026, 3, 1), "1º de março de 2026"),
        ("dias_uteis_texto", 1, "1 dia útil"),
        ("inteiro", 35642, "35.642"),
        ("bytes_legiveis", 421_888, "412 kB"),
        ("cnpj", "12ABC34501DE35", "12.ABC.345/01DE-35"),
        ("cpf_mascarado", "11144477735", "***.444.777-**"),
        ("telefone", "1835029000", "(18) 3502-9000"),
        ("cep", "17800000", "17800-000"),
        ("lista_e", ["a", "b", "c"], "a, b e c"),
    ],
)
def test_filtro_escreve_como_se_le(filtro, valor, texto):
    assert na_pagina(filtro, valor) == texto


@pytest.mark.parametrize("filtro", ["data_curta", "quando", "cnpj", "inteiro", "lista_e"])
def test_valor_ausente_vira_texto_vazio(filtro):
    assert na_pagina(filtro, None) == ""
    assert na_pagina(filtro, "") == ""


def test_zero_nao_e_ausencia():
    assert na_pagina("dias_uteis_texto", 0) == "0 dias úteis"


def test_quando_usa_a_hora_de_agora_em_sao_paulo():
    assert na_pagina("quando", timezone.now()).startswith("hoje, ")


def test_lista_escapa_o_que_pessoas_escreveram():
    assert na_pagina("lista_e", ["<b>", "c"]) == "&lt;b&gt; e c"
