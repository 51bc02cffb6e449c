"""Promessa 4: nenhum endereço mostra nem muda dado de outra cidade."""

import pytest

from seicidades.contas.models import Usuario
from seicidades.fluxo.models import Implantacao
from tests.acesso import percurso
from tests.acesso.tabela import ler

pytestmark = pytest.mark.django_db

LINHAS = [linha for linha in ler() if not linha.nome.startswith(("admin:", "/admin/"))]
DAQUI = ("gestor_sei", "gestor_ti", "representante", "apoio")


@pytest.fixture
def sigilosa(mundo) -> set[str]:
    """Marca tudo o que é da outra cidade com palavras que não há em mais nenhum lugar."""
    orgao = mundo.outra.orgao
    type(orgao.municipio).objects.filter(pk=orgao.municipio_id).update(nome="Sigilópolis")
    type(orgao).objects.filter(pk=orgao.pk).update(nome="Órgão Sigiloso")
    for pessoa in mundo.outra.pessoas.values():
        Usuario.objects.filter(pk=pessoa.pk).update(nome="Pessoa Sigilosa")
    for modelo in ("interlocutores_designacoes", "capacitacao_multiplicadores"):
        getattr(mundo.outra.implantacao, modelo).update(nome="Gente Sigilosa")
    codigo = orgao.municipio.codigo_ibge
    return {"Sigil", codigo, f"/implantacoes/{mundo.outra.implantacao.pk}/"}


def test_promessa_4_nenhuma_pagina_mostra_outra_cidade(mundo, sigilosa, visitante):
    vistas = 0
    for linha in LINHAS:
        url = percurso.url_de(linha.nome, linha.variante, mundo.minha, mundo)
        pista = {p: str(mundo.outra.suplencia.pk) for p in ("pessoa", "ato", "alvo")}
        for pessoa in DAQUI:
            if linha.de("GET")[pessoa] != 200:
                continue
            pagina = visitante.pedir(pessoa, "GET", url, consulta=pista)
            conteudo = pagina.getvalue() if pagina.streaming else pagina.content
            achados = [s for s in sigilosa if s in conteudo.decode("utf-8", "replace")]
            assert not achados, f"{pessoa} vê {achados} em {url}"
            vistas += 1

    assert vistas > 300


def test_promessa_4_a_propria_gente_ve_o_que_aqui_se_procurou(mundo, sigilosa, visitante):
    """Se as palavras não aparecessem a ninguém, o teste de cima não provaria nada."""
    url = percurso.url_de("fluxo:cidade", "", mundo.outra, mundo)

    pagina = visitante.pedir("vizinha", "GET", url).content.decode()

    assert "Sigilópolis" in pagina
    assert f"/implantacoes/{mundo.outra.implantacao.pk}/" in pagina


def _retrato(implantacao: Implantacao) -> dict[str, list]:
    """Tudo o que pende da implantação e do órgão dela, linha por linha."""
    return {
        f"{relacao.related_model._meta.label}.{relacao.field.name}": list(
            relacao.related_model._base_manager.filter(**{relacao.field.name: dono})
            .order_by("pk")
            .values_list()
        )
        for dono in (implantacao, implantacao.orgao)
        for relacao in dono._meta.related_objects
    }


def test_promessa_4_nenhum_envio_muda_outra_cidade(mundo, visitante, monkeypatch):
    antes = _retrato(mundo.outra.implantacao)
    assert sum(map(len, antes.values())) > 150
    with percurso.sem_desenhar(monkeypatch):
        for linha in LINHAS:
            if percurso.DA_CIDADE.isdisjoint(percurso.parametros(linha.nome)):
                continue
            url = percurso.url_de(linha.nome, linha.variante, mundo.outra, mundo)
            misto = percurso.url_de(linha.nome, linha.variante, mundo.minha, mundo, mundo.outra)
            consulta, dados = percurso.consulta_e_dados(linha.nome, linha.variante, mundo.outra)
            alheios = {
                "designacoes": [str(mundo.outra.suplencia.pk)],
                "presentes": [str(mundo.outra.multiplicador.pk)],
                "ato": str(mundo.outra.implantacao.interlocutores_atos.first().pk),
            }
            for alvo in (url, misto):
                visitante.pedir("gestor_sei", "POST", alvo, dados | alheios, consulta, fica=True)

    assert _retrato(mundo.outra.implantacao) == antes
