"""Detalhes de HTTP: nada fica pela metade, nada quebra, e a página recusada ainda serve."""

import re

import pytest
from django import forms
from django.contrib.messages.storage.fallback import FallbackStorage
from django.test import RequestFactory
from django.urls import reverse

from seicidades.documentos.models import Arquivo
from seicidades.fluxo import servicos
from seicidades.fluxo.models import Andamento
from seicidades.fluxo.nucleo.comandos import TipoDeComando as C
from seicidades.fluxo.nucleo.definicao import Fato
from seicidades.fluxo.paginas import FatoFormView
from seicidades.fluxo.paginas.base import ENVIO_PERDIDO
from tests.documentos import amostras


def envio(implantacao, chave="k", **dados) -> dict:
    return {"chave": chave, "seq": implantacao.seq, **dados}


def url_do_item(cidade, item="oficio") -> str:
    return reverse("fluxo:item", args=[cidade.implantacao.pk, item])


def url_do_comando(cidade, comando, consulta="") -> str:
    return reverse("fluxo:comando", args=[cidade.implantacao.pk, comando]) + consulta


def escondido(pagina, nome: str) -> str:
    (valor,) = re.findall(rf'name="{nome}" value="([^"]*)"', pagina.content.decode())
    return valor


# Arquivos e comando, juntos


def test_item_recusado_nao_deixa_arquivo(client, iniciada):
    client.force_login(iniciada.gestor_ti)
    dados = envio(iniciada.implantacao, texto="Feito.", arquivos=[amostras.envio()])

    assert client.post(url_do_item(iniciada), dados).status_code == 403
    assert not Arquivo.objects.exists()


def test_item_aceito_guarda_o_arquivo_e_o_mostra(client, iniciada):
    client.force_login(iniciada.gestor_sei)
    dados = envio(iniciada.implantacao, texto="Feito.", arquivos=[amostras.envio()])

    assert client.post(url_do_item(iniciada), dados).status_code == 302
    arquivo = Arquivo.objects.get()
    pagina = client.get(url_do_item(iniciada)).content.decode()
    assert reverse("documentos:baixar", args=[arquivo.pk]) in pagina


def test_comando_recusado_nao_deixa_comprovante(client, pronta):
    pronta.executar(C.REABRIR_ITEM, pronta.gestor_sei, item="oficio")
    client.force_login(pronta.gerente)
    dados = {
        "nome-origem": "oficio",
        "nome-comprovacao": "Ofício 9.",
        "nome-arquivo": amostras.envio(),
    }
    url = url_do_comando(pronta, "enviar_etapa", "?etapa=comeco")

    assert client.post(url, envio(pronta.implantacao, **dados)).status_code == 409
    assert not Arquivo.objects.exists()


def test_o_mesmo_envio_duas_vezes_conclui_uma(client, iniciada):
    client.force_login(iniciada.gestor_sei)
    dados = envio(iniciada.implantacao, texto="Feito.")

    for _ in range(2):
        assert client.post(url_do_item(iniciada), dados).status_code == 302
    assert Andamento.objects.filter(tipo="item_concluido").count() == 1


# Marca do envio


@pytest.mark.parametrize(
    "marca",
    [
        {},
        {"chave": "", "seq": "1"},
        {"chave": "x" * 101, "seq": "1"},
        {"chave": "k", "seq": "um"},
        {"chave": "k", "seq": "-1"},
        {"chave": "k"},
        {"seq": "1"},
    ],
)
def test_envio_sem_a_marca_volta_com_aviso_e_marca_nova(client, iniciada, marca):
    client.force_login(iniciada.gestor_sei)
    casos = [
        (url_do_item(iniciada), {"texto": "O que digitei."}),
        (
            reverse("fluxo:ajuda", args=[iniciada.implantacao.pk]),
            {"motivo_bloqueio": "sem_acesso", "texto": "O que digitei."},
        ),
    ]
    for url, dados in casos:
        resposta = client.post(url, dados | marca)
        texto = resposta.content.decode()
        assert ENVIO_PERDIDO in texto
        assert "O que digitei." in texto
        assert len(escondido(resposta, "chave")) == 32
        assert escondido(resposta, "seq") == "1"
    assert iniciada.implantacao.seq == 1


def test_analise_sem_marca_ou_sem_decisao_responde_400(client, enviada):
    client.force_login(enviada.outro_gerente)
    url = reverse("fluxo:analise", args=[enviada.implantacao.pk, "comeco"])

    assert client.post(url, {"decisao": "aprovar"}).status_code == 400
    assert client.post(url, envio(enviada.implantacao)).status_code == 400
    assert client.post(url, envio(enviada.implantacao, decisao="adiar")).status_code == 400
    assert enviada.implantacao.ler_estado().etapa("comeco").situacao == "em_analise"


