"""No admin: rascunho, prévia, comparação e publicação; o publicado só se lê."""

import pytest
from django.urls import reverse

from seicidades.documentos import servicos
from seicidades.documentos.models import DocumentoGerado, ModeloDeDocumento
from seicidades.documentos.redacao.diferencas import diferencas
from tests.documentos import ensaio
from tests.factories import OrgaoFactory, UsuarioFactory, VinculoFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    client.force_login(UsuarioFactory(administrador=True, nome="Ana do Estado"))
    return client


@pytest.fixture
def modelo(tipo):
    servicos.publicar_modelos()
    return ModeloDeDocumento.objects.get()


@pytest.fixture
def rascunho(admin, modelo):
    admin.post(reverse("admin:documentos_modelodedocumento_nova", args=[modelo.pk]))
    return modelo.rascunho


def ficha(versao, **dados):
    return reverse("admin:documentos_versaodomodelo_change", args=[versao.pk])


def enviado(**campos):
    return {"mudanca": "Texto mais curto.", "texto": "<p>Outro, de {{ orgao.nome }}.</p>"} | campos


def test_a_ficha_do_modelo_mostra_a_historia(admin, modelo):
    html = admin.get(
        reverse("admin:documentos_modelodedocumento_change", args=[modelo.pk])
    ).content.decode()

    assert "Texto que veio com o programa." in html
    assert ficha(modelo.em_vigor) in html
    assert admin.get(reverse("admin:documentos_modelodedocumento_changelist")).status_code == 200


def test_nova_versao_so_por_post_e_por_quem_pode(admin, client, modelo):
    url = reverse("admin:documentos_modelodedocumento_nova", args=[modelo.pk])

    admin.get(url)
    assert modelo.rascunho is None
    admin.post(url)
    assert modelo.rascunho.criada_por.nome == "Ana do Estado"
    client.force_login(UsuarioFactory(gerente=True))
    assert client.post(url).status_code in (302, 403)
    assert modelo.versoes.count() == 2


def test_a_ficha_do_rascunho_lista_variaveis_classes_e_filtros(admin, rascunho):
    html = admin.get(ficha(rascunho)).content.decode()

    for trecho in ("{{ pessoas.nome }}", "nome de cada uma", "clausula", "capfirst", "_publicar"):
        assert trecho in html


def test_texto_recusado_fica_no_campo_com_a_linha_e_o_que_foi_escrito(admin, rascunho):
    texto = "<p>Começo.</p>\n<p>{{ prefeito.cpf }}</p>\n<p>{% load x %}"
    resposta = admin.post(ficha(rascunho), enviado(texto=texto))
    html = resposta.content.decode()

    assert resposta.status_code == 200
    assert "Linha 3: “load” não é aceita" in html
    assert "Linha 3: &lt;p&gt; não foi fechada" in html
    assert "{{ prefeito.cpf }}" in html
    rascunho.refresh_from_db()
    assert rascunho.texto == ensaio.TEXTO


def test_variavel_desconhecida_e_recusada_no_campo(admin, rascunho):
    html = admin.post(ficha(rascunho), enviado(texto="<p>{{ prefeito.cpf }}</p>")).content.decode()

    assert "Linha 1: a variável “prefeito.cpf” não existe neste documento" in html


def test_sem_dizer_o_que_mudou_nao_salva(admin, rascunho):
    resposta = admin.post(ficha(rascunho), enviado(mudanca="(a dizer)"))

    assert "Diga em poucas palavras o que mudou." in resposta.content.decode()


def test_salvar_e_ver_a_previa_preenche_com_o_exemplo(admin, rascunho):
    texto = '<p class="artigo">De {{ orgao.nome }} &lt;script&gt;</p>'
    resposta = admin.post(ficha(rascunho), enviado(texto=texto, _previa="1"), follow=True)
    html = resposta.content.decode()

    assert "<strong>Art. 1º </strong>De Prefeitura de Vila Fictícia &lt;script&gt;" in html
    assert "dados fictícios" in html


