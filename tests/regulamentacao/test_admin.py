from datetime import date

import pytest
from django.urls import reverse

from regulamentacao.models import AtoDaTrilha, AtoNormativo, CombinadoDoAto, Finalidade
from seicidades.contas.models import Usuario
from tests.factories import UsuarioFactory
from tests.regulamentacao.factories import (
    AnaliseFactory,
    AtoFactory,
    ConferenciaFactory,
    NiveisFactory,
    ParecerFactory,
    RespostaFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrador(client):
    usuario = UsuarioFactory(administrador=True)
    client.force_login(usuario)
    return usuario


@pytest.mark.parametrize(
    "fabrica",
    [
        AtoFactory,
        AnaliseFactory,
        ParecerFactory,
        NiveisFactory,
        RespostaFactory,
        ConferenciaFactory,
    ],
)
def test_lista_e_pagina_abrem_e_nada_se_cria_nem_apaga(client, administrador, fabrica):
    fato = fabrica()
    nome = f"admin:regulamentacao_{fato._meta.model_name}"

    assert client.get(reverse(f"{nome}_changelist")).status_code == 200
    assert client.get(reverse(f"{nome}_change", args=[fato.pk])).status_code == 200
    assert client.get(reverse(f"{nome}_add")).status_code == 403
    assert client.get(reverse(f"{nome}_delete", args=[fato.pk])).status_code == 403


def test_minuta_enviada_nao_se_muda(client, administrador):
    minuta = AnaliseFactory().minuta
    url = reverse("admin:regulamentacao_minuta_change", args=[minuta.pk])

    assert client.get(url).status_code == 200
    assert client.post(url, {"versao": "7"}).status_code == 403


def enviar(client, ato, **mudancas):
    dados = {
        "tipo": ato.tipo,
        "numero": ato.numero,
        "ano": ato.ano,
        "assinado_em": "16/03/2026",
        "ementa": ato.ementa,
    }
    url = reverse("admin:regulamentacao_atonormativo_change", args=[ato.pk])
    return client.post(url, dados | mudancas)


def test_correcao_na_administracao_segue_as_regras_das_paginas(client, administrador):
    resposta = enviar(client, AtoFactory(), ano="1999")

    assert resposta.status_code == 200
    assert list(resposta.context["adminform"].form.errors) == ["ano"]


def test_correcao_na_administracao_passa_pelo_motor(client, administrador, cidade):
    ato = AtoFactory(implantacao=cidade.implantacao)

    resposta = enviar(client, ato, numero="5.000")

    assert resposta.status_code == 302
    assert AtoNormativo.objects.get().numero == "4.877"
    avisos = [str(aviso) for aviso in client.get(resposta.url).context["messages"]]
    assert avisos


def test_edital_publicado_na_administracao_cumpre_o_combinado(client, cidade):
    edital = AtoFactory(
        implantacao=cidade.implantacao, finalidade=Finalidade.EDITAL_DE_ELIMINACAO, tipo="edital"
    )
    CombinadoDoAto.objects.create(
        implantacao=cidade.implantacao, ato=AtoDaTrilha.EDITAL, data=date(2026, 12, 18)
    )
    Usuario.objects.filter(pk=cidade.gerente.pk).update(papel_estado="administrador")
    client.force_login(Usuario.objects.get(pk=cidade.gerente.pk))
    publicacao = {
        "publicado_em": "17/03/2026",
        "veiculo": "Diário Oficial",
        "link": "https://diario.exemplo.invalid/1",
    }

    assert enviar(client, edital, **publicacao).status_code == 302

    edital.refresh_from_db()
    assert edital.publicado_em
    assert CombinadoDoAto.objects.get().data is None
