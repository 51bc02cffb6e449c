from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from capacitacao import servicos
from capacitacao.apuracao import apurar
from capacitacao.demonstracao import preencher
from capacitacao.etapa import CAPACITACAO
from capacitacao.models import Multiplicador, Produto, Prontidao, Sessao, TipoDeSessao
from seicidades.fluxo.servicos import iniciar
from tests.capacitacao.factories import MultiplicadorFactory, ReuniaoFactory, SessaoFactory
from tests.factories import OrgaoFactory

POR_FATO = [i.chave for i in CAPACITACAO.itens if i.por_fato]


def test_reuniao_de_uma_pessoa_so_o_banco_recusa(implantacao):
    ReuniaoFactory(implantacao=implantacao)

    with pytest.raises(IntegrityError), transaction.atomic():
        ReuniaoFactory(implantacao=implantacao, tipo="preparatoria", participantes=["Só eu"])


def test_reuniao_do_mesmo_tipo_se_corrige_nao_se_repete(implantacao):
    dados = {
        "data": timezone.localdate(),
        "modalidade": "presencial",
        "participantes": ["Ana", "Rui"],
        "ata": "Combinado.",
    }
    servicos.registrar_reuniao(implantacao, "preparatoria", dados)
    servicos.registrar_reuniao(implantacao, "preparatoria", dados | {"ata": "Corrigido."})

    assert implantacao.capacitacao_reunioes.get().ata == "Corrigido."


def test_reuniao_no_futuro_e_recusada_no_campo(implantacao):
    dados = {
        "data": timezone.localdate() + timedelta(days=1),
        "modalidade": "presencial",
        "participantes": ["Ana", "Rui"],
        "ata": "x",
    }
    with pytest.raises(ValidationError) as recusa:
        servicos.registrar_reuniao(implantacao, "preparatoria", dados)

    assert list(recusa.value.error_dict) == ["data"]


def test_multiplicador_repetido_e_recusado_no_email(implantacao):
    MultiplicadorFactory(implantacao=implantacao, email="lia@exemplo.invalid")
    dados = {"nome": "Lia", "cargo": "x", "unidade": "y", "email": "LIA@exemplo.invalid"}

    with pytest.raises(ValidationError) as recusa:
        servicos.incluir_multiplicador(implantacao, dados)

    assert list(recusa.value.error_dict) == ["email"]


def test_multiplicador_com_presenca_fica_na_lista(implantacao):
    pessoa = MultiplicadorFactory(implantacao=implantacao)
    sessao = SessaoFactory(implantacao=implantacao)
    servicos.realizar_sessao(sessao, {"realizada_em": timezone.localdate()}, [pessoa])

    with pytest.raises(ValidationError, match="presença registrada"):
        servicos.retirar_multiplicador(pessoa)

    assert Multiplicador.objects.get() == pessoa


def test_sessao_de_multiplicadores_conta_quem_esteve(implantacao):
    pessoas = MultiplicadorFactory.create_batch(3, implantacao=implantacao)
    sessao = SessaoFactory(implantacao=implantacao)

    servicos.realizar_sessao(sessao, {"realizada_em": timezone.localdate()}, pessoas[:2])

    assert Sessao.objects.get().participantes == 2


def test_sessao_de_multiplicadores_sem_presentes_e_recusada(implantacao):
    sessao = SessaoFactory(implantacao=implantacao)

    with pytest.raises(ValidationError) as recusa:
        servicos.realizar_sessao(sessao, {"realizada_em": timezone.localdate()}, [])

    assert list(recusa.value.error_dict) == ["presentes"]


def test_sessao_feita_nao_se_desmarca(implantacao):
    sessao = SessaoFactory(
        implantacao=implantacao, realizada_em=timezone.localdate(), participantes=3
    )

    with pytest.raises(ValidationError, match="já aconteceu"):
        servicos.desmarcar_sessao(sessao)


def test_sessao_feita_sem_presentes_o_banco_recusa(implantacao):
    with pytest.raises(IntegrityError), transaction.atomic():
        SessaoFactory(implantacao=implantacao, realizada_em=timezone.localdate())


def test_entrega_sem_prova_e_recusada(implantacao):
    dados = {"entregue_em": timezone.localdate(), "responsavel": "x", "evidencia": "y", "link": ""}

    with pytest.raises(ValidationError, match="Falta a prova"):
        servicos.entregar_produto(implantacao, Produto.EAD, dados)


def test_uma_sessao_marcada_e_nao_feita_segura_o_item(implantacao):
    pessoa = MultiplicadorFactory(implantacao=implantacao)
    primeira, _ = SessaoFactory.create_batch(2, implantacao=implantacao)
    servicos.realizar_sessao(primeira, {"realizada_em": timezone.localdate()}, [pessoa])

    fato = apurar([implantacao.pk])[implantacao.pk]["multiplicadores_capacitados"]

    assert (fato.satisfeito, fato.resumo) == (False, "1 de 2 sessões foram registradas.")


def test_prontidao_com_um_nao_nao_basta(implantacao):
    dados = dict.fromkeys(Prontidao.PERGUNTAS, True)
    servicos.responder_prontidao(
        implantacao,
        dados | {"suporte_combinado": False, "data_combinada": timezone.localdate()},
    )

    assert not apurar([implantacao.pk])[implantacao.pk]["prontidao_confirmada"].satisfeito


def test_encerrar_sem_abrir_e_recusado(implantacao):
    with pytest.raises(ValidationError, match="ainda não foi aberta"):
        servicos.encerrar_operacao(
            implantacao, {"encerrada_em": timezone.localdate(), "conclusao": "x"}
        )


def test_apurar_traz_todo_item_de_toda_implantacao_com_consultas_fixas(
    implantacao, gerente, django_assert_num_queries
):
    outra, _ = iniciar(OrgaoFactory(), gerente, chave="outra")
    SessaoFactory(implantacao=outra, tipo=TipoDeSessao.WEBINAR)

    with django_assert_num_queries(7):
        apurar([implantacao.pk])
    with django_assert_num_queries(7):
        fatos = apurar([implantacao.pk, outra.pk])

    assert {pk: set(itens) for pk, itens in fatos.items()} == {
        implantacao.pk: set(POR_FATO),
        outra.pk: set(POR_FATO),
    }


@pytest.mark.parametrize("quantos", range(len(POR_FATO) + 1))
def test_a_demonstracao_satisfaz_exatamente_os_itens_pedidos(implantacao, gerente, quantos):
    pedidos = POR_FATO[:quantos]
    preencher(implantacao, dict.fromkeys(pedidos, timezone.localdate()), por=gerente)

    fatos = apurar([implantacao.pk])[implantacao.pk]

    assert {c for c, f in fatos.items() if f.satisfeito} == set(pedidos)
