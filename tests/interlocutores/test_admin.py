import pytest
from django.urls import reverse

from interlocutores.models import AtoDeDesignacao, Designacao
from tests.factories import UsuarioFactory, VinculoFactory
from tests.interlocutores.factories import AtoDeDesignacaoFactory, DesignacaoFactory


@pytest.fixture
def administrador(client, cidade):
    """Administra o sistema e gerencia a carteira desta cidade."""
    usuario = UsuarioFactory(administrador=True)
    cidade.implantacao.orgao.vinculos.filter(papel="gerente").delete()
    VinculoFactory(orgao=cidade.implantacao.orgao, usuario=usuario, papel="gerente")
    client.force_login(usuario)
    return usuario


def url(fato, acao="change"):
    return reverse(f"admin:interlocutores_{fato._meta.model_name}_{acao}", args=[fato.pk])


def enviar(client, fato, **mudancas):
    form = client.get(url(fato)).context["adminform"].form
    dados = {nome: form[nome].value() or "" for nome in form.fields} | mudancas
    return client.post(url(fato), dados)


@pytest.mark.parametrize("fabrica", [DesignacaoFactory, AtoDeDesignacaoFactory])
def test_lista_e_pagina_abrem_e_nada_se_cria_nem_apaga(client, administrador, cidade, fabrica):
    fato = fabrica(implantacao=cidade.implantacao)
    nome = f"admin:interlocutores_{fato._meta.model_name}"
    assert client.get(reverse(f"{nome}_changelist"), {"q": "vila"}).status_code == 200
    assert client.get(url(fato)).status_code == 200
    assert client.get(reverse(f"{nome}_add")).status_code == 403
    assert client.get(url(fato, "delete")).status_code == 403


def test_correcao_passa_pelo_motor_e_nao_alcanca_o_acesso(client, administrador, cidade):
    fato = DesignacaoFactory(implantacao=cidade.implantacao)
    resposta = enviar(client, fato, cargo="Diretora", email="outra@exemplo.invalid")
    assert resposta.status_code == 302
    depois = Designacao.objects.get()
    assert (depois.cargo, depois.email) == ("Diretora", fato.email)
    andamento = cidade.implantacao.andamentos.get(tipo="fato_registrado")
    assert (andamento.item, andamento.em_nome_de) == ("gestor_sei_designado", "representante")


def test_suplente_corrigido_e_do_item_dos_suplentes(client, administrador, cidade):
    enviar(client, DesignacaoFactory(implantacao=cidade.implantacao, suplente=True), cargo="Chefe")
    andamento = cidade.implantacao.andamentos.get(tipo="fato_registrado")
    assert andamento.item == "substitutos_informados"


def test_ato_segue_as_recusas_da_pagina(client, administrador, cidade):
    ato = AtoDeDesignacaoFactory(implantacao=cidade.implantacao)
    resposta = enviar(client, ato, publicado_em="2999-01-01")
    assert resposta.status_code == 200
    assert "publicado_em" in resposta.context["adminform"].form.errors
    assert enviar(client, ato, numero="200/2026").status_code == 302
    assert AtoDeDesignacao.objects.get().numero == "200/2026"
