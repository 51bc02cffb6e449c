"""Conferir em público: diz o que o documento é e nada além disso."""

import re
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from seicidades.comum.formatos import data_por_extenso
from seicidades.documentos import limite, servicos
from seicidades.documentos.models import DocumentoGerado
from tests.documentos import amostras
from tests.factories import OrgaoFactory, VinculoFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def sem_consultas_de_antes():
    cache.clear()


@pytest.fixture
def orgao():
    return OrgaoFactory()


@pytest.fixture
def gerar(tipo, orgao, escrever):
    def fazer():
        pessoa = VinculoFactory(
            orgao=orgao, usuario__nome="Fulana Que Pediu", papel="apoio"
        ).usuario
        documento = servicos.gerar_documento("ensaio", orgao, pessoa)
        escrever(documento.pk)
        return DocumentoGerado.objects.get(pk=documento.pk)

    return fazer


def pagina(client, documento) -> str:
    resposta = client.get(reverse("verificacao:codigo", args=[documento.codigo_escrito]))
    assert resposta.status_code == 200
    return resposta.content.decode()


def test_quem_nao_entrou_ve_tipo_numero_versao_orgao_dia_e_resumos(client, gerar, orgao):
    documento = gerar()
    html = pagina(client, documento)

    for trecho in (
        "Portaria de ensaio",
        f"1/{documento.ano}, versão 1",
        orgao.nome,
        data_por_extenso(timezone.now()),
        documento.codigo_escrito,
        "É a versão mais nova deste registro.",
        *(um.arquivo.sha256 for um in documento.arquivos.all()),
    ):
        assert trecho in html


def test_nao_diz_quem_pediu_nem_o_que_esta_escrito_nem_onde_baixar(client, gerar):
    documento = gerar()
    html = pagina(client, documento)

    proibidos = ["Fulana Que Pediu", "Joaquina Prado", "Confira antes de assinar", "/arquivos/"]
    proibidos += [str(um.arquivo_id) for um in documento.arquivos.all()]
    assert [p for p in proibidos if p in html] == []


def test_a_substituida_diz_por_qual_e_nao_da_o_codigo_da_outra(client, gerar):
    velho, novo = gerar(), gerar()

    assert "foi substituído pela versão 2" in pagina(client, velho)
    assert novo.codigo_escrito not in pagina(client, velho)
    assert "foi substituído" not in pagina(client, novo)


@pytest.mark.parametrize("escrita", [str.lower, lambda c: c.replace("-", ""), lambda c: f" {c} "])
def test_o_codigo_se_escreve_de_varios_jeitos(client, gerar, escrita):
    documento = gerar()

    resposta = client.get(
        reverse("verificacao:formulario"), {"codigo": escrita(documento.codigo_escrito)}
    )

    assert resposta.url == reverse("verificacao:codigo", args=[documento.codigo])


@pytest.mark.parametrize(
    "codigo", ["K7QM-2XTR-9WHD", "x", "<script>", "0000-0000-0000", "K7QM" * 30]
)
def test_codigo_desconhecido_diz_o_que_fazer(client, gerar, codigo):
    gerar()
    resposta = client.get(reverse("verificacao:codigo", args=[codigo]))

    assert resposta.status_code == 404
    assert "Não há documento com este código" in resposta.content.decode()
    assert "<script>" not in resposta.content.decode()
    assert client.post(reverse("verificacao:codigo", args=[codigo])).status_code == 404


def test_na_fila_e_falhado_sao_desconhecidos(client, tipo, orgao):
    documento = servicos.gerar_documento("ensaio", orgao, VinculoFactory(orgao=orgao).usuario)

    assert servicos.achar_por_codigo(documento.codigo) is None


def test_codigo_mal_escrito_volta_com_a_razao_no_campo(client):
    html = client.get(reverse("verificacao:formulario"), {"codigo": "abc"}).content.decode()

    assert "Este não é um código de documento" in html
    assert 'value="abc"' in html


@pytest.mark.parametrize("consulta", [{}, {"codigo": ""}])
def test_formulario_abre_vazio_ou_pede_o_codigo(client, consulta):
    resposta = client.get(reverse("verificacao:formulario"), consulta)

    assert resposta.status_code == 200
    assert ("Escreva o código" in resposta.content.decode()) is bool(consulta)


# --- Comparar


def comparar(client, documento, conteudo):
    url = reverse("verificacao:codigo", args=[documento.codigo_escrito])
    return client.post(url, {"arquivo": SimpleUploadedFile("meu.pdf", conteudo)}).content.decode()


def test_comparar_diz_se_e_o_mesmo_arquivo_e_nao_guarda_nada(client, gerar, em_disco):
    documento = gerar()
    with documento.arquivos.get(formato="pdf").arquivo.abrir() as aberto:
        conteudo = aberto.read()
    antes = em_disco()

    assert "É o mesmo, byte a byte: PDF." in comparar(client, documento, conteudo)
    assert "Não é o mesmo arquivo." in comparar(client, documento, conteudo + b" ")
    assert "Não é o mesmo arquivo." in comparar(client, documento, amostras.pdf())
    assert em_disco() == antes


def test_comparar_sem_arquivo_diz_o_que_falta(client, gerar):
    html = client.post(
        reverse("verificacao:codigo", args=[gerar().codigo_escrito])
    ).content.decode()

    assert "Escolha o arquivo que quer comparar." in html


# --- Limites


def test_muitas_consultas_do_mesmo_lugar_esperam(client, settings, gerar, monkeypatch):
    settings.CONFERENCIAS_POR_MINUTO = 2
    monkeypatch.setattr(limite, "time", SimpleNamespace(time=lambda: 600.0))
    url = reverse("verificacao:codigo", args=[gerar().codigo_escrito])
    codigos = [client.get(url, REMOTE_ADDR="198.51.100.9").status_code for _ in range(3)]

    assert codigos == [200, 200, 429]
    assert client.get(url, REMOTE_ADDR="198.51.100.10").status_code == 200
    # Abrir o formulário não é consultar.
    formulario = client.get(reverse("verificacao:formulario"), REMOTE_ADDR="198.51.100.9")
    assert formulario.status_code == 200


@pytest.mark.parametrize(
    ("um", "outro", "mesmo"),
    [
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("198.51.100.1", "198.51.100.2", False),
        ("sem endereço", "sem endereço", True),
    ],
)
def test_o_lugar_e_o_endereco_ou_a_rede_ipv6(um, outro, mesmo):
    assert (limite._rede(um) == limite._rede(outro)) is mesmo


def test_nenhuma_pagina_vai_para_buscador_nem_para_o_cache(client, gerar):
    urls = [
        reverse("verificacao:formulario"),
        reverse("verificacao:codigo", args=[gerar().codigo_escrito]),
        reverse("verificacao:codigo", args=["x"]),
    ]
    for url in urls:
        resposta = client.get(url)
        assert resposta["X-Robots-Tag"] == "noindex, nofollow"
        assert "no-store" in resposta["Cache-Control"]
        assert re.search(r'<meta name="robots" content="noindex', resposta.content.decode())


def test_o_endereco_do_qr_e_o_publico(settings, gerar, client):
    settings.ENDERECO_PUBLICO = "https://sei.exemplo.invalid/"
    documento = gerar()
    endereco = servicos.endereco_de_verificacao(documento)

    assert endereco == f"https://sei.exemplo.invalid/verificar/{documento.codigo_escrito}/"
