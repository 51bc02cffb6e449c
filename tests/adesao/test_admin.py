from datetime import date

import pytest
from django.urls import reverse

from adesao.models import Representante, Signatario
from tests.adesao.factories import (
    CadastroExternoFactory,
    DadosDaPrefeituraFactory,
    InstrumentoFactory,
    PublicacaoDoExtratoFactory,
    RepresentanteFactory,
    SignatarioFactory,
    TipoDeInstrumentoFactory,
)
from tests.factories import UsuarioFactory, VinculoFactory


@pytest.fixture
def administrador(client, cidade):
    """Administra o sistema e gerencia a carteira desta cidade."""
    usuario = UsuarioFactory(administrador=True)
    cidade.implantacao.orgao.vinculos.filter(papel="gerente").delete()
    VinculoFactory(orgao=cidade.implantacao.orgao, usuario=usuario, papel="gerente")
    client.force_login(usuario)
    return usuario


def prefeitura(implantacao):
    return DadosDaPrefeituraFactory(implantacao=implantacao)


def representante(implantacao):
    return RepresentanteFactory(implantacao=implantacao)


def cadastro(implantacao):
    return CadastroExternoFactory(representante=representante(implantacao))


def acordo(implantacao):
    return InstrumentoFactory(implantacao=implantacao, acordo=True)


def assinatura(implantacao):
    return SignatarioFactory(instrumento=acordo(implantacao), assinado=True)


def publicacao(implantacao):
    instrumento = assinatura(implantacao).instrumento
    SignatarioFactory(instrumento=instrumento, assinado=True, sggd=True)
    SignatarioFactory(instrumento=instrumento, assinado=True, prodesp=True)
    return PublicacaoDoExtratoFactory(instrumento=instrumento)


def url(fato, acao="change"):
    return reverse(f"admin:adesao_{fato._meta.model_name}_{acao}", args=[fato.pk])


@pytest.mark.parametrize(
    "criar", [prefeitura, representante, cadastro, acordo, assinatura, publicacao]
)
def test_lista_e_pagina_abrem_e_nada_se_cria_nem_apaga(client, administrador, cidade, criar):
    fato = criar(cidade.implantacao)
    nome = f"admin:adesao_{fato._meta.model_name}"
    assert client.get(reverse(f"{nome}_changelist"), {"q": "vila"}).status_code == 200
    assert client.get(url(fato)).status_code == 200
    assert client.get(reverse(f"{nome}_add")).status_code == 403
    assert client.get(url(fato, "delete")).status_code == 403


def enviar(client, fato, **mudancas):
    form = client.get(url(fato)).context["adminform"].form
    dados = {nome: form[nome].value() or "" for nome in form.fields} | mudancas
    return client.post(url(fato), dados)


def erros(resposta) -> dict:
    assert resposta.status_code == 200
    return dict(resposta.context["adminform"].form.errors)


def test_correcao_passa_pelo_motor(client, administrador, cidade):
    fato = representante(cidade.implantacao)
    assert enviar(client, fato, cargo="Prefeita reeleita").status_code == 302
    assert Representante.objects.get().cargo == "Prefeita reeleita"
    andamento = cidade.implantacao.andamentos.get(tipo="fato_registrado")
    assert (andamento.item, andamento.em_nome_de) == ("prefeito_informado", "gestor_sei")


def test_quem_so_administra_nao_corrige_fato(client, cidade):
    client.force_login(UsuarioFactory(administrador=True))
    fato = representante(cidade.implantacao)
    enviar(client, fato, cargo="Outro")
    assert Representante.objects.get().cargo == "Prefeita"


def test_as_recusas_sao_as_das_paginas(client, administrador, cidade):
    implantacao = cidade.implantacao
    assert "mandato_fim" in erros(
        enviar(client, representante(implantacao), mandato_fim="2024-01-01")
    )
    pedido = CadastroExternoFactory(representante=Representante.objects.get())
    assert "pedido_em" in erros(enviar(client, pedido, pedido_em="2999-01-01"))
    extrato = publicacao(implantacao)
    assert "publicado_em" in erros(enviar(client, extrato, publicado_em="2026-03-01"))
    ana = extrato.instrumento.signatarios.get(parte="municipio")
    assert "assinado_em" in erros(enviar(client, ana, assinado_em="2026-03-01"))
    assert "__all__" in erros(enviar(client, extrato.instrumento, numero="7"))


def test_assinatura_do_termo_que_passa_do_acordo_e_desfeita(client, administrador, cidade):
    termo = InstrumentoFactory(implantacao=cidade.implantacao)
    ana = SignatarioFactory(instrumento=termo, assinado_em=date(2026, 3, 12))
    acordo(cidade.implantacao)
    resposta = enviar(client, ana, assinado_em="2026-03-24")
    assert resposta.status_code == 302
    assert Signatario.objects.get().assinado_em == date(2026, 3, 12)
    avisos = [str(m) for m in client.get(resposta.url).context["messages"]]
    assert "Corrija antes o acordo" in avisos[0]


def test_tipo_usado_guarda_codigo_e_papel(client, administrador, cidade):
    livre = TipoDeInstrumentoFactory(outro=True)
    usado = acordo(cidade.implantacao).tipo
    assert "papel_no_fluxo" in client.get(url(livre)).context["adminform"].form.fields
    campos = client.get(url(usado)).context["adminform"].form.fields
    assert {"codigo", "papel_no_fluxo"}.isdisjoint(campos)
    assert client.get(url(usado, "delete")).status_code == 403
    assert client.get(reverse("admin:adesao_tipodeinstrumento_add")).status_code == 200