def test_previa_do_que_nao_da_para_mostrar_diz_por_que(admin, modelo, registrados):
    registrados.clear()
    html = admin.get(
        reverse("admin:documentos_versaodomodelo_previa", args=[modelo.em_vigor.pk])
    ).content.decode()

    assert "não escreve mais este documento" in html


def test_publicar_passa_a_valer_e_depois_so_se_le(admin, rascunho, modelo):
    resposta = admin.post(ficha(rascunho), enviado(_publicar="1"), follow=True)
    html = resposta.content.decode()

    assert "a versão 2 passa a valer" in html
    assert modelo.em_vigor.texto == "<p>Outro, de {{ orgao.nome }}.</p>"
    assert modelo.em_vigor.publicada_por.nome == "Ana do Estado"
    assert "_publicar" not in html
    assert admin.post(ficha(rascunho), enviado()).status_code == 403
    apagar = reverse("admin:documentos_versaodomodelo_delete", args=[rascunho.pk])
    assert admin.post(apagar, {"post": "yes"}).status_code == 403


def test_rascunho_se_descarta(admin, rascunho, modelo):
    apagar = reverse("admin:documentos_versaodomodelo_delete", args=[rascunho.pk])

    admin.post(apagar, {"post": "yes"})

    assert modelo.rascunho is None


def test_comparar_mostra_o_que_sai_e_o_que_entra(admin, rascunho, modelo):
    admin.post(
        ficha(rascunho), enviado(texto=ensaio.TEXTO.replace("Só há um.", "Só há <em>dois</em>."))
    )
    primeira = modelo.versoes.get(numero=1)
    url = reverse("admin:documentos_versaodomodelo_comparar", args=[rascunho.pk, primeira.pk])
    html = admin.get(url).content.decode()

    assert "<del>um</del>" in html
    assert "<ins>&lt;em&gt;dois&lt;/em&gt;</ins>" in html
    assert "linhas iguais" in html


def test_comparar_iguais_diz_que_sao(admin, modelo, rascunho):
    url = reverse(
        "admin:documentos_versaodomodelo_comparar", args=[rascunho.pk, modelo.em_vigor.pk]
    )

    assert "O texto das duas é o mesmo." in admin.get(url).content.decode()


def test_gerencia_nao_entra_em_previa_nem_comparacao(client, modelo):
    client.force_login(UsuarioFactory(gerente=True))
    versao = modelo.em_vigor.pk
    for nome, args in (("previa", [versao]), ("comparar", [versao, versao])):
        resposta = client.get(reverse(f"admin:documentos_versaodomodelo_{nome}", args=args))
        assert resposta.status_code in (302, 403)


def test_documentos_gerados_so_se_leem_e_os_dados_nao_aparecem(admin, modelo, escrever):
    orgao = OrgaoFactory()
    documento = servicos.gerar_documento("ensaio", orgao, VinculoFactory(orgao=orgao).usuario)
    escrever(documento.pk)
    url = reverse("admin:documentos_documentogerado_change", args=[documento.pk])
    html = admin.get(url).content.decode()

    assert documento.codigo in html
    assert DocumentoGerado.objects.get().arquivos.first().arquivo.sha256 in html
    assert "Joaquina Prado" not in html
    assert admin.post(url, {}).status_code == 403
    assert admin.get(reverse("admin:documentos_documentogerado_changelist")).status_code == 200


# --- A conta das diferenças


def sinais(antes: str, depois: str) -> list[str]:
    return [linha.sinal for linha in diferencas(antes, depois)]


def test_diferencas_de_textos_iguais_nao_ha():
    assert diferencas("a\nb", "a\nb") == []


def test_diferencas_mostram_as_vizinhas_e_saltam_as_demais():
    antes = "\n".join("abcdefghij")

    assert sinais(antes, antes.replace("i", "I")) == [
        "salto",
        "igual",
        "igual",
        "sai",
        "entra",
        "igual",
    ]


def test_diferencas_de_linhas_a_mais_e_a_menos():
    assert sinais("a\nb\nc", "a\nc") == ["igual", "sai", "igual"]
    assert sinais("a", "a\nb\nc") == ["igual", "entra", "entra"]
