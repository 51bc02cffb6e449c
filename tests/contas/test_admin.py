"""Administração: uma entrada só, escrita sempre por serviços, nada de senha nem segredo."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.utils import timezone

from seicidades.comum.papeis import Papel
from seicidades.contas.models import Convite, Usuario, Vinculo
from tests.contas.conftest import ultima_mensagem
from tests.factories import ConviteFactory, OrgaoFactory, UsuarioFactory, VinculoFactory

pytestmark = pytest.mark.django_db

PESSOAS, VINCULOS, CONVITES = (
    "/admin/contas/usuario/",
    "/admin/contas/vinculo/",
    "/admin/contas/convite/",
)


@pytest.fixture
def administradora(client):
    pessoa = UsuarioFactory(administrador=True)
    client.force_login(pessoa)
    return pessoa


def dados_da_pessoa(pessoa, **mudancas):
    campos = ("email", "nome", "nome_social", "telefone", "papel_estado")
    ativa = {"is_active": "on"} if pessoa.is_active else {}
    return {campo: getattr(pessoa, campo) for campo in campos} | ativa | mudancas


def agir(client, lista, acao, *objetos):
    escolhidos = {"action": acao, "_selected_action": [objeto.pk for objeto in objetos]}
    return client.post(lista, escolhidos, follow=True)


# --- Entrada ---------------------------------------------------------------------------


def test_admin_nao_tem_entrada_propria(client):
    assert client.get("/admin/").url == "/admin/login/?next=/admin/"
    resposta = client.get("/admin/login/?next=/admin/")

    assert resposta.url == "/conta/entrar/?next=%2Fadmin%2F"


def test_troca_de_senha_do_admin_e_a_da_conta(client, administradora):
    assert client.get("/admin/password_change/").url == "/conta/senha/"


@pytest.mark.parametrize("traits", [{}, {"gerente": True}, {"observador": True}])
def test_so_a_administracao_entra(client, traits):
    client.force_login(UsuarioFactory(**traits))

    assert client.get("/admin/", follow=True).status_code == 403
    assert client.get(PESSOAS, follow=True).status_code == 403


def test_inicio_do_admin_fala_portugues(client, administradora):
    pagina = client.get("/admin/").text

    assert "SEI Cidades: administração" in pagina
    for nome in ("Pessoas", "Vínculos", "Convites", "Mensagens"):
        assert nome in pagina


@pytest.mark.parametrize("modelo", [EmailAddress, Authenticator, Group])
def test_tabelas_de_outros_nao_se_editam(modelo):
    assert modelo not in admin.site._registry


# --- Pessoas ---------------------------------------------------------------------------


def test_criar_pessoa_com_papel_sem_senha_e_com_aviso(client, administradora):
    assert 'name="password' not in client.get(f"{PESSOAS}add/").text

    client.post(
        f"{PESSOAS}add/",
        {"email": "Nova@exemplo.invalid", "nome": "Nova", "papel_estado": Papel.GERENTE},
    )

    nova = Usuario.objects.get(email="nova@exemplo.invalid")
    assert (nova.papel_estado, nova.is_active) == (Papel.GERENTE, True)
    assert not nova.has_usable_password()
    assert "Sua conta foi criada" in ultima_mensagem(nova.email).texto
    assert LogEntry.objects.get().object_id == str(nova.pk)


def test_desativar_pela_administracao_encerra_os_papeis(client, administradora):
    vinculo = VinculoFactory()
    dados = dados_da_pessoa(vinculo.usuario)
    del dados["is_active"]

    client.post(f"{PESSOAS}{vinculo.usuario_id}/change/", dados)

    vinculo.refresh_from_db()
    assert not vinculo.usuario.is_active
    assert vinculo.fim == timezone.localdate() - timedelta(days=1)
    assert vinculo.encerrado_por == administradora


def test_quem_exerce_papel_municipal_nao_vira_do_estado(client, administradora):
    vinculo = VinculoFactory()
    dados = dados_da_pessoa(vinculo.usuario, papel_estado=Papel.GERENTE)

    pagina = client.post(f"{PESSOAS}{vinculo.usuario_id}/change/", dados).text

    assert "exerce papel em um município" in pagina
    assert Usuario.objects.get(pk=vinculo.usuario_id).papel_estado == ""


def test_ninguem_se_rebaixa_nem_se_desativa(client, administradora):
    client.post(
        f"{PESSOAS}{administradora.pk}/change/",
        dados_da_pessoa(administradora, papel_estado="", nome="Nome Novo"),
    )

    administradora.refresh_from_db()
    assert (administradora.nome, administradora.papel_estado) == ("Nome Novo", Papel.ADMINISTRADOR)
    assert administradora.is_active


def test_reiniciar_segundo_fator_fica_registrado(client, administradora):
    pessoa = UsuarioFactory(gerente=True)
    Authenticator.objects.create(user=pessoa, type="totp", data={"secret": "x"})

    agir(client, PESSOAS, "reiniciar_segundo_fator", pessoa)

    assert not Authenticator.objects.exists()
    assert "Segundo fator reiniciado" in LogEntry.objects.get().change_message


def test_pessoa_nao_se_apaga(client, administradora):
    pessoa = UsuarioFactory()

    assert client.post(f"{PESSOAS}{pessoa.pk}/delete/", {"post": "yes"}).status_code == 403
    assert "delete_selected" not in client.get(PESSOAS).text


# --- Vínculos --------------------------------------------------------------------------


def test_criar_vinculo_encerra_o_anterior(client, administradora):
    anterior, pessoa = VinculoFactory(), UsuarioFactory()

    client.post(
        f"{VINCULOS}add/",
        {
            "usuario": pessoa.pk,
            "orgao": anterior.orgao_id,
            "papel": Papel.GESTOR_SEI,
            "inicio": "02/03/2026",
            "ato": "Portaria nº 1",
        },
    )

    anterior.refresh_from_db()
    novo = Vinculo.objects.get(usuario=pessoa)
    assert f"{anterior.fim:%d/%m/%Y}" == "01/03/2026"
    assert (novo.ato, novo.criado_por) == ("Portaria nº 1", administradora)


def test_vinculo_recusado_volta_com_o_motivo(client, administradora):
    dados = {
        "usuario": UsuarioFactory(gerente=True).pk,
        "orgao": OrgaoFactory().pk,
        "papel": Papel.GESTOR_SEI,
        "inicio": "02/03/2026",
    }

    pagina = client.post(f"{VINCULOS}add/", dados, follow=True).text

    assert "não pode exercer papel municipal" in pagina
    assert not Vinculo.objects.exists()


def test_encerrar_vinculo_e_nao_reabrir(client, administradora):
    vinculo = VinculoFactory()
    endereco = f"{VINCULOS}{vinculo.pk}/change/"

    client.post(endereco, {"fim": "31/12/2026", "papel": Papel.GESTOR_TI, "inicio": "01/01/2020"})
    vinculo.refresh_from_db()
    assert f"{vinculo.fim:%d/%m/%Y}" == "31/12/2026"
    assert (vinculo.papel, vinculo.encerrado_por) == (Papel.GESTOR_SEI, administradora)

    pagina = client.post(endereco, {"fim": ""}, follow=True).text
    vinculo.refresh_from_db()
    assert "não se reabre" in pagina
    assert vinculo.fim is not None


# --- Convites --------------------------------------------------------------------------


def test_convidar_reenviar_e_cancelar_pela_administracao(client, administradora):
    orgao = OrgaoFactory()
    dados = {"orgao": orgao.pk, "papel": Papel.APOIO, "nome": "Bia", "email": "bia@exemplo.invalid"}
    client.post(f"{CONVITES}add/", dados)
    convite = Convite.objects.get()
    assert convite.criado_por == administradora

    assert "acabou de ser enviado" in agir(client, CONVITES, "reenviar", convite).text
    Convite.objects.update(enviado_em=timezone.now() - timedelta(hours=1))
    agir(client, CONVITES, "reenviar", convite)
    agir(client, CONVITES, "revogar", convite)

    convite.refresh_from_db()
    assert (convite.envios, convite.revogado_por) == (2, administradora)


def test_convite_se_le_mas_nao_se_edita_nem_mostra_o_segredo(client, administradora):
    convite = ConviteFactory()
    endereco = f"{CONVITES}{convite.pk}/change/"

    pagina = client.get(endereco).text

    assert convite.email in pagina
    assert convite.resumo_do_segredo not in pagina
    assert client.post(endereco, {"email": "x@exemplo.invalid"}).status_code == 403


@pytest.mark.parametrize("lista", [PESSOAS, VINCULOS, CONVITES])
def test_listas_buscam_sem_erro(client, administradora, lista):
    VinculoFactory()
    ConviteFactory()

    assert client.get(lista, {"q": "ficticia"}).status_code == 200