def test_quem_chega_depois_ve_quem_foi_e_pode_decidir_de_novo(client, enviada):
    """A página recusada volta com o número de agora: não prende a pessoa na recusa."""
    visto = enviada.implantacao.seq
    enviada.executar(C.RECOLHER_ETAPA, enviada.gestor_sei, etapa="comeco", motivo="Errei.")
    enviada.executar(C.ENVIAR_ETAPA, enviada.gestor_sei, etapa="comeco")
    client.force_login(enviada.outro_gerente)
    url = reverse("fluxo:analise", args=[enviada.implantacao.pk, "comeco"])

    resposta = client.post(url, {"chave": "a", "seq": visto, "decisao": "aprovar"})
    assert resposta.status_code == 409
    assert enviada.gestor_sei.nome_publico in resposta.content.decode()
    assert int(escondido(resposta, "seq")) == enviada.implantacao.seq

    marca = {n: escondido(resposta, n) for n in ("chave", "seq")}
    assert client.post(url, marca | {"decisao": "aprovar"}).status_code == 302


# Endereços


@pytest.mark.parametrize(
    "caminho",
    [
        "etapas/nao_existe/",
        "etapas/nao_existe/analise/",
        "itens/nao_existe/",
        "comandos/nao_existe/",
        "comandos/enviar_etapa/",
        "comandos/enviar_etapa/?etapa=nao_existe",
        "comandos/enviar_etapa/?item=oficio",
        "comandos/reabrir_etapa/",
        "comandos/pedir_dispensa/?item=nao_existe",
        "comandos/pedir_dispensa/",
        "comandos/prorrogar_prazo/",
        "comandos/prorrogar_prazo/?item=%00",
        "comandos/resolver_bloqueio/",
        "comandos/resolver_bloqueio/?bloqueio=abc",
        "comandos/resolver_bloqueio/?bloqueio=-1",
        "comandos/resolver_bloqueio/?bloqueio=%C2%B2",
        "comandos/resolver_bloqueio/?bloqueio=99999999999999999999",
        "comandos/retificar/",
        "comandos/retificar/?seq=x&campo=data",
    ],
)
def test_alvo_que_nao_existe_responde_404(client, iniciada, caminho):
    client.force_login(iniciada.gerente)
    url = reverse("fluxo:cidade", args=[iniciada.implantacao.pk]) + caminho

    assert client.get(url).status_code == 404
    assert client.post(url, envio(iniciada.implantacao, motivo="Sim.")).status_code in (404, 405)
    assert iniciada.implantacao.seq == 1


def test_sobra_no_endereco_de_comando_sem_alvo_nao_vai_para_o_registro(client, iniciada):
    client.force_login(iniciada.gerente)
    url = url_do_comando(iniciada, "desistir", f"?item={'x' * 300}&etapa=y&seq=z")

    assert client.post(url, envio(iniciada.implantacao, motivo="Não quer.")).status_code == 302
    assert Andamento.objects.get(seq=2).item == ""


def test_impedimento_ja_resolvido_diz_por_quem(client, iniciada):
    feito = iniciada.executar(
        C.DECLARAR_BLOQUEIO, iniciada.gestor_sei, motivo_bloqueio="outro", dono="prodesp"
    )
    url = url_do_comando(iniciada, "resolver_bloqueio", f"?bloqueio={feito.seq}")
    iniciada.executar(C.RESOLVER_BLOQUEIO, iniciada.gerente, bloqueio=feito.seq)
    client.force_login(iniciada.gestor_sei)

    for resposta in (client.get(url), client.post(url, envio(iniciada.implantacao))):
        texto = resposta.content.decode()
        assert "Este impedimento não está aberto." in texto
        assert iniciada.gerente.nome_publico in texto


def test_link_de_resolver_aparece_para_o_dono_e_para_quem_declarou(client, iniciada):
    iniciada.executar(
        C.DECLARAR_BLOQUEIO, iniciada.gestor_sei, motivo_bloqueio="outro", dono="municipio"
    )
    url = reverse("fluxo:cidade", args=[iniciada.implantacao.pk])
    for quem, ve in (("gestor_ti", True), ("gestor_sei", True), ("observador", False)):
        client.force_login(getattr(iniciada, quem))
        assert ("resolver_bloqueio/?bloqueio=2" in client.get(url).content.decode()) == ve


@pytest.mark.parametrize("comando", ["reabrir_item", "pedir_dispensa", "prorrogar_prazo"])
def test_estranho_recebe_404_e_observador_403_em_comandos(client, iniciada, comando):
    url = url_do_comando(iniciada, comando, "?item=decreto")
    client.force_login(iniciada.observador)
    assert client.get(url).status_code == 403


def test_gerencia_retifica_pelas_paginas(client, pronta):
    client.force_login(pronta.gerente)
    seq = pronta.implantacao.ler_estado().item("oficio").dado_seq
    pagina = client.get(url_do_item(pronta)).content.decode()
    link = f"retificar/?seq={seq}&amp;campo=ocorreu_em"
    assert link in pagina
    cidade = client.get(reverse("fluxo:cidade", args=[pronta.implantacao.pk])).content.decode()
    assert "Retificar a data do início" in cidade

    url = url_do_comando(pronta, "retificar", f"?seq={seq}&campo=ocorreu_em")
    dados = envio(pronta.implantacao, valor="2026-01-15", motivo="Estava errada.")
    assert client.post(url, dados).status_code == 302
    assert str(pronta.implantacao.itens.get(chave="oficio").em) == "2026-01-15"


