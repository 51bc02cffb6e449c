"""Mudar linhas uma a uma, e a árvore desenhada, contada e comparada."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from cadastros.models import Carga, RascunhoDeCarga, TipoDeCarga
from cadastros.servicos import organograma
from cadastros.validacao import Unidade
from tests.cadastros.factories import (
    arquivo_de_unidades,
    csv,
    gravar_carga,
    unidade,
    usuario,
)

UNIDADES, USUARIOS = TipoDeCarga.UNIDADES, TipoDeCarga.USUARIOS
CPF = "11144477735"


def url(cidade, nome, *args):
    return reverse(f"cadastros:{nome}", args=[cidade.implantacao.pk, *args])


def gravar(cidade, tipo, conteudo):
    item = "unidades_carregadas" if tipo == UNIDADES else "usuarios_carregados"
    por = cidade.gestor_sei if tipo == UNIDADES else cidade.gestor_ti
    with cidade.alterar(item, por):
        return gravar_carga(cidade.implantacao, tipo, conteudo, por)


def enviar(client, cidade, tipo, conteudo):
    nome = "unidades" if tipo == UNIDADES else "usuarios"
    client.post(url(cidade, nome), {"arquivo": SimpleUploadedFile("a.csv", conteudo)})
    return RascunhoDeCarga.objects.get(tipo=tipo)


def escrita(form, **trocas):
    return {nome: form[nome].value() or "" for nome in form.fields} | trocas


@pytest.fixture
def de_unidades(client, cidade):
    """Um arquivo por gravar com um erro na linha 3."""
    client.force_login(cidade.gestor_sei)
    return enviar(client, cidade, UNIDADES, csv(unidade("GAB"), unidade("SMA", "XYZ")).encode())


# Grade


def test_mudar_uma_linha_resolve_o_erro_dela(client, cidade, de_unidades):
    grade = url(cidade, "linhas", de_unidades.pk)
    linha = url(cidade, "linha", de_unidades.pk, 3)
    assert [li.quantos for li in client.get(grade).context["linhas"]] == [0, 1]
    assert len(client.get(grade, {"problemas": 1}).context["linhas"]) == 1

    form = client.get(linha).context["form"]
    resposta = client.post(linha, escrita(form, superior=" GAB "))

    assert resposta.url == grade
    previa = client.get(url(cidade, "previa", de_unidades.pk)).context["previa"]
    assert [u.superior for u in previa.conferencia.registros] == ["", "GAB"]
    assert previa.conferencia.aceita
    assert not Carga.objects.exists()


def test_celulas_mudadas_na_grade_valem_sem_javascript(client, cidade, de_unidades):
    grade = url(cidade, "linhas", de_unidades.pk)
    pagina = client.get(grade).content.decode()
    assert 'name="c-3-superior" value="XYZ"' in pagina
    assert 'aria-invalid="true"' in pagina

    resposta = client.post(
        grade, {"c-3-superior": " GAB ", "c-2-descricao": "Gabinete", "conferir": 1}
    )

    assert resposta.url == url(cidade, "previa", de_unidades.pk)
    previa = client.get(resposta.url).context["previa"]
    assert [(u.superior, u.descricao) for u in previa.conferencia.registros] == [
        ("", "Gabinete"),
        ("GAB", "Unidade SMA"),
    ]
    assert previa.conferencia.aceita
    assert not Carga.objects.exists()


@pytest.mark.parametrize(
    "nome", ["c-99-sigla", "c-2-nao_ha", "c-2-sequencia", "c-x-sigla", "sigla", "c-2-__class__"]
)
def test_celula_que_a_grade_nao_tem_nao_muda_nada(client, cidade, de_unidades, nome):
    antes = client.get(url(cidade, "previa", de_unidades.pk)).context["previa"].digest

    client.post(url(cidade, "linhas", de_unidades.pk), {nome: "X"})

    assert client.get(url(cidade, "previa", de_unidades.pk)).context["previa"].digest == antes


def test_linha_salva_com_problema_volta_a_ela_dizendo_qual(client, cidade, de_unidades):
    linha = url(cidade, "linha", de_unidades.pk, 2)
    form = client.get(linha).context["form"]

    resposta = client.post(linha, escrita(form, usa_endereco_do_orgao="talvez"), follow=True)

    assert resposta.redirect_chain[-1][0] == linha
    assert "só valem S ou N" in resposta.content.decode()


def test_acrescentar_e_tirar_linhas(client, cidade, de_unidades):
    nova = url(cidade, "linha", de_unidades.pk, 0)
    form = client.get(nova).context["form"]
    assert form["usa_endereco_do_orgao"].value() == "S"
    dados = escrita(form, orgao="PM", sigla="SME", descricao="Educação", superior="GAB")
    client.post(nova, dados)
    client.post(url(cidade, "remover_linha", de_unidades.pk, 3))

    registros = client.get(url(cidade, "previa", de_unidades.pk)).context["conferencia"].registros

    assert [(u.linha, u.sigla) for u in registros] == [(2, "GAB"), (4, "SME")]


def test_linhas_marcadas_na_grade_saem_e_as_outras_mudam(client, cidade, de_unidades):
    grade = url(cidade, "linhas", de_unidades.pk)
    assert 'name="tirar" value="3"' in client.get(grade).content.decode()

    dados = {"tirar": ["3", "99", "x", "²"], "c-3-sigla": "FICA", "c-2-descricao": "Gabinete"}
    resposta = client.post(grade, dados, follow=True)

    assert "1 linha mudou e 1 saiu." in resposta.content.decode()
    previa = client.get(url(cidade, "previa", de_unidades.pk)).context["previa"]
    assert [(u.linha, u.descricao) for u in previa.conferencia.registros] == [(2, "Gabinete")]


@pytest.mark.parametrize("jeito", ["mudar", "tirar"])
def test_o_que_se_achou_ao_ler_uma_linha_acaba_quando_ela_muda_ou_sai(client, cidade, jeito):
    client.force_login(cidade.gestor_sei)
    curta = unidade("SMA", "GAB")[:-1]
    rascunho = enviar(client, cidade, UNIDADES, csv(unidade("GAB"), curta).encode())
    previa, grade = (url(cidade, nome, rascunho.pk) for nome in ("previa", "linhas"))
    erros = client.get(previa).context["conferencia"].erros
    assert [(p.codigo, p.linha) for p in erros] == [("colunas", 3)]

    client.post(grade, {"tirar": "3"} if jeito == "tirar" else {"c-3-site": "exemplo.invalid"})

    assert client.get(previa).context["conferencia"].aceita


def test_arquivo_de_que_se_tiraram_todas_as_linhas_nao_se_grava(client, cidade, de_unidades):
    for numero in (2, 3):
        client.post(url(cidade, "remover_linha", de_unidades.pk, numero))
    previa = client.get(url(cidade, "previa", de_unidades.pk))
    assert [p.codigo for p in previa.context["conferencia"].erros] == ["sem_dados"]
    assert client.get(url(cidade, "linhas", de_unidades.pk)).status_code == 200

    client.post(url(cidade, "previa", de_unidades.pk), {"marca": previa.context["previa"].marca})

    assert not Carga.objects.exists()


def test_linha_que_nao_ha_e_404(client, cidade, de_unidades):
    assert client.get(url(cidade, "linha", de_unidades.pk, 99)).status_code == 404


def test_cpf_nao_volta_a_tela_e_vazio_fica_como_esta(client, cidade):
    gravar(cidade, UNIDADES, arquivo_de_unidades())
    client.force_login(cidade.gestor_ti)
    rascunho = enviar(client, cidade, USUARIOS, csv(usuario("ana", c5="111.444.777-35")).encode())
    linha = url(cidade, "linha", rascunho.pk, 2)

    pagina = client.get(linha)
    assert "444.777" not in pagina.content.decode()
    grade = client.get(url(cidade, "linhas", rascunho.pk)).content.decode()
    assert "***.444.777-**" in grade
    assert "111.444" not in grade

    def cpf_depois_de(**trocas):
        form = client.get(linha).context["form"]
        client.post(linha, escrita(form, **trocas))
        previa = client.get(url(cidade, "previa", rascunho.pk))
        return previa.context["conferencia"].registros[0].cpf

    assert cpf_depois_de(nome="Ana Lima") == CPF
    assert cpf_depois_de(cpf="52998224725") == "52998224725"
    assert cpf_depois_de(apagar_cpf="on") == ""


def test_mudar_o_que_esta_gravado_abre_a_grade_sem_tocar_na_versao(client, cidade):
    gravar(cidade, UNIDADES, arquivo_de_unidades("GAB", "SMA"))
    client.force_login(cidade.gestor_sei)

    ida = client.post(url(cidade, "versao", "unidades", 1))

    assert ida.url == url(cidade, "linhas", RascunhoDeCarga.objects.get().pk)
    assert len(client.get(ida.url).context["linhas"]) == 2
    assert Carga.objects.count() == 1


@pytest.mark.parametrize(
    ("nome", "args"), [("linhas", ()), ("linha", (2,)), ("remover_linha", (2,))]
)
def test_grade_alheia_nao_existe(client, cidade, de_unidades, nome, args):
    endereco = url(cidade, nome, de_unidades.pk, *args)

    for outra in (cidade.gestor_ti, cidade.gerente, cidade.estranho):
        client.force_login(outra)
        assert client.get(endereco).status_code in (404, 405)
        assert client.post(endereco).status_code in (404, 405)


# Organograma


def nova(sigla, superior=""):
    return Unidade(linha=0, orgao="PM", sigla=sigla, descricao=sigla, superior=superior)


def test_arvore_conta_o_que_ha_abaixo_e_as_pessoas():
    unidades = [nova("C", "b"), nova("B", "A"), nova("A"), nova("D", "A")]
    nos = organograma.arvore(unidades, {"b": 3})

    assert [(n.sigla, n.nivel, n.abaixo, n.pessoas) for n in nos] == [
        ("A", 1, 3, 0),
        ("B", 2, 1, 3),
        ("C", 3, 0, 0),
        ("D", 2, 0, 0),
    ]


def test_nome_de_secao_comprido_se_le_inteiro_no_setimo_nivel():
    nome = "Seção de Vigilância Epidemiológica e Controle de Zoonoses"
    pais = zip(["U1", "U2", "U3", "U4", "U5", "U6", "VIGEPI"], ["", *"123456"], strict=True)
    unidades = [
        Unidade(n, "PM", sigla, nome, f"U{pai}" if pai else "")
        for n, (sigla, pai) in enumerate(pais)
    ]
    (folha,) = organograma.paginas(organograma.arvore(unidades))

    assert folha.tracos[-1].no.nivel == 7
    assert folha.tracos[-1].nome_curto == nome


def test_folha_seguinte_diz_de_que_ramo_continua():
    unidades = [nova("A"), *(nova(f"B{n}", "A") for n in range(5))]
    primeira, segunda = organograma.paginas(organograma.arvore(unidades), por_pagina=4)

    assert (primeira.caminho, segunda.caminho) == ("", "A")
    assert [t.no.sigla for t in segunda.tracos] == ["B3", "B4"]
    # O ramo que vem da folha de cima começa na borda.
    assert re.match(r"M[0-9]+ 0V", segunda.tracos[0].ligacao)


@given(st.lists(st.integers(0, 30), max_size=60))
def test_toda_unidade_aparece_uma_vez_e_depois_da_superior(pais):
    unidades = [nova("U0")]
    for n, pai in enumerate(pais, start=1):
        unidades.append(nova(f"U{n}", f"U{pai % n}"))
    nos = organograma.arvore(unidades[::-1])
    desenhados = [t.no.sigla for p in organograma.paginas(nos, 7) for t in p.tracos]

    assert sorted(desenhados) == sorted(u.sigla for u in unidades)
    assert nos[0].abaixo == len(pais)
    for no in nos[1:]:
        assert desenhados.index(no.superior) < desenhados.index(no.sigla)


def test_corrente_muito_funda_nao_derruba_o_desenho():
    unidades = [nova(f"N{n}", f"N{n - 1}" if n else "") for n in range(3000)]
    nos = organograma.arvore(unidades)

    assert nos[-1].nivel == 3000
    assert max(t.x for p in organograma.paginas(nos) for t in p.tracos) < organograma.LARGURA


@pytest.mark.django_db
def test_pagina_desenha_escreve_e_compara(client, cidade):
    gravar(cidade, UNIDADES, arquivo_de_unidades("GAB", "SMA"))
    gravar(cidade, USUARIOS, csv(usuario("ana", "SMA"), usuario("bia", "SMA")).encode())
    gravar(cidade, UNIDADES, arquivo_de_unidades("GAB", "SMA", "S<E"))
    client.force_login(cidade.representante)

    pagina = client.get(url(cidade, "organograma"), {"com": "1"}).content.decode()

    assert "3 unidades em 2 níveis, com 2 pessoas" in pagina
    assert "  - SMA: Unidade SMA (nível 2, 2 pessoas)" in pagina
    assert "S&lt;E" in pagina
    assert "S<E" not in pagina
    assert "organograma__no--nova" in pagina
    assert "ana" not in re.sub(r"<[^>]+>|semana|Adamantina", "", pagina).split()


@pytest.mark.django_db
def test_pagina_sem_unidades_e_com_versao_que_nao_ha(client, cidade):
    client.force_login(cidade.observador)

    assert "Nenhuma unidade gravada" in client.get(url(cidade, "organograma")).content.decode()
    for com in ("9", "x", "9" * 30):
        assert client.get(url(cidade, "organograma"), {"com": com}).status_code == 404
