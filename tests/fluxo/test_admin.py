"""No admin, o fluxo só se lê; e os fatos das etapas passam pelo motor."""

import pytest
from django.contrib import admin
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.test import RequestFactory
from django.urls import reverse

from seicidades.comum.papeis import Papel
from seicidades.fluxo.admin_fatos import FatosAdminMixin
from seicidades.fluxo.models import (
    Andamento,
    Contato,
    EtapaDaImplantacao,
    Implantacao,
    ItemDaImplantacao,
    VersaoDoRoteiro,
)
from seicidades.fluxo.nucleo.comandos import TipoDeComando as C
from seicidades.fluxo.nucleo.definicao import Fato
from seicidades.municipios.models import FeriadoMunicipal
from tests.factories import ContatoFactory, FeriadoMunicipalFactory, UsuarioFactory, VinculoFactory

MODELOS = (Implantacao, Andamento, Contato, VersaoDoRoteiro)


@pytest.fixture
def no_admin(client, enviada):
    ContatoFactory(implantacao=enviada.implantacao)
    client.force_login(UsuarioFactory(administrador=True))
    return client


def endereco(modelo, pagina, *args) -> str:
    return reverse(f"admin:{modelo._meta.label_lower.replace('.', '_')}_{pagina}", args=args)


@pytest.mark.parametrize("modelo", MODELOS)
def test_lista_e_pagina_abrem_e_nada_se_muda(no_admin, modelo):
    objeto = modelo.objects.order_by("pk").first()

    assert no_admin.get(endereco(modelo, "changelist")).status_code == 200
    pagina = no_admin.get(endereco(modelo, "change", objeto.pk))
    assert pagina.status_code == 200
    assert "_save" not in pagina.content.decode()
    assert no_admin.post(endereco(modelo, "change", objeto.pk), {}).status_code == 403
    assert no_admin.get(endereco(modelo, "add")).status_code == 403
    assert no_admin.post(endereco(modelo, "delete", objeto.pk), {"post": "yes"}).status_code == 403
    assert modelo.objects.filter(pk=objeto.pk).exists()


def test_a_projecao_aparece_na_implantacao_e_nao_se_edita(no_admin):
    pagina = no_admin.get(endereco(Implantacao, "change", Implantacao.objects.get().pk))

    texto = pagina.content.decode()
    assert "comeco" in texto
    assert "oficio" in texto
    for modelo in (EtapaDaImplantacao, ItemDaImplantacao):
        assert modelo not in admin.site._registry


def test_a_versao_lista_o_que_ninguem_confirmou(no_admin):
    versao = VersaoDoRoteiro.objects.get()
    pagina = no_admin.get(endereco(VersaoDoRoteiro, "change", versao.pk))

    assert "Começo · Fazer oficio: exigência e prazo" in pagina.content.decode()


def test_lista_custa_o_mesmo_com_mais_linhas(no_admin, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        no_admin.get(endereco(Andamento, "changelist"))


# Fatos das etapas


class FeriadoComoFato(FatosAdminMixin, admin.ModelAdmin):
    """Faz de conta que o feriado é o fato do item `cadastro`."""

    fields = ("nome",)

    def item_do_fato(self, obj):
        return "cadastro"

    def implantacao_do_fato(self, obj):
        return obj.municipio.orgaos.get().implantacao


@pytest.fixture
def administra_e_gerencia(iniciada):
    """Quem administra e também tem a carteira do órgão."""
    vinculo = VinculoFactory(
        orgao=iniciada.orgao,
        papel=Papel.GERENTE,
        suplente=True,
        usuario=UsuarioFactory(administrador=True),
    )
    return vinculo.usuario


@pytest.fixture
def salvar(iniciada):
    """Salva pelo admin o nome de um feriado da cidade, como alguém; devolve as mensagens."""
    feriado = FeriadoMunicipalFactory(municipio=iniciada.orgao.municipio, nome="Aniversário")

    def mandar(usuario, nome="Padroeira") -> list[str]:
        pedido = RequestFactory().post("/admin/", {"nome": nome})
        pedido.user, pedido.session, pedido._dont_enforce_csrf_checks = usuario, {}, True
        pedido._messages = FallbackStorage(pedido)
        tela = FeriadoComoFato(FeriadoMunicipal, admin.site)
        assert tela.changeform_view(pedido, str(feriado.pk)).status_code == 302
        feriado.refresh_from_db()
        return [str(m) for m in get_messages(pedido)]

    mandar.feriado = feriado
    return mandar


def test_quem_gerencia_corrige_o_fato_e_fica_no_registro(
    iniciada, administra_e_gerencia, salvar, fatos
):
    fatos["cadastro"] = Fato(True, "Completo.")
    salvar(administra_e_gerencia)

    assert salvar.feriado.nome == "Padroeira"
    registrado = iniciada.implantacao.andamentos.get(tipo="fato_registrado")
    assert (registrado.ator, registrado.em_nome_de) == (administra_e_gerencia, "gestor_sei")
    assert iniciada.implantacao.itens.get(chave="cadastro").situacao == "pronto"


def test_quem_so_administra_e_recusado_com_a_razao_e_nada_muda(iniciada, salvar):
    mensagens = salvar(iniciada.administrador)

    assert "Só a gerência da carteira registra" in " ".join(mensagens)
    assert salvar.feriado.nome == "Aniversário"
    assert iniciada.implantacao.seq == 1


def test_em_analise_o_admin_tambem_nao_muda_o_fato(pronta, administra_e_gerencia, salvar):
    pronta.executar(C.ENVIAR_ETAPA, pronta.gestor_sei, etapa="comeco")
    mensagens = salvar(administra_e_gerencia)

    assert "está em análise" in " ".join(mensagens)
    assert salvar.feriado.nome == "Aniversário"


def test_fato_nao_se_apaga_no_admin(iniciada):
    tela = FeriadoComoFato(FeriadoMunicipal, admin.site)
    pedido = RequestFactory().get("/")
    pedido.user = UsuarioFactory(administrador=True)

    assert not tela.has_delete_permission(pedido)
    assert tela.get_actions(pedido) == {}


def test_mixin_sem_declaracao_falha_alto():
    for metodo in ("item_do_fato", "implantacao_do_fato"):
        with pytest.raises(NotImplementedError):
            getattr(FatosAdminMixin(), metodo)(None)