def test_gerencia_pede_dispensa_em_nome_do_papel(client, iniciada):
    client.force_login(iniciada.gerente)
    assert (
        "pedir_dispensa/?item=decreto"
        in client.get(url_do_item(iniciada, "decreto")).content.decode()
    )

    dados = {
        "justificativa": "Já há decreto.",
        "nome-origem": "telefone",
        "nome-comprovacao": "Ligou hoje.",
    }
    url = url_do_comando(iniciada, "pedir_dispensa", "?item=decreto")
    assert client.post(url, envio(iniciada.implantacao, **dados)).status_code == 302
    assert iniciada.implantacao.itens.get(chave="decreto").situacao == "dispensa_pedida"


def test_ocupada_diz_que_se_envie_de_novo_e_guarda_o_texto(client, iniciada, monkeypatch):
    def ocupada(*_, **__):
        raise servicos.ImplantacaoOcupada

    monkeypatch.setattr(servicos, "executar", ocupada)
    client.force_login(iniciada.gestor_sei)

    resposta = client.post(
        url_do_item(iniciada), envio(iniciada.implantacao, texto="O que digitei.")
    )
    assert resposta.status_code == 409
    assert "espere alguns segundos" in resposta.content.decode()
    assert "O que digitei." in resposta.content.decode()


def test_iniciar_ocupado_volta_com_o_aviso(client, cidade, monkeypatch):
    def ocupada(*_, **__):
        raise servicos.ImplantacaoOcupada

    monkeypatch.setattr(servicos, "iniciar", ocupada)
    client.force_login(cidade.gerente)

    resposta = client.post(reverse("fluxo:iniciar"), {"orgao": cidade.orgao.pk})
    assert "espere alguns segundos" in resposta.content.decode()


# Páginas de fatos


class PaginaDoCadastro(FatoFormView):
    item = "cadastro"
    form_class = forms.Form
    template_name = "fluxo/pagina_do_item.html"
    gravados = 0

    def gravar(self, form):
        type(self).gravados += 1
        return "Informado."


@pytest.fixture
def postar(iniciada, monkeypatch):
    monkeypatch.setattr(PaginaDoCadastro, "gravados", 0)

    def postar(quem=None, **dados):
        pedido = RequestFactory().post("/x/", dados)
        pedido.user, pedido.session, pedido.htmx = quem or iniciada.gestor_sei, {}, False
        pedido._messages = FallbackStorage(pedido)
        resposta = PaginaDoCadastro.as_view()(pedido, implantacao_id=iniciada.implantacao.pk)
        return resposta.render() if hasattr(resposta, "render") else resposta

    return postar


def test_pagina_de_fato_sem_marca_ainda_grava(postar, iniciada):
    assert postar().status_code == 302
    assert (PaginaDoCadastro.gravados, iniciada.implantacao.seq) == (1, 2)


def test_pagina_de_fato_repetida_grava_uma_vez_e_segue(postar, iniciada):
    for _ in range(2):
        assert postar(chave="a", seq="1", campo="x").status_code == 302
    assert (PaginaDoCadastro.gravados, iniciada.implantacao.seq) == (1, 2)


def test_pagina_de_fato_vista_antes_da_mudanca_de_outro_e_recusada(postar):
    postar(chave="a", seq="1")
    resposta = postar(chave="b", seq="1")

    assert resposta.status_code == 409
    assert "Isto mudou depois que você abriu a página." in resposta.content.decode()
    assert escondido(resposta, "seq") == "2"


def test_pagina_de_fato_com_marca_estragada_avisa(postar):
    assert ENVIO_PERDIDO in postar(chave="a", seq="um").content.decode()
    assert PaginaDoCadastro.gravados == 0


def test_pagina_de_item_que_a_versao_nao_tem_responde_404(client, iniciada):
    """A implantação segue o roteiro curto, que não tem os itens da adesão de verdade."""
    client.force_login(iniciada.gestor_sei)
    url = reverse("adesao:prefeitura", args=[iniciada.implantacao.pk])

    assert client.get(url).status_code == 404
    assert client.post(url, {}).status_code == 404


def test_pagina_de_fato_oferece_dispensa_e_outras_acoes(postar, iniciada, fatos):
    fatos["cadastro"] = Fato(True, "Completo.")
    postar()
    pedido = RequestFactory().get("/x/")
    pedido.user, pedido.htmx = iniciada.gerente, False
    pagina = PaginaDoCadastro.as_view()(pedido, implantacao_id=iniciada.implantacao.pk)

    assert [a["titulo"] for a in pagina.context_data["outras_acoes"]] == ["Retificar a data"]
