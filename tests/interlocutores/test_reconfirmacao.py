"""Depois de uma posse ou da troca de representante, os papéis se reconfirmam um a um."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from adesao import servicos as adesao
from interlocutores import reconfirmacao
from interlocutores.models import PedidoDeReconfirmacao
from seicidades.comum.papeis import Papel
from seicidades.contas import servicos as contas
from seicidades.contas.models import AvisoDeSaida
from seicidades.fluxo.models import Andamento
from tests.factories import UsuarioFactory, VinculoFactory
from tests.interlocutores.factories import DesignacaoFactory

HOJE = timezone.localdate()


@pytest.fixture
def gestor_sei(cidade):
    return DesignacaoFactory(implantacao=cidade.implantacao, email=cidade.gestor_sei.email)


@pytest.fixture
def gestor_ti(cidade):
    return DesignacaoFactory(
        implantacao=cidade.implantacao, papel=Papel.GESTOR_TI, email=cidade.gestor_ti.email
    )


def faltam(implantacao, hoje=None):
    pendencia = reconfirmacao.pendencias([implantacao.pk], hoje).get(implantacao.pk)
    return pendencia.designacoes if pendencia else []


def test_sem_posse_nem_troca_ninguem_se_reconfirma(cidade, gestor_sei):
    assert faltam(cidade.implantacao) == []


def test_mandato_novo_poe_em_duvida_quem_vem_do_anterior(cidade, gestor_sei):
    assert faltam(cidade.implantacao, date(2028, 12, 31)) == []
    assert faltam(cidade.implantacao, date(2029, 1, 1)) == [gestor_sei]
    DesignacaoFactory(
        implantacao=cidade.implantacao, papel=Papel.GESTOR_DOCUMENTAL, inicio=date(2029, 1, 1)
    )
    pendencia = reconfirmacao.pendencias(None, date(2029, 2, 1))[cidade.implantacao.pk]
    assert (pendencia.posse, pendencia.designacoes) == (True, [gestor_sei])
    assert "mandato novo" in pendencia.por_que


def representante(cidade, inicio, fim=None):
    return VinculoFactory(
        orgao=cidade.implantacao.orgao, papel=Papel.REPRESENTANTE, inicio=inicio, fim=fim
    )


def test_primeiro_representante_nao_pede_nada_e_a_troca_pede(cidade, gestor_sei, gestor_ti):
    assert faltam(cidade.implantacao) == []
    representante(cidade, date(2026, 1, 5), HOJE - timedelta(days=1))
    assert reconfirmacao.pendencia_de(cidade.implantacao).desde == HOJE
    assert faltam(cidade.implantacao) == [gestor_sei, gestor_ti]


def test_representante_registrado_antes_da_posse_pede_no_dia_dela_sem_aviso_de_ninguem(
    pagina, cidade, gestor_sei
):
    posse = HOJE + timedelta(days=10)
    atual = cidade.implantacao.orgao.vinculos.filter(papel=Papel.REPRESENTANTE)
    atual.update(fim=posse - timedelta(days=1))
    representante(cidade, posse)
    assert faltam(cidade.implantacao, posse - timedelta(days=1)) == []
    assert faltam(cidade.implantacao, posse) == [gestor_sei]
    assert set(reconfirmacao.pendencias(None, posse)) == {cidade.implantacao.pk}
    gestor_sei.reconfirmada_em = posse
    gestor_sei.save()
    assert faltam(cidade.implantacao, posse + timedelta(days=30)) == []


def test_posse_marcada_que_nao_chegou_a_valer_nao_pede_nada(cidade, gestor_sei):
    posse = HOJE + timedelta(days=10)
    representante(cidade, posse, posse - timedelta(days=1))
    assert faltam(cidade.implantacao, posse + timedelta(days=5)) == []


def test_volta_do_mesmo_representante_nao_pede_nada(cidade, gestor_sei):
    orgao = cidade.implantacao.orgao
    atual = orgao.vinculos.get(papel=Papel.REPRESENTANTE)
    VinculoFactory(
        orgao=orgao,
        papel=Papel.REPRESENTANTE,
        usuario=atual.usuario,
        inicio=date(2026, 1, 5),
        fim=HOJE - timedelta(days=20),
    )
    assert faltam(cidade.implantacao) == []


def test_trocar_o_representante_na_conta_pede_a_reconfirmacao(
    cidade, gestor_sei, django_capture_on_commit_callbacks
):
    ontem = HOJE - timedelta(days=1)
    cidade.implantacao.orgao.vinculos.filter(papel=Papel.REPRESENTANTE).update(inicio=ontem)
    with django_capture_on_commit_callbacks(execute=True):
        contas.vincular(
            UsuarioFactory(),
            cidade.implantacao.orgao,
            Papel.REPRESENTANTE,
            inicio=HOJE,
            por=cidade.gerente,
        )
    assert faltam(cidade.implantacao) == [gestor_sei]


def test_posse_registrada_na_adesao_pede_a_reconfirmacao_ainda_que_sem_conta(
    cidade, gestor_sei, django_capture_on_commit_callbacks
):
    prefeita = {
        "nome": "Joaquina Prado",
        "cargo": "Prefeita",
        "email": "j@exemplo.invalid",
        "mandato_inicio": date(2025, 1, 1),
        "mandato_fim": date(2028, 12, 31),
    }
    adesao.informar_representante(cidade.implantacao, **prefeita)
    with django_capture_on_commit_callbacks(execute=True):
        adesao.trocar_representante(
            cidade.implantacao, **prefeita | {"nome": "Bento Reis", "mandato_inicio": HOJE}
        )
    assert PedidoDeReconfirmacao.objects.get().desde == HOJE
    assert faltam(cidade.implantacao) == [gestor_sei]


def test_duas_consultas_para_quantas_cidades_forem(nova_implantacao, django_assert_num_queries):
    ids = [nova_implantacao().pk for _ in range(3)]
    for pk in ids:
        DesignacaoFactory(implantacao_id=pk)
        PedidoDeReconfirmacao.objects.create(implantacao_id=pk, desde=HOJE)
    for pedidos in (ids, None):
        with django_assert_num_queries(2):
            assert set(reconfirmacao.pendencias(pedidos)) == set(ids)


# --- A página


@pytest.fixture
def pedida(cidade, gestor_sei, gestor_ti):
    return PedidoDeReconfirmacao.objects.create(implantacao=cidade.implantacao, desde=HOJE)


def test_quem_representa_diz_quem_continua_e_quem_muda(
    pagina, cidade, pedida, gestor_sei, gestor_ti
):
    assert "Falta reconfirmar" in pagina("quadro", cidade.gestor_ti).text
    dados = {f"d{gestor_sei.pk}": "fica", f"d{gestor_ti.pk}": "muda"}
    assert pagina("reconfirmar", cidade.representante, dados).status_code == 302
    assert faltam(cidade.implantacao) == [gestor_ti]
    aviso = AvisoDeSaida.objects.get()
    assert (aviso.motivo, aviso.avisado_por) == ("mandato", cidade.representante)
    assert "Trocar a pessoa" in pagina("quadro", cidade.representante).text
    assert Andamento.objects.get(tipo="fato_registrado").dados["pedido"]["resumo"] == (
        "Interlocutores reconfirmados."
    )
    assert "a reconfirmar" in pagina("gestor_ti", cidade.gestor_sei).text.lower()


def test_com_todos_confirmados_a_pagina_diz_que_nao_falta_ninguem(pagina, cidade, pedida):
    form = pagina("reconfirmar", cidade.representante).context["form"]
    pagina("reconfirmar", cidade.representante, dict.fromkeys(form.designacoes, "fica"))
    assert "Ninguém a reconfirmar" in pagina("reconfirmar", cidade.representante).text
    assert "Falta reconfirmar" not in pagina("quadro", cidade.representante).text


def test_faltando_uma_resposta_nada_se_grava_e_o_erro_fica_na_pessoa(
    pagina, cidade, pedida, gestor_sei, gestor_ti
):
    resposta = pagina("reconfirmar", cidade.representante, {f"d{gestor_sei.pk}": "fica"})
    assert list(resposta.context["form"].errors) == [f"d{gestor_ti.pk}"]
    assert len(faltam(cidade.implantacao)) == 2


def test_gestor_sei_nao_se_reconfirma_a_si_mesmo(pagina, cidade, pedida, gestor_sei, gestor_ti):
    dados = {f"d{gestor_sei.pk}": "fica", f"d{gestor_ti.pk}": "fica"}
    assert pagina("reconfirmar", cidade.gestor_sei, dados).status_code == 403
    assert len(faltam(cidade.implantacao)) == 2


def test_gerencia_reconfirma_em_nome_de_quem_representa(
    pagina, cidade, pedida, gestor_sei, gestor_ti, em_nome_de
):
    dados = {f"d{gestor_sei.pk}": "fica", f"d{gestor_ti.pk}": "fica"}
    assert pagina("reconfirmar", cidade.gerente, dados | em_nome_de).status_code == 302
    assert faltam(cidade.implantacao) == []


def test_um_pedido_por_dia(cidade):
    PedidoDeReconfirmacao.objects.create(implantacao=cidade.implantacao, desde=HOJE)
    PedidoDeReconfirmacao.objects.create(
        implantacao=cidade.implantacao, desde=HOJE - timedelta(days=1)
    )
    with pytest.raises(IntegrityError, match="um_por_dia"):
        PedidoDeReconfirmacao.objects.create(implantacao=cidade.implantacao, desde=HOJE)
