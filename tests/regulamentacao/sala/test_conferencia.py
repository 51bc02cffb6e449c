"""A conferência dos dezoito assuntos aproveita a minuta da sala, mas quem confere é uma pessoa."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from regulamentacao import servicos
from regulamentacao.assuntos import ASSUNTOS
from regulamentacao.models import (
    Finalidade,
    Minuta,
    Redacao,
    RespostaDeAssunto,
    SalaDaMinuta,
)
from regulamentacao.sala.servicos import propostas_da_minuta
from tests.regulamentacao.factories import AtoFactory, MinutaFactory, RespostaFactory
from tests.regulamentacao.sala.ajuda import entregar


@pytest.fixture
def assuntos(client, cidade):
    def pedir(dados=None):
        client.force_login(cidade.gestor_sei)
        url = reverse("regulamentacao:assuntos", args=[cidade.implantacao.pk])
        return client.get(url) if dados is None else client.post(url, dados)

    return pedir


def enviado(form, **mudancas) -> dict:
    """O que o navegador manda: o que se viu, o que está escrito e o que a pessoa mudou."""
    dados = {}
    for campo in form:
        visto = campo.value() or ""
        dados[campo.html_initial_name] = visto
        if visto:
            dados[campo.html_name] = visto
    return dados | {nome.replace("__", "-"): valor for nome, valor in mudancas.items()}


def test_a_minuta_propoe_os_artigos_de_cada_assunto(cidade):
    entregar(cidade)

    propostas = propostas_da_minuta(cidade.implantacao)

    assert propostas.keys() == {assunto.chave for assunto in ASSUNTOS}
    assert propostas["sigilo"][0] == "arts. 18 e 19"
    assert propostas["numeracao"][0] == "art. 10"
    assert propostas["numeracao"][1].startswith("Art. 10. Cada processo terá um só número")


def test_proposta_nao_vira_resposta_sozinha(assuntos, cidade):
    entregar(cidade)
    aberta = assuntos()
    assert "Na minuta escrita na sala, arts. 18 e 19:" in aberta.content.decode()

    assuntos(enviado(aberta.context["form"]))

    assert not RespostaDeAssunto.objects.exists()


def test_confirmar_grava_o_artigo_e_o_trecho_da_minuta(assuntos, cidade):
    entregar(cidade)
    form = assuntos().context["form"]

    assuntos(enviado(form, sigilo__confirmo="on"))

    resposta = RespostaDeAssunto.objects.get()
    assert (resposta.assunto, resposta.resposta, resposta.artigo) == (
        "sigilo",
        "consta",
        "arts. 18 e 19",
    )
    assert not resposta.incompleta
    assert "sigilo-confirmo" not in assuntos().context["form"].fields


def test_o_que_a_pessoa_escreve_vale_mais_que_a_proposta(assuntos, cidade):
    entregar(cidade)
    form = assuntos().context["form"]

    assuntos(enviado(form, sigilo__confirmo="on", sigilo__artigo="art. 20"))

    assert RespostaDeAssunto.objects.get().artigo == "art. 20"


def test_confirmar_tudo_fecha_o_item(assuntos, cidade):
    entregar(cidade)
    form = assuntos().context["form"]

    assuntos(enviado(form, **{f"{a.chave}__confirmo": "on" for a in ASSUNTOS}))

    assert cidade.item("assuntos_conferidos").situacao == "pronto"


def test_sem_a_sala_nao_ha_proposta(assuntos, cidade):
    MinutaFactory(implantacao=cidade.implantacao)

    assert "Na minuta escrita na sala" not in assuntos().content.decode()


def test_as_lacunas_vem_na_ordem_com_o_que_falta(assuntos, cidade):
    RespostaFactory(implantacao=cidade.implantacao, assunto="vigencia", trecho="")
    RespostaFactory(implantacao=cidade.implantacao, assunto="convenio", artigo="", trecho="")
    RespostaFactory(implantacao=cidade.implantacao, assunto="instituicao")
    RespostaFactory(
        implantacao=cidade.implantacao, assunto="legado", resposta="nao_consta", artigo=""
    )

    faltas = {a.chave: falta for a, falta in servicos.lacunas(cidade.implantacao)}

    assert next(iter(faltas)) == "convenio"
    assert faltas["convenio"] == "falta o artigo e o trecho"
    assert faltas["vigencia"] == "falta o trecho"
    assert faltas["sigilo"] == "sem resposta"
    assert not {"instituicao", "legado"} & faltas.keys()
    assert "O que falta antes de enviar a etapa" in assuntos().content.decode()


@pytest.mark.parametrize(
    ("inicio", "recusa"), [(17, True), (18, False), (19, False), (None, False)]
)
def test_o_ato_nao_vale_antes_de_publicado(db, inicio, recusa):
    ato = AtoFactory.build(
        implantacao=None,
        finalidade=Finalidade.PROCESSO_ELETRONICO,
        publicado=True,
        vigencia_inicio=inicio and date(2026, 3, inicio),
    )

    if recusa:
        with pytest.raises(ValidationError, match="antes da publicação"):
            servicos.conferir_ato(ato)
    else:
        servicos.conferir_ato(ato)


def test_confirmar_vale_para_a_proposta_que_se_leu(assuntos, cidade):
    entregar(cidade)
    pagina = assuntos()
    assert 'name="propostas_lidas"' in pagina.content.decode()
    dados = enviado(pagina.context["form"], sigilo__confirmo="on")
    dados["propostas_lidas"] = pagina.context["form"].propostas_de_agora
    trechos = list(Redacao.objects.get().trechos)
    for trecho in trechos:
        if trecho["chave"] == "sigilo.publicidade":
            trecho["partes"][0][1] = "Tudo é público."
    Redacao.objects.create(
        sala=SalaDaMinuta.objects.get(),
        numero=2,
        trechos=trechos,
        respostas={},
        resumo="x",
        versao_do_modelo=SalaDaMinuta.objects.get().versao_do_modelo,
        guardada_por=cidade.gestor_sei,
    )
    Minuta.objects.update(redacao=Redacao.objects.get(numero=2))

    recusa = assuntos(dados)

    assert "mudou depois que você abriu a página" in str(recusa.context["form"].errors)
    assert not RespostaDeAssunto.objects.exists()
    dados["propostas_lidas"] = recusa.context["form"].propostas_de_agora
    assuntos(dados)
    assert RespostaDeAssunto.objects.get().trecho.startswith("Art. ")
    assert "Tudo é público." in RespostaDeAssunto.objects.get().trecho
