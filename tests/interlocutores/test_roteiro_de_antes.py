"""Implantação em curso guarda a versão do roteiro com que começou, sem quem mais registra."""

from datetime import timedelta

import pytest
from django.utils import timezone

from interlocutores.models import Designacao
from seicidades.comum.papeis import INTERLOCUTORES, Papel
from seicidades.fluxo.models import Andamento, VersaoDoRoteiro
from seicidades.fluxo.nucleo.definicao import Roteiro
from tests.interlocutores.factories import DesignacaoFactory
from tests.interlocutores.test_views import ANA, BIA

HOJE = timezone.localdate()
FIM = {"fim": HOJE.isoformat(), "motivo": "Exonerada"}


@pytest.fixture(autouse=True)
def versao_de_antes(cidade):
    """Como a versão se publicou antes de haver `tambem_por`."""
    versao = VersaoDoRoteiro.objects.get()
    for etapa in versao.dados["etapas"]:
        for item in etapa["itens"]:
            item.pop("tambem_por", None)
    versao.digest = Roteiro.de_dados(versao.dados).digest
    versao.save()
    cidade.implantacao.refresh_from_db()
    assert not any(item.tambem_por for item in cidade.implantacao.roteiro.itens.values())


@pytest.mark.parametrize("papel", INTERLOCUTORES)
def test_quem_representa_substitui_e_encerra(pagina, cidade, papel):
    DesignacaoFactory(implantacao=cidade.implantacao, papel=papel)
    dados = BIA | {"inicio": HOJE.isoformat()}
    assert pagina(f"substituir_{papel}", cidade.representante).context["pode_salvar"]
    assert pagina(f"substituir_{papel}", cidade.representante, dados).status_code == 302
    assert pagina(f"encerrar_{papel}", cidade.representante, FIM).status_code == 302
    assert Designacao.objects.get(nome="Bia Reis").fim == HOJE
    registrados = Andamento.objects.filter(tipo="fato_registrado")
    assert set(registrados.values_list("item", "papel")) == {
        ("gestor_sei_designado", "representante")
    }


@pytest.mark.parametrize("papel", INTERLOCUTORES)
def test_quem_representa_designa_na_vaga_do_gestor_sei(pagina, cidade, papel):
    do_gestor_sei = cidade.implantacao.orgao.vinculos.filter(papel=Papel.GESTOR_SEI)
    do_gestor_sei.update(inicio=HOJE - timedelta(days=9), fim=HOJE - timedelta(days=1))
    mostrado = pagina(papel, cidade.representante).context["item"]
    assert mostrado.chave == f"{papel}_designado"
    assert pagina(papel, cidade.representante, ANA).status_code == 302
    assert Designacao.objects.get().papel == papel


def test_quem_representa_poe_e_tira_suplentes(pagina, cidade):
    dados = ANA | {"papeis": [Papel.GESTOR_TI.value]}
    assert pagina("suplentes", cidade.representante, dados).status_code == 302
    args = [Designacao.objects.get().pk]
    assert pagina("encerrar_suplente", cidade.representante, FIM, args=args).status_code == 302


def test_o_gestor_sei_continua_a_registrar_no_item_do_papel(pagina, cidade):
    assert pagina("gestor_ti", cidade.gestor_sei, ANA).status_code == 302
    assert Andamento.objects.get(tipo="fato_registrado").item == "gestor_ti_designado"


@pytest.mark.parametrize("nome", ["gestor_ti", "substituir_gestor_ti", "encerrar_gestor_ti"])
def test_colega_de_outro_papel_continua_recusado(pagina, cidade, nome):
    DesignacaoFactory(implantacao=cidade.implantacao, papel=Papel.GESTOR_TI)
    dados = BIA | FIM | {"inicio": HOJE.isoformat()}
    assert pagina(nome, cidade.gestor_ti, dados).status_code == 403
    assert Designacao.objects.get().fim is None
