"""A frase da página: quem será lembrado a seguir, e em que dia."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from seicidades.contas.models import Vinculo
from seicidades.correio.models import Portao
from seicidades.fluxo.models import Implantacao
from seicidades.lembretes import servicos
from seicidades.lembretes.models import Lembrete
from tests.lembretes.conftest import PRAZO, SEGUNDA

DESLIGADOS = "Os lembretes por e-mail estão desligados por enquanto."


@pytest.fixture
def ler(client, cidade):
    def ler(item: str = "oficio") -> str:
        client.force_login(cidade.gestor_sei)
        url = reverse("fluxo:item", args=[cidade.implantacao.pk, item])
        return client.get(url).context["aviso_previsto"]

    return ler


def test_a_cidade_diz_o_proximo_e_de_que_item(client, cidade):
    client.force_login(cidade.gestor_sei)
    pagina = client.get(reverse("fluxo:cidade", args=[cidade.implantacao.pk]))

    assert (
        "Se «Fazer oficio» continuar em aberto, em 19/03/2026 avisamos "
        "Titular gestor_sei (Gestor SEI)." in pagina.text
    )


def test_a_frase_do_item_sobe_a_escada_e_e_o_que_acontece(cidade, suplente, relogio, ler):
    """O que a página diz na véspera é o que a agenda faz."""
    ditos = []
    dia = SEGUNDA
    while dia < date(2026, 4, 10):
        if (frase := ler()) not in ditos:
            ditos.append(frase)
        servicos.varrer()
        dia += timedelta(days=1)
        relogio.ir(dia)

    sairam = Lembrete.objects.filter(assunto="oficio").order_by("dia", "pk")
    quem = ["Gestor SEI", "Gestor SEI", "suplente de Gestor SEI"]
    quem += ["gerente de projetos da Prodesp", "gabinete"]
    assert ditos == [
        *(
            f"Se continuar assim, em {s.dia:%d/%m/%Y} avisamos {s.usuario.nome} ({como})."
            for s, como in zip(sairam, quem, strict=True)
        ),
        "",
    ]


def test_pula_o_segurado_e_quem_esta_em_pausa(cidade, relogio, ler):
    servicos.pausar(cidade.gestor_sei)
    relogio.ir(PRAZO + timedelta(days=1))
    assert "Gerente Fictícia (gerente de projetos" in ler()

    servicos.reter(
        cidade.implantacao,
        "oficio",
        "gerente",
        prazo=PRAZO,
        motivo="Combinado.",
        por=cidade.gerente,
    )

    assert "Titular representante (gabinete)" in ler()


def test_sem_quem_avisar_nao_diz_nada(cidade, ler):
    Vinculo.objects.filter(usuario__in=(cidade.gerente, cidade.representante)).delete()
    servicos.pausar(cidade.gestor_sei)

    assert ler() == ""


def test_com_a_vez_da_prodesp_nao_diz_nada(cidade, ler):
    Implantacao.objects.update(vez_de="prodesp")

    assert ler() == ""


def test_com_o_portao_fechado_diz_que_nada_sai(cidade, ler):
    Portao.objects.update(aberto=False)

    assert ler() == DESLIGADOS


def test_a_pagina_da_cidade_continua_barata(client, cidade):
    client.force_login(cidade.gestor_sei)
    url = reverse("fluxo:cidade", args=[cidade.implantacao.pk])
    client.get(url)

    with CaptureQueriesContext(connection) as feitas:
        client.get(url)

    assert len(feitas) <= 12
    assert sum("lembretes_" in q["sql"] for q in feitas) == 2
