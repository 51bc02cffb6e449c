"""A página Documentos da cidade: o que falta antes, gerar, acompanhar e baixar."""

import pytest
from django.urls import reverse

from seicidades.comum.papeis import Papel
from seicidades.documentos import declaracao, servicos
from seicidades.documentos.declaracao import Formato
from seicidades.documentos.models import Brasao, DocumentoGerado
from seicidades.documentos.servicos import geracao
from tests.documentos import ensaio
from tests.documentos.amostras import envio, png
from tests.factories import VinculoFactory


@pytest.fixture(autouse=True)
def pasta_do_cofre(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "arquivos")


@pytest.fixture
def declarar(monkeypatch, tmp_path):
    def trocar(**campos):
        tipo = ensaio.tipo(tmp_path, **campos)
        monkeypatch.setattr(declaracao, "_registro", {tipo.codigo: tipo})
        return tipo

    trocar()
    return trocar


@pytest.fixture
def entrar(client, iniciada, declarar):
    def como(quem):
        client.force_login(quem if not isinstance(quem, str) else getattr(iniciada, quem))
        return client

    return como


@pytest.fixture
def url(iniciada):
    def de(nome="documentos", *args) -> str:
        return reverse(f"fluxo:{nome}", args=[iniciada.implantacao.pk, *args])

    return de


@pytest.fixture
def escrever(monkeypatch):
    monkeypatch.setitem(geracao.ESCRITORES, Formato.PDF, lambda folha: b"%PDF-1.7 x")
    return geracao.escrever_documento


@pytest.fixture
def pronto(iniciada, declarar, escrever):
    documento = servicos.gerar_documento("ensaio", iniciada.orgao, iniciada.gestor_sei)
    escrever(documento.pk)
    return documento


def test_da_cidade_se_chega_aos_documentos(entrar, url):
    assert f'href="{url()}"' in entrar("gestor_sei").get(url("cidade")).content.decode()


def test_diz_o_que_falta_antes_de_gerar_com_o_caminho(entrar, url, declarar):
    declarar(faltas=lambda orgao_id: [ensaio.FALTA])
    html = entrar("gestor_sei").get(url()).content.decode()

    assert "Antes de gerar, falta:" in html
    assert f'<a href="{url("cidade")}">Falta o nome.</a>' in html
    assert 'aria-disabled="true"' in html
    resposta = entrar("gestor_sei").post(url("gerar_documento", "ensaio"), follow=True)
    assert "Falta o nome. Informe o nome." in resposta.content.decode()
    assert not DocumentoGerado.objects.exists()


def test_gerar_poe_na_fila_e_a_pagina_acompanha(entrar, url):
    pessoa = entrar("gestor_sei")
    resposta = pessoa.post(url("gerar_documento", "ensaio"), follow=True)
    html = resposta.content.decode()

    assert "está na fila e aparece aqui ao ficar pronto" in html
    assert (resposta["Refresh"], 'id="andamento"' in html) == ("2", True)
    assert url("gerar_documento", "ensaio") not in html
    fragmento = pessoa.get(url(), headers={"HX-Request": "true", "HX-Target": "andamento"})
    assert "<html" not in fragmento.content.decode()
    assert "HX-Refresh" not in fragmento


def test_um_botao_so_se_destaca_e_e_o_do_que_ainda_nao_saiu(
    entrar, url, pronto, monkeypatch, tmp_path
):
    outros = [ensaio.tipo(tmp_path, codigo=codigo) for codigo in ("outro", "mais_um")]
    todos = declaracao._registro | {tipo.codigo: tipo for tipo in outros}
    monkeypatch.setattr(declaracao, "_registro", todos)

    resposta = entrar("gestor_sei").get(url())

    botoes = {uma["tipo"].codigo: uma["botao"] for uma in resposta.context["ofertas"]}
    assert sorted(botoes.values()) == ["outline-primary", "outline-primary", "primary"]
    assert botoes["ensaio"] == "outline-primary"
    assert resposta.content.decode().count("btn btn-primary") == 1


def test_pronto_o_andamento_sai_e_ha_o_que_baixar(entrar, url, pronto):
    pessoa = entrar("gestor_ti")
    resposta = pessoa.get(url())
    html = resposta.content.decode()

    assert "Refresh" not in resposta
    assert 'id="andamento"' not in html
    for um in pronto.arquivos.all():
        endereco = reverse("documentos:baixar", args=[um.arquivo_id])
        assert endereco in html
        baixado = pessoa.get(endereco)
        assert baixado["Content-Disposition"].startswith("attachment")
        assert baixado["X-Content-Type-Options"] == "nosniff"
        assert baixado.getvalue()
    assert reverse("verificacao:codigo", args=[pronto.codigo_escrito]) in html
    fim = pessoa.get(url(), headers={"HX-Request": "true", "HX-Target": "andamento"})
    assert fim["HX-Refresh"] == "true"


