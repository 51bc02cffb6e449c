"""Quem representa o município, ou a gerência em nome dele, troca qualquer um dos quatro."""

from datetime import timedelta

import pytest
from django.utils import timezone

from interlocutores.models import Designacao
from seicidades.comum.papeis import INTERLOCUTORES, Papel
from seicidades.fluxo.models import Andamento
from tests.factories import VinculoFactory
from tests.interlocutores.factories import DesignacaoFactory
from tests.interlocutores.test_views import ANA, BIA

HOJE = timezone.localdate()


def registrado() -> Andamento:
    return Andamento.objects.get(tipo="fato_registrado")


@pytest.fixture
def sem_gestor_sei(cidade):
    """A vaga que deixava os outros três sem quem os designasse."""
    cidade.implantacao.orgao.vinculos.filter(papel=Papel.GESTOR_SEI).update(
        inicio=HOJE - timedelta(days=9), fim=HOJE - timezone.timedelta(days=1)
    )
    return cidade


@pytest.mark.parametrize("papel", INTERLOCUTORES)
def test_quem_representa_designa_qualquer_um_na_vaga(pagina, sem_gestor_sei, papel):
    assert pagina(papel, sem_gestor_sei.representante).context["pode_salvar"]
    assert pagina(papel, sem_gestor_sei.representante, ANA).status_code == 302
    assert Designacao.objects.get().papel == papel
    assert (registrado().item, registrado().papel) == (f"{papel}_designado", "representante")


@pytest.mark.parametrize("papel", INTERLOCUTORES)
def test_quem_representa_substitui_e_encerra_no_item_do_proprio_papel(pagina, cidade, papel):
    DesignacaoFactory(implantacao=cidade.implantacao, papel=papel)
    dados = BIA | {"inicio": HOJE.isoformat()}
    assert pagina(f"substituir_{papel}", cidade.representante, dados).status_code == 302
    assert registrado().item == f"{papel}_designado"
    fim = {"fim": HOJE.isoformat(), "motivo": "Exonerada"}
    assert pagina(f"encerrar_{papel}", cidade.representante, fim).status_code == 302
    assert Designacao.objects.get(nome="Bia Reis").fim == HOJE


def test_quem_representa_poe_e_tira_suplentes(pagina, cidade):
    dados = ANA | {"papeis": [Papel.GESTOR_TI.value]}
    assert pagina("suplentes", cidade.representante, dados).status_code == 302
    suplente = Designacao.objects.get()
    fim = {"fim": HOJE.isoformat(), "motivo": "Férias"}
    resposta = pagina("encerrar_suplente", cidade.representante, fim, args=[suplente.pk])
    assert resposta.status_code == 302


@pytest.mark.parametrize("nome", ["gestor_ti", "substituir_gestor_ti", "encerrar_gestor_ti"])
@pytest.mark.parametrize("quem", ["gestor_ti", "apoio", "gestor_documental"])
def test_colega_de_outro_papel_continua_recusado(pagina, cidade, nome, quem):
    DesignacaoFactory(implantacao=cidade.implantacao, papel=Papel.GESTOR_TI)
    vinculo = VinculoFactory(orgao=cidade.implantacao.orgao, papel=Papel(quem), suplente=True)
    dados = BIA | {"inicio": HOJE.isoformat(), "fim": HOJE.isoformat()}
    assert pagina(nome, vinculo.usuario, dados).status_code == 403
    assert not Andamento.objects.filter(tipo="fato_registrado").exists()
    assert Designacao.objects.get().fim is None


def test_quem_representa_outra_cidade_nem_ve(pagina, cidade):
    de_fora = VinculoFactory(papel=Papel.REPRESENTANTE).usuario
    assert pagina("gestor_ti", de_fora, ANA).status_code == 404
    assert not Designacao.objects.exists()


def test_quem_ja_nao_representa_nao_troca_mais(pagina, cidade):
    cidade.implantacao.orgao.vinculos.filter(papel=Papel.REPRESENTANTE).update(papel=Papel.APOIO)
    assert pagina("gestor_ti", cidade.representante, ANA).status_code == 403


def test_quem_representa_nao_registra_o_ato_nem_confirma_contato_dos_outros(pagina, cidade):
    DesignacaoFactory(implantacao=cidade.implantacao, papel=Papel.GESTOR_TI)
    contato = {"cargo": "Diretora", "unidade": "Gabinete", "telefone": "18996029000"}
    assert pagina("contato_gestor_ti", cidade.representante, contato).status_code == 403


def test_gerencia_diz_em_nome_de_quem_e_sem_dizer_e_o_do_papel(pagina, cidade, em_nome_de):
    form = pagina("gestor_ti", cidade.gerente).context["nome_form"]
    assert [valor for valor, _ in form["quem"].field.choices] == ["gestor_sei", "representante"]
    do_representante = ANA | em_nome_de | {"nome-quem": "representante"}
    assert pagina("gestor_ti", cidade.gerente, do_representante).status_code == 302
    assert registrado().em_nome_de == "representante"
    assert pagina("gestor_documental", cidade.gerente, BIA | em_nome_de).status_code == 302
    assert Andamento.objects.filter(em_nome_de="gestor_sei", tipo="fato_registrado").exists()


def test_gerencia_nao_fala_por_quem_o_item_nao_nomeia(pagina, cidade, em_nome_de):
    dados = ANA | em_nome_de | {"nome-quem": "gestor_documental"}
    resposta = pagina("gestor_ti", cidade.gerente, dados)
    assert list(resposta.context["nome_form"].errors) == ["quem"]
    assert "quem" not in pagina("gestor_sei", cidade.gerente).context["nome_form"].fields
    assert not Designacao.objects.exists()
