import pytest
from django.urls import reverse
from django.utils import timezone

from capacitacao.etapa import CAPACITACAO
from capacitacao.models import Multiplicador, Presenca, Sessao
from tests.capacitacao.factories import MultiplicadorFactory, SessaoFactory
from tests.factories import UsuarioFactory

PAGINAS = [i.pagina for i in CAPACITACAO.itens]


def endereco(nome: str, implantacao, *args) -> str:
    return reverse(nome, args=[implantacao.pk, *args])


@pytest.mark.parametrize("pagina", PAGINAS)
def test_toda_pagina_abre_para_a_gerencia_e_nao_para_estranhos(
    client, implantacao, gerente, pagina
):
    client.force_login(gerente)
    assert client.get(endereco(pagina, implantacao)).status_code == 200

    client.force_login(UsuarioFactory())
    assert client.get(endereco(pagina, implantacao)).status_code == 404


@pytest.mark.parametrize("pagina", PAGINAS)
def test_observador_le_e_nao_grava(client, implantacao, pagina):
    client.force_login(UsuarioFactory(observador=True))

    assert client.get(endereco(pagina, implantacao)).status_code == 200
    assert client.post(endereco(pagina, implantacao), {}).status_code == 403


def test_registrar_a_reuniao_deixa_o_item_pronto(client, implantacao, gerente):
    client.force_login(gerente)
    resposta = client.post(
        endereco("capacitacao:reuniao_preparatoria", implantacao),
        {
            "data": timezone.localdate().isoformat(),
            "modalidade": "presencial",
            "participantes": "Ana Prado, Gestora SEI\nMarta Reis, Prodesp",
            "ata": "Combinadas as datas.",
        },
    )

    assert resposta.status_code == 302
    implantacao.refresh_from_db()
    assert implantacao.ler_estado().item("reuniao_preparatoria").situacao == "pronto"


def test_reuniao_com_uma_pessoa_volta_com_erro_e_o_que_foi_escrito(client, implantacao, gerente):
    client.force_login(gerente)
    resposta = client.post(
        endereco("capacitacao:reuniao_preparatoria", implantacao),
        {
            "data": "2026-05-04",
            "modalidade": "presencial",
            "participantes": "Só eu",
            "ata": "Isto.",
        },
    )

    assert "ao menos duas pessoas" in resposta.content.decode()
    assert "Só eu" in resposta.content.decode()


def test_incluir_e_retirar_multiplicador(client, implantacao, conhecimento):
    client.force_login(conhecimento)
    client.post(
        endereco("capacitacao:multiplicadores", implantacao),
        {"nome": "Lia", "cargo": "Agente", "unidade": "Saúde", "email": "lia@exemplo.invalid"},
    )
    pessoa = Multiplicador.objects.get()

    client.post(endereco("capacitacao:retirar_multiplicador", implantacao, pessoa.pk))

    assert not Multiplicador.objects.exists()


def test_presenca_por_pessoa(client, implantacao, conhecimento):
    pessoas = MultiplicadorFactory.create_batch(2, implantacao=implantacao)
    sessao = SessaoFactory(implantacao=implantacao)
    client.force_login(conhecimento)

    resposta = client.post(
        endereco("capacitacao:presenca", implantacao, sessao.pk),
        {"realizada_em": timezone.localdate().isoformat(), "presentes": [pessoas[0].pk]},
    )

    assert resposta.status_code == 302
    assert Presenca.objects.get().multiplicador == pessoas[0]


def test_presenca_de_pessoa_de_outra_cidade_e_recusada(client, implantacao, conhecimento, gerente):
    MultiplicadorFactory(implantacao=implantacao)
    sessao = SessaoFactory(implantacao=implantacao)
    client.force_login(conhecimento)

    client.post(
        endereco("capacitacao:presenca", implantacao, sessao.pk),
        {"realizada_em": timezone.localdate().isoformat(), "presentes": [999999]},
    )

    assert Sessao.objects.get().realizada_em is None


def test_operacao_assistida_so_em_producao(client, implantacao, gerente):
    client.force_login(gerente)
    pagina = client.get(endereco("capacitacao:operacao_assistida_aberta", implantacao))

    assert "só se faz com o SEI em produção" in pagina.content.decode()
