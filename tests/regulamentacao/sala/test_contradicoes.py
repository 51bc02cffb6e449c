"""Respostas que, juntas, dão um decreto que se contradiz: a sala diz quais e não entrega."""

import pytest
from django.urls import reverse

from regulamentacao.models import Minuta
from regulamentacao.sala.perguntas.contradicoes import contradicoes
from tests.regulamentacao.sala.ajuda import responder_tudo

SEM_BALCAO = {"prazos": {"limite": "fim_do_dia", "balcao": "nao", "horario": "das 8 às 17 horas"}}
PROTOCOLO = {"quem": "protocolo", "original": "devolve"}


@pytest.mark.parametrize(
    ("respostas", "telas"),
    [
        ({}, []),
        (SEM_BALCAO, ["digitalizacao"]),
        (SEM_BALCAO | {"digitalizacao": PROTOCOLO | {"quem": "unidade"}}, []),
        (
            SEM_BALCAO | {"dados_pessoais": {"canal": "protocolo"}},
            ["dados_pessoais", "digitalizacao"],
        ),
        ({"dados_pessoais": {"canal": "protocolo"}}, []),
        ({"vigencia": {"revoga": ["Decreto nº 1, que regulamenta a Lei nº 2"]}}, []),
        ({"vigencia": {"revoga": ["Lei nº 2, de 2001"]}}, ["vigencia"]),
        (
            {"vigencia": {"revoga": ["Decreto nº 1", "o art. 3º da LEI Complementar nº 2"]}},
            ["vigencia"],
        ),
    ],
)
def test_o_que_nao_combina(respostas, telas):
    assert sorted(c.tela for c in contradicoes(respostas)) == telas


def test_a_sala_diz_o_que_nao_combina_e_nao_entrega(client, cidade):
    responder_tudo(cidade, **SEM_BALCAO)
    client.force_login(cidade.gestor_sei)
    url = reverse("regulamentacao:sala", args=[cidade.implantacao.pk])

    assert "não há balcão de protocolo" in client.get(url).content.decode()
    resposta = client.post(url, {"observacao": ""})

    assert "não há balcão de protocolo" in str(resposta.context["form"].errors)
    assert not Minuta.objects.exists()
