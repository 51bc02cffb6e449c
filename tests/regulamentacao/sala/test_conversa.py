"""Comentários que os dois lados leem; notas da Prodesp que o município nunca vê."""

import pytest
from django.urls import reverse

from regulamentacao.models import Minuta
from regulamentacao.sala import servicos
from regulamentacao.sala.documentos import MINUTA
from regulamentacao.sala.models import ComentarioDoArtigo, NotaInterna
from seicidades.comum.papeis import Papel
from seicidades.documentos import servicos as documentos
from seicidades.documentos.models import ArquivoDoDocumento, DocumentoGerado
from seicidades.fluxo.models import Andamento, Implantacao
from tests.factories import OrgaoFactory, UsuarioFactory, VinculoFactory
from tests.regulamentacao.sala.ajuda import entregar

ARTIGO = "sigilo.niveis"
SEGREDO = "Este município copiou o texto do vizinho; conferir com cuidado."
DAS_NOTAS = ("notas",)
PAGINAS_DO_ARTIGO = ("artigo", "conversa", "notas")


@pytest.fixture
def ir(client, cidade):
    def pedir(nome, por, *args, dados=None, implantacao=None, **consulta):
        client.force_login(por)
        pk = (implantacao or cidade.implantacao).pk
        url = reverse(f"regulamentacao:{nome}", args=[pk, *args], query=consulta)
        return client.get(url) if dados is None else client.post(url, dados)

    return pedir


@pytest.fixture
def com_nota(cidade, ir):
    """Uma minuta entregue, comentada e anotada."""
    entregar(cidade)
    ir("conversa", cidade.gerente, ARTIGO, dados={"texto": "Falta a hipótese legal."})
    ir("notas", cidade.gerente, ARTIGO, dados={"texto": SEGREDO})
    return NotaInterna.objects.get()


def texto(resposta) -> str:
    return resposta.content.decode()


# --- A conversa


def test_os_dois_lados_conversam_e_se_sabe_quem_e_quem(ir, cidade):
    ir("conversa", cidade.gestor_sei, ARTIGO, dados={"texto": "Serve para a saúde?"})
    ir("conversa", cidade.gerente, ARTIGO, dados={"texto": "Serve, com o inciso II."})

    assert list(ComentarioDoArtigo.objects.values_list("texto", "da_prodesp")) == [
        ("Serve para a saúde?", False),
        ("Serve, com o inciso II.", True),
    ]
    for pessoa in (cidade.gestor_sei, cidade.gestor_ti, cidade.gerente):
        pagina = texto(ir("conversa", pessoa, ARTIGO))
        assert "Serve para a saúde?" in pagina
        assert "Serve, com o inciso II." in pagina
    assert "Conversa (2)" in texto(ir("sala", cidade.gestor_sei))


def test_comentario_resolvido_diz_por_quem_e_resolver_de_novo_nao_muda(ir, cidade):
    ir("conversa", cidade.gerente, ARTIGO, dados={"texto": "Rever."})
    comentario = ComentarioDoArtigo.objects.get()

    ir("resolver", cidade.gestor_sei, comentario.pk, dados={})
    ir("resolver", cidade.gerente, comentario.pk, dados={})

    comentario.refresh_from_db()
    assert comentario.resolvido_por == cidade.gestor_sei
    assert f"Resolvido por {cidade.gestor_sei.nome_publico}" in texto(
        ir("conversa", cidade.gerente, ARTIGO)
    )


@pytest.mark.parametrize("ruim", ["", "  ", "Fale com 111.444.777-35", "x" * 2001])
def test_comentario_ruim_volta_com_o_que_se_escreveu(ir, cidade, ruim):
    resposta = ir("conversa", cidade.gestor_sei, ARTIGO, dados={"texto": ruim})

    assert resposta.context["form"].errors["texto"]
    assert ruim.strip() in texto(resposta)
    assert not ComentarioDoArtigo.objects.exists()


def test_comentario_nao_executa_o_que_traz(ir, cidade):
    ir("conversa", cidade.gestor_sei, ARTIGO, dados={"texto": "<img src=x onerror=alert(1)>"})

    assert "<img src=x" not in texto(ir("conversa", cidade.gerente, ARTIGO))


