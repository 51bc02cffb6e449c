"""Campos e resumo de erros: rótulo, dica, erro e controle ligados uns aos outros."""

from types import SimpleNamespace

import pytest
from crispy_forms.helper import FormHelper
from django import forms
from django.template import Context, Template

from tests.comum import galeria
from tests.comum.leitura import Leitor, incluir


class CampoForm(forms.Form):
    nome = forms.CharField(label="Nome", help_text="Como no documento.")
    apelido = forms.CharField(label="Apelido", required=False)
    tipo = forms.ChoiceField(
        label="Tipo", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect, help_text="Um só."
    )
    arquivo = forms.FileField(label="Arquivo")
    aceito = forms.BooleanField(label="Li e aceito")
    receber = forms.BooleanField(label="Receber avisos", required=False)
    chave = forms.CharField(widget=forms.HiddenInput)


class PessoaForm(forms.Form):
    nome = forms.CharField(label="Nome")
    papel = forms.CharField(label="Papel", required=False)


MODOS = {
    "crispy": "{% load crispy_forms_tags %}{{ form|crispy }}",
    "etiqueta": "{% load crispy_forms_tags %}{% crispy form %}",
    "django": "{{ form }}",
}


def desenhar_formulario(formulario, modo="crispy"):
    contexto = Context({"form": formulario, "csrf_token": "x"})
    return Leitor(Template(MODOS[modo]).render(contexto))


@pytest.mark.parametrize("modo", MODOS)
def test_campo_tem_rotulo_dica_erro_e_controle_nesta_ordem(modo):
    leitor = desenhar_formulario(CampoForm({"tipo": "x"}), modo)
    nomes = [(t, a.get("id") or a.get("for") or "") for t, a in leitor.elementos]
    ordem = [
        ("label", "id_nome"),
        ("div", "id_nome_helptext"),
        ("div", "id_nome_error"),
        ("input", "id_nome"),
    ]

    assert sorted(ordem, key=nomes.index) == ordem


@pytest.mark.parametrize("modo", MODOS)
def test_o_que_descreve_cada_controle_existe_na_pagina(modo):
    leitor = desenhar_formulario(CampoForm({"tipo": "x"}), modo)
    descritos = {
        a.get("id", nome): a["aria-describedby"].split()
        for nome, a in leitor.elementos
        if a.get("aria-describedby")
    }

    assert descritos == {
        "id_nome": ["id_nome_helptext", "id_nome_error"],
        "fieldset": ["id_tipo_helptext", "id_tipo_error"],
        "id_arquivo": ["id_arquivo_error"],
        "id_aceito": ["id_aceito_error"],
    }
    assert {i for ids in descritos.values() for i in ids} <= set(leitor.ids)


def test_campo_com_erro_e_marcado_como_invalido():
    leitor = desenhar_formulario(CampoForm({"nome": "Ana", "tipo": "a", "aceito": "on"}))
    invalidos = [a["id"] for a in leitor.de("input") if a.get("aria-invalid") == "true"]

    assert invalidos == ["id_arquivo"]


def test_so_os_campos_que_podem_faltar_trazem_a_marca():
    leitor = desenhar_formulario(CampoForm())

    assert leitor.dito.count("(opcional)") == 1
    assert "Apelido (opcional)" in leitor.dito
    assert "*" not in leitor.dito


def test_grupo_de_opcoes_tem_legenda():
    leitor = desenhar_formulario(CampoForm())
    nomes = [nome for nome, _ in leitor.elementos]

    assert nomes.index("fieldset") < nomes.index("legend") < nomes.index("input", 10)
    assert {a["for"] for a in leitor.de("label")} <= set(leitor.ids)


def test_formulario_do_crispy_dispensa_a_validacao_do_navegador():
    (formulario,) = desenhar_formulario(CampoForm(), "etiqueta").de("form")

    assert "novalidate" in formulario
    assert formulario["enctype"] == "multipart/form-data"


def test_controle_sem_rotulo_visivel_continua_com_nome():
    Linhas = forms.formset_factory(PessoaForm, extra=1)
    texto = "{% load crispy_forms_tags %}{% crispy formset helper %}"
    contexto = Context({"formset": Linhas(), "helper": _em_tabela(), "csrf_token": "x"})
    leitor = Leitor(Template(texto).render(contexto))

    assert {a["for"] for a in leitor.de("label")} == {"id_form-0-nome", "id_form-0-papel"}


def _em_tabela():
    ajudante = FormHelper()
    ajudante.template = "bootstrap5/table_inline_formset.html"
    return ajudante


# Resumo de erros


def test_resumo_leva_a_cada_campo_com_erro():
    formulario = CampoForm({"tipo": "x"})
    resumo = incluir("resumo_de_erros", form=formulario)
    destinos = [a["href"].removeprefix("#") for a in resumo.de("a")]

    assert destinos == ["id_nome", "id_tipo_0", "id_arquivo", "id_aceito"]
    assert set(destinos) <= set(desenhar_formulario(formulario).ids)


def test_resumo_e_anunciado_e_pode_receber_o_foco():
    resumo = incluir("resumo_de_erros", form=CampoForm({}))

    assert resumo.de("div")[0]["role"] == "alert"
    assert resumo.de("div")[0]["tabindex"] == "-1"
    assert "Falta acertar 5 pontos" in resumo.dito


def test_resumo_diz_o_que_fazer_em_cada_tipo_de_campo():
    texto = incluir("resumo_de_erros", form=CampoForm({"tipo": ""})).dito

    assert "Nome: preencha este campo." in texto
    assert "Tipo: escolha uma opção." in texto
    assert "Arquivo: escolha um arquivo." in texto
    assert "Li e aceito: marque para continuar." in texto


def test_resumo_conserva_sigla_no_comeco_da_frase():
    formulario = PessoaForm({"nome": "Ana"})
    formulario.add_error("papel", "CPF não entra aqui.")

    assert "Papel: CPF não entra aqui." in incluir("resumo_de_erros", form=formulario).dito


def test_resumo_leva_ao_erro_que_nao_e_de_um_campo():
    formulario = PessoaForm({"quem-nome": "Ana"}, prefix="quem")
    formulario.add_error(None, "As datas se <b>cruzam</b>.")
    resumo = incluir("resumo_de_erros", form=formulario)

    assert [a["href"] for a in resumo.de("a")] == ["#quem-erros-gerais"]
    assert "quem-erros-gerais" in desenhar_formulario(formulario).ids
    assert "As datas se cruzam." in resumo.dito


def test_resumo_aceita_recusas_objetos_e_dicionarios():
    recusas = [galeria.RECUSAS[0], SimpleNamespace(mensagem="Falta o termo.", saida="Assine.")]
    resumo = incluir("resumo_de_erros", recusas=recusas, titulo="A etapa não foi enviada")

    assert [a["href"] for a in resumo.de("a")] == ["#publicacao"]
    assert "Falta o termo. Assine." in resumo.dito
    assert "A etapa não foi enviada" in resumo.dito


def test_resumo_junta_os_formularios_de_um_conjunto():
    Pessoas = forms.formset_factory(PessoaForm, extra=0, min_num=2, validate_min=True)
    dados = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-nome": ""}
    resumo = incluir("resumo_de_erros", formset=Pessoas(dados))

    assert "#id_form-0-nome" in [a["href"] for a in resumo.de("a")]


def test_sem_erro_nao_ha_resumo():
    assert incluir("resumo_de_erros", form=PessoaForm({"nome": "Ana"})).elementos == []
    assert incluir("resumo_de_erros").elementos == []