def test_gerar_de_novo_ou_com_outro_numero(entrar, url, pronto, escrever):
    pessoa = entrar("gestor_sei")
    pessoa.post(url("gerar_documento", "ensaio"))
    escrever(DocumentoGerado.objects.na_fila().get().pk)
    pessoa.post(url("gerar_documento", "ensaio"), {"outro_numero": "sim"})

    saidos = DocumentoGerado.objects.order_by("pk").values_list("numero", "versao")
    assert list(saidos) == [(1, 1), (1, 2), (2, 1)]
    assert "substituído" in pessoa.get(url()).content.decode()


def test_o_que_nao_saiu_diz_por_que(entrar, url, iniciada, monkeypatch):
    def escritor(folha):
        raise geracao.pdf.FaltamBibliotecas

    monkeypatch.setitem(geracao.ESCRITORES, Formato.PDF, escritor)
    pessoa = entrar("gestor_sei")
    pessoa.post(url("gerar_documento", "ensaio"))
    geracao.escrever_documento(DocumentoGerado.objects.get().pk)
    html = pessoa.get(url()).content.decode()

    assert "não saiu" in html
    assert "sudo apt-get install" in html
    assert url("gerar_documento", "ensaio") in html


@pytest.mark.parametrize(
    ("quem", "codigo", "gera"),
    [
        ("gestor_sei", 200, True),
        ("gerente", 200, True),
        ("administrador", 200, True),
        ("outro_gerente", 200, False),
        ("observador", 200, False),
    ],
)
def test_quem_ve_e_quem_gera(entrar, url, quem, codigo, gera):
    pessoa = entrar(quem)
    resposta = pessoa.get(url())

    assert resposta.status_code == codigo
    assert (url("gerar_documento", "ensaio") in resposta.content.decode()) is gera
    assert pessoa.post(url("gerar_documento", "ensaio")).status_code == (302 if gera else 403)
    enviado = {"imagem": envio("brasao.png", png())}
    assert pessoa.post(url("brasao"), enviado).status_code == (302 if gera else 403)


def test_quem_e_de_outra_cidade_nao_acha_a_pagina(entrar, url, pronto):
    estranha = entrar(VinculoFactory(papel=Papel.GESTOR_SEI).usuario)
    arquivo = pronto.arquivos.get(formato="pdf").arquivo_id

    assert estranha.get(url()).status_code == 404
    assert estranha.post(url("gerar_documento", "ensaio")).status_code == 404
    assert estranha.post(url("brasao")).status_code == 404
    assert estranha.get(reverse("documentos:baixar", args=[arquivo])).status_code == 404


def test_documento_que_nao_existe_e_404_e_gerar_so_por_post(entrar, url):
    pessoa = entrar("gestor_sei")

    assert pessoa.post(url("gerar_documento", "nada")).status_code == 404
    assert pessoa.get(url("gerar_documento", "ensaio")).status_code == 405


def test_sem_nenhum_documento_a_pagina_diz(entrar, url, monkeypatch):
    pessoa = entrar("gestor_sei")
    monkeypatch.setattr(declaracao, "_registro", {})

    assert "Nenhum documento" in pessoa.get(url()).content.decode()


def test_brasao_e_guardado_e_o_recusado_volta_com_a_razao(entrar, url):
    pessoa = entrar("gestor_sei")

    recusado = pessoa.post(url("brasao"), {"imagem": envio("brasao.pdf")})
    assert recusado.status_code == 400
    assert "PNG ou JPEG" in recusado.content.decode()
    pessoa.post(url("brasao"), {"imagem": envio("brasao.png", png())})
    assert Brasao.objects.get().arquivo.nome == "brasao.png"
    assert "brasao.png" in pessoa.get(url()).content.decode()


def test_o_custo_nao_cresce_com_o_que_ja_saiu(
    entrar, url, iniciada, pronto, escrever, django_assert_max_num_queries
):
    pessoa = entrar("gestor_sei")
    for _ in range(3):
        documento = servicos.gerar_documento("ensaio", iniciada.orgao, iniciada.gestor_sei)
        escrever(documento.pk)
    with django_assert_max_num_queries(22):
        pessoa.get(url())