def test_quem_observa_le_e_nao_comenta(ir, cidade):
    observador = UsuarioFactory(observador=True)
    ir("conversa", cidade.gerente, ARTIGO, dados={"texto": "Rever."})

    assert "Rever." in texto(ir("conversa", observador, ARTIGO))
    assert ir("conversa", observador, ARTIGO, dados={"texto": "Eu também."}).status_code == 403
    pk = ComentarioDoArtigo.objects.get().pk
    assert ir("resolver", observador, pk, dados={}).status_code == 403


def test_conversa_sobre_artigo_que_saiu_continua_a_vista(ir, cidade):
    ir("conversa", cidade.gerente, "legado.sistema", dados={"texto": "Qual sistema?"})

    sala = texto(ir("sala", cidade.gestor_sei)).partition("Conversas sobre artigos que saíram")[2]
    assert "legado.sistema</a>" not in sala
    assert "Processos em papel e em outros sistemas</a>" in sala
    assert "Qual sistema?" in texto(ir("conversa", cidade.gestor_sei, "legado.sistema"))


@pytest.mark.parametrize("nome", PAGINAS_DO_ARTIGO)
def test_artigo_inventado_nao_ha(ir, cidade, nome):
    assert ir(nome, cidade.gerente, "nada.disso").status_code == 404
    assert ir(nome, cidade.gerente, "nada.disso", dados={"texto": "Oi."}).status_code == 404


# --- Tentar ver ou escrever o que não é seu


def test_o_municipio_nao_abre_nem_escreve_notas(ir, cidade, com_nota):
    for pessoa in (cidade.gestor_sei, cidade.gestor_documental, UsuarioFactory(observador=True)):
        resposta = ir("notas", pessoa, ARTIGO)
        assert resposta.status_code == 403
        assert SEGREDO not in texto(resposta)
        assert ir("notas", pessoa, ARTIGO, dados={"texto": "Oi."}).status_code == 403
    assert NotaInterna.objects.count() == 1


def test_a_nota_so_aparece_na_pagina_das_notas_da_prodesp(ir, cidade, com_nota):
    assert SEGREDO in texto(ir("notas", cidade.gerente, ARTIGO))
    assert SEGREDO in texto(ir("notas", UsuarioFactory(administrador=True), ARTIGO))
    for nome, args in (
        ("sala", ()),
        ("versoes", ()),
        ("versao", (1,)),
        ("conversa", (ARTIGO,)),
        ("artigo", (ARTIGO,)),
        ("minuta", ()),
        ("analise", ()),
        ("assuntos", ()),
    ):
        for pessoa in (cidade.gestor_sei, UsuarioFactory(observador=True)):
            pagina = texto(ir(nome, pessoa, *args))
            assert SEGREDO not in pagina, nome
            assert "Notas internas" not in pagina, nome


