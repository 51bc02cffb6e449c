"""Páginas de pessoas, convite e da própria conta."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from seicidades.comum.papeis import Papel
from seicidades.contas.models import Convite, Usuario
from tests.contas.conftest import link_da_mensagem
from tests.factories import SENHA, ConviteFactory, UsuarioFactory, VinculoFactory

pytestmark = pytest.mark.django_db

CONVITE = {
    "papel": Papel.GESTOR_TI,
    "nome": "Caio Fictício",
    "email": "Caio@exemplo.invalid",
}
NOVA_CONTA = {"nome": "Bia Fictícia", "password1": SENHA, "password2": SENHA}


@pytest.fixture
def carteira():
    """O vínculo da gerente com o órgão dela."""
    return VinculoFactory(
        gerencia=True,
        usuario__nome="Gerente Fictícia",
        usuario__telefone="1133330000",
        usuario__email="gerente@exemplo.invalid",
    )


@pytest.fixture
def orgao(carteira):
    return carteira.orgao


@pytest.fixture
def pessoas(orgao):
    return f"/pessoas/{orgao.pk}/"


@pytest.fixture
def titular(orgao):
    return VinculoFactory(
        orgao=orgao, usuario__nome="Ana Fictícia", usuario__email="ana@exemplo.invalid"
    )


def entrou(client) -> bool:
    return "_auth_user_id" in client.session


# --- Pessoas do órgão ------------------------------------------------------------------


def test_gerente_ve_papeis_pessoas_vagas_convites_e_formulario(client, carteira, titular, pessoas):
    ConviteFactory(orgao=carteira.orgao, papel=Papel.GESTOR_TI, email="davi@exemplo.invalid")
    ConviteFactory(orgao=carteira.orgao, papel=Papel.APOIO, vencido=True)
    client.force_login(carteira.usuario)

    pagina = client.get(pessoas).text

    for texto in ("Ana Fictícia", "ana@exemplo.invalid", "davi@exemplo.invalid", "Vago"):
        assert texto in pagina
    assert "Convite enviado" in pagina
    assert "Convite vencido" in pagina
    assert "Convidar uma pessoa" in pagina


def test_pessoa_do_municipio_ve_nomes_e_o_telefone_da_gerente_sem_enderecos(
    client, titular, pessoas
):
    ConviteFactory(orgao=titular.orgao, papel=Papel.GESTOR_TI, email="davi@exemplo.invalid")
    colega = VinculoFactory(orgao=titular.orgao, papel=Papel.APOIO).usuario
    client.force_login(colega)

    pagina = client.get(pessoas).text

    assert "Ana Fictícia" in pagina
    assert "Gerente Fictícia" in pagina
    assert "(11) 3333-0000" in pagina
    for escondido in ("ana@exemplo.invalid", "davi@exemplo.invalid", "Convidar", "Encerrar"):
        assert escondido not in pagina


def test_pessoas_em_numero_constante_de_consultas(client, carteira, pessoas, orgao):
    client.force_login(carteira.usuario)
    VinculoFactory(orgao=orgao, papel=Papel.APOIO)
    client.get(pessoas)

    def contar():
        with CaptureQueriesContext(connection) as consultas:
            client.get(pessoas)
        return len(consultas)

    antes = contar()
    for _ in range(5):
        VinculoFactory(orgao=orgao, papel=Papel.APOIO)
        ConviteFactory(orgao=orgao, papel=Papel.APOIO)
    assert contar() == antes


def test_gerente_convida(client, carteira, pessoas):
    client.force_login(carteira.usuario)

    resposta = client.post(pessoas, CONVITE, follow=True)

    convite = Convite.objects.get()
    assert (convite.email, convite.papel, convite.suplente, convite.criado_por) == (
        "caio@exemplo.invalid",
        Papel.GESTOR_TI,
        False,
        carteira.usuario,
    )
    assert "Convite enviado para caio@exemplo.invalid" in resposta.text
    assert client.get(link_da_mensagem(convite.email)).status_code == 200


@pytest.mark.parametrize(
    ("mudanca", "mensagem"),
    [
        ({"email": "sem-arroba"}, "um endereço de email válido"),
        ({"papel": Papel.GERENTE}, "Faça uma escolha válida"),
        ({"papel": Papel.APOIO, "suplente": "on"}, "O apoio não tem suplente"),
        ({"email": "gerente@exemplo.invalid"}, "tem papel no Estado"),
    ],
)
def test_convite_recusado_guarda_o_que_foi_digitado(client, carteira, pessoas, mudanca, mensagem):
    client.force_login(carteira.usuario)

    pagina = client.post(pessoas, CONVITE | mudanca).text

    assert mensagem in pagina
    assert 'value="Caio Fictício"' in pagina
    assert not Convite.objects.exists()


def test_reenviar_e_cancelar_convite(client, carteira, pessoas, orgao):
    convite = ConviteFactory(orgao=orgao, enviado_em=timezone.now() - timedelta(days=1))
    client.force_login(carteira.usuario)

    client.post(f"{pessoas}convites/{convite.pk}/reenviar/")
    segunda = client.post(f"{pessoas}convites/{convite.pk}/reenviar/", follow=True)
    client.post(f"{pessoas}convites/{convite.pk}/revogar/")

    convite.refresh_from_db()
    assert "acabou de ser enviado" in segunda.text
    assert (convite.envios, convite.revogado_por) == (2, carteira.usuario)


def test_encerrar_papel_pergunta_antes_e_aceita_outra_data(client, carteira, titular, pessoas):
    client.force_login(carteira.usuario)
    endereco = f"{pessoas}vinculos/{titular.pk}/encerrar/"
    assert "Encerrar o papel de Ana Fictícia?" in client.get(endereco).text
    titular.refresh_from_db()
    assert titular.fim is None

    assert "anterior ao início" in client.post(endereco, {"fim": "2025-12-01"}).text
    resposta = client.post(endereco, {"fim": "2027-01-31"}, follow=True)

    titular.refresh_from_db()
    assert f"{titular.fim:%d/%m/%Y}" == "31/01/2027"
    assert "Ana Fictícia deixa de ser Gestor SEI depois de 31/01/2027" in resposta.text


def test_convite_ou_vinculo_de_outro_orgao_nao_se_alcanca_por_este(client, carteira, pessoas):
    client.force_login(carteira.usuario)
    enderecos = [
        f"{pessoas}convites/{ConviteFactory().pk}/reenviar/",
        f"{pessoas}convites/{ConviteFactory().pk}/revogar/",
        f"{pessoas}vinculos/{VinculoFactory().pk}/encerrar/",
        f"{pessoas}vinculos/{carteira.pk}/encerrar/",  # a carteira muda só na administração
    ]

    assert [client.post(endereco).status_code for endereco in enderecos] == [404] * 4


@pytest.mark.parametrize(
    ("quem", "ler", "escrever"),
    [
        ("anonima", 302, 302),
        ("de_fora", 404, 404),
        ("municipal", 200, 403),
        ("observador", 200, 403),
        ("outra_gerente", 200, 403),
        ("gerente", 200, 302),
        ("administrador", 200, 302),
    ],
)
def test_quem_le_e_quem_escreve_nas_pessoas(client, carteira, orgao, pessoas, quem, ler, escrever):
    pessoa = {
        "anonima": lambda: None,
        "de_fora": lambda: VinculoFactory().usuario,
        "municipal": lambda: VinculoFactory(orgao=orgao, papel=Papel.GESTOR_SEI).usuario,
        "observador": lambda: UsuarioFactory(observador=True),
        "outra_gerente": lambda: VinculoFactory(gerencia=True).usuario,
        "gerente": lambda: carteira.usuario,
        "administrador": lambda: UsuarioFactory(administrador=True),
    }[quem]()
    if pessoa:
        client.force_login(pessoa)
    convite = ConviteFactory(orgao=orgao)

    assert client.get(pessoas).status_code == ler
    assert client.post(pessoas, CONVITE).status_code == escrever
    assert client.post(f"{pessoas}convites/{convite.pk}/revogar/").status_code == escrever


# --- Aceite do convite -----------------------------------------------------------------


def test_filtro_de_correio_abre_o_link_e_o_convite_continua_valendo(client):
    convite = ConviteFactory(segredo="s")
    for _ in range(2):
        assert client.get("/convites/s/").status_code == 200
        assert client.head("/convites/s/").status_code == 200

    resposta = client.post("/convites/s/", NOVA_CONTA)

    assert (resposta.status_code, resposta.url) == (302, "/")
    assert entrou(client)
    convite.refresh_from_db()
    assert convite.aceito_por.nome == "Bia Fictícia"
    segunda = type(client)().post("/convites/s/", NOVA_CONTA)
    assert segunda.status_code == 410
    assert "Este convite já foi usado" in segunda.text


@pytest.mark.parametrize(
    ("trait", "mensagem"),
    [
        ("aceito", "já foi usado"),
        ("revogado", "foi cancelado"),
        ("vencido", "Este convite venceu"),
    ],
)
def test_convite_que_nao_vale_mais_diz_o_que_fazer(client, trait, mensagem):
    ConviteFactory(segredo="s", **{trait: True})

    for resposta in (client.get("/convites/s/"), client.post("/convites/s/", NOVA_CONTA)):
        assert resposta.status_code == 410
        assert mensagem in resposta.text
    assert not entrou(client)


def test_convite_inventado_da_404(client):
    assert client.get("/convites/inventado/").status_code == 404
    assert client.post("/convites/inventado/", NOVA_CONTA).status_code == 404


def test_senha_fraca_ou_diferente_nao_aceita_o_convite(client):
    ConviteFactory(segredo="s", email="beatriz.silva@exemplo.invalid")

    fraca = {"password1": "beatriz.silva", "password2": "beatriz.silva"}
    assert "muito parecida" in client.post("/convites/s/", NOVA_CONTA | fraca).text
    diferente = client.post("/convites/s/", NOVA_CONTA | {"password2": "outra"}).text
    assert "As duas senhas são diferentes" in diferente
    assert not Convite.objects.exclude(aceito_em=None).exists()


def test_quem_ja_tem_conta_entra_antes_de_aceitar(client):
    dona = UsuarioFactory(email="bia@exemplo.invalid")
    ConviteFactory(segredo="s", email=dona.email)
    pagina = client.get("/convites/s/").text
    assert "/conta/entrar/?next=/convites/s/" in pagina
    assert "password1" not in pagina

    tomada = client.post(
        "/convites/s/", NOVA_CONTA | {"password1": "x" * 12, "password2": "x" * 12}
    )
    assert tomada.status_code == 410
    dona.refresh_from_db()
    assert dona.check_password(SENHA)
    assert not entrou(client)

    entrada = client.post(
        "/conta/entrar/", {"login": dona.email, "password": SENHA, "next": "/convites/s/"}
    )
    assert entrada.url == "/convites/s/"
    assert f"Você entrou como <b>{dona.email}</b>" in client.get("/convites/s/").text
    assert client.post("/convites/s/").url == "/"
    assert dona.vinculos.count() == 1


def test_quem_entrou_com_outra_conta_e_convidado_a_sair(client):
    outra = UsuarioFactory()
    ConviteFactory(segredo="s")
    client.force_login(outra)

    assert "Sair desta conta" in client.get("/convites/s/").text
    assert client.post("/convites/s/", NOVA_CONTA).status_code == 410
    assert not outra.vinculos.exists()


def test_aceite_tem_limite_por_lugar(client):
    ConviteFactory(segredo="s")
    respostas = [client.post("/convites/s/", {"nome": ""}).status_code for _ in range(21)]

    assert respostas == [200] * 20 + [429]


# --- A própria conta -------------------------------------------------------------------


def test_perfil_mostra_papeis_e_seguranca(client, titular):
    client.force_login(titular.usuario)

    pagina = client.get("/conta/perfil/").text

    for texto in ("ana@exemplo.invalid", "Gestor SEI", str(titular.orgao), "Trocar senha"):
        assert texto in pagina
    assert "desativado" in pagina


def test_perfil_de_quem_nao_tem_papel_diz_a_quem_pedir(client):
    pessoa = UsuarioFactory()
    pessoa.set_unusable_password()
    pessoa.save()
    client.force_login(pessoa)

    pagina = client.get("/conta/perfil/").text

    assert "não exerce papel em nenhum órgão" in pagina
    assert "Criar senha" in pagina


def test_perfil_salva_so_o_que_e_da_pessoa(client):
    pessoa, outra = UsuarioFactory(), UsuarioFactory()
    client.force_login(pessoa)
    dados = {
        "nome": "Nome Novo",
        "nome_social": "Nova",
        "telefone": "(18) 3502-9000",
        "email": "outro@exemplo.invalid",
        "papel_estado": Papel.ADMINISTRADOR,
        "pk": outra.pk,
    }

    assert client.post("/conta/perfil/", dados).url == "/conta/perfil/"

    guardada = Usuario.objects.get(pk=pessoa.pk)
    assert (guardada.nome_publico, guardada.telefone) == ("Nova", "1835029000")
    assert (guardada.email, guardada.papel_estado) == (pessoa.email, "")
    assert Usuario.objects.get(pk=outra.pk).nome == outra.nome


def test_perfil_recusado_nao_muda_o_nome_no_cabecalho(client):
    pessoa = UsuarioFactory(nome="Ana Fictícia")
    client.force_login(pessoa)

    pagina = client.post("/conta/perfil/", {"nome": "Outra", "telefone": "123"}).text

    assert "Escreva o telefone com DDD" in pagina
    assert '<span class="pessoa-do-menu__nome">Ana Fictícia</span>' in pagina


def test_perfil_exige_entrar(client):
    assert client.get("/conta/perfil/").url == "/conta/entrar/?next=/conta/perfil/"