def test_a_nota_nao_sai_em_documento_andamento_nem_api(
    ir, cidade, com_nota, client, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    documentos.escrever_documento(DocumentoGerado.objects.get(tipo=MINUTA.codigo).pk)
    for um in ArquivoDoDocumento.objects.select_related("arquivo"):
        with um.arquivo.abrir() as conteudo:
            assert b"copiou o texto" not in conteudo.read()
    assert not [a for a in Andamento.objects.all() if "copiou" in str(a.dados)]
    assert "copiou" not in str(Minuta.objects.get().redacao.trechos)
    client.force_login(cidade.gestor_sei)
    pk = cidade.implantacao.pk
    for nome in ("api:implantacao", "api:andamentos"):
        assert SEGREDO not in texto(client.get(reverse(nome, args=[pk])))


def test_quem_e_de_outra_cidade_recebe_404_em_tudo(ir, cidade, com_nota):
    de_fora = VinculoFactory(papel=Papel.GESTOR_SEI).usuario
    comentario = ComentarioDoArtigo.objects.get().pk
    for nome, args in (
        ("sala", ()),
        ("tela", ("prazos",)),
        ("artigo", (ARTIGO,)),
        ("conversa", (ARTIGO,)),
        ("notas", (ARTIGO,)),
        ("versoes", ()),
        ("versao", (1,)),
        ("comparar", (1, 1)),
    ):
        assert ir(nome, de_fora, *args).status_code == 404, nome
        if nome not in ("versao", "comparar"):
            assert ir(nome, de_fora, *args, dados={"texto": "Oi."}).status_code == 404, nome
    assert ir("resolver", de_fora, comentario, dados={}).status_code == 404
    assert ir("gerar", de_fora, 1, dados={}).status_code == 404


def test_objeto_de_uma_cidade_nao_se_alcanca_pela_outra(ir, cidade, com_nota):
    """O gerente de duas cidades não resolve o comentário de uma pelo endereço da outra."""
    outra = Implantacao.objects.create(orgao=OrgaoFactory(), versao=cidade.implantacao.versao)
    comentario = ComentarioDoArtigo.objects.get()

    resposta = ir("resolver", cidade.gerente, comentario.pk, dados={}, implantacao=outra)

    assert resposta.status_code == 404
    assert ir("versao", cidade.gerente, 1, implantacao=outra).status_code == 404


def test_implantacao_fechada_nao_recebe_comentario_nem_resposta(ir, cidade):
    Implantacao.objects.filter(pk=cidade.implantacao.pk).update(
        estado=cidade.implantacao.estado | {"situacao": "desistente"}
    )

    assert "form" in ir("conversa", cidade.gestor_sei, ARTIGO, dados={"texto": "Oi."}).context
    dados = {"versao": "0", "quem_restringe": "autor"}
    assert ir("tela", cidade.gestor_sei, "sigilo", dados=dados).status_code == 409
    assert not ComentarioDoArtigo.objects.exists()


def test_quem_nao_tem_o_papel_do_item_nao_escreve_na_minuta(ir, cidade):
    dados = {"versao": "0", "quem_restringe": "autor"}

    assert ir("tela", cidade.gestor_ti, "sigilo", dados=dados).status_code == 403
    assert ir("versoes", cidade.gestor_ti, dados={}).status_code == 403


# --- O que não pode cair


def test_conversa_sobre_artigo_que_saiu_do_modelo_continua_a_vista(ir, cidade):
    ir("conversa", cidade.gestor_sei, ARTIGO, dados={"texto": "Fica ou sai?"})
    ComentarioDoArtigo.objects.update(chave="sigilo.antigo")

    assert "sigilo.antigo" in texto(ir("sala", cidade.gestor_sei))
    assert "Fica ou sai?" in texto(ir("conversa", cidade.gestor_sei, "sigilo.antigo"))
    assert ir("conversa", cidade.gestor_sei, "sigilo.inventado").status_code == 404


def test_numero_de_versao_sem_fim_nao_derruba_a_conversa(ir, cidade):
    assert ir("conversa", cidade.gestor_sei, ARTIGO, versao="9" * 5000).status_code == 200


def test_a_sala_que_outra_pessoa_abriu_neste_instante_serve(cidade, monkeypatch):
    em_vigor = documentos.versao_em_vigor

    def outra_pessoa_abre(tipo):
        monkeypatch.setattr(documentos, "versao_em_vigor", em_vigor)
        abertas.append(servicos.abrir_sala(cidade.implantacao))
        return em_vigor(tipo)

    abertas = []
    monkeypatch.setattr(documentos, "versao_em_vigor", outra_pessoa_abre)

    assert [servicos.abrir_sala(cidade.implantacao)] == abertas


def test_resolver_com_a_implantacao_fechada_diz_o_motivo(ir, cidade):
    ir("conversa", cidade.gerente, ARTIGO, dados={"texto": "Rever."})
    comentario = ComentarioDoArtigo.objects.get()
    Implantacao.objects.filter(pk=cidade.implantacao.pk).update(
        estado=cidade.implantacao.estado | {"situacao": "desistente"}
    )

    recusa = ir("resolver", cidade.gestor_sei, comentario.pk, dados={})

    assert recusa.status_code == 403
    assert "Resolver comentários é do município e da Prodesp" not in texto(recusa)
