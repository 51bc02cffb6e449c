"""Entrar, sair e recuperar a senha. Nada disto revela se um endereço tem conta."""

import re

import pytest
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from seicidades.contas import servicos, tasks
from seicidades.contas.servicos import entrada, marcar_caixa
from seicidades.correio.models import Mensagem
from tests.contas.conftest import link_da_mensagem, ultima_mensagem
from tests.factories import SENHA, UsuarioFactory, VinculoFactory

pytestmark = pytest.mark.django_db

ENTRAR, CODIGO, CONFIRMAR = (
    "/conta/entrar/",
    "/conta/entrar/codigo/",
    "/conta/entrar/codigo/confirmar/",
)
RECUPERAR = "/conta/senha/recuperar/"
PERFIL = "/conta/perfil/"


@pytest.fixture
def pessoa():
    return UsuarioFactory(email="ana@exemplo.invalid", nome="Ana Fictícia")


def entrou(client) -> bool:
    return "_auth_user_id" in client.session


def entrar(client, email="ana@exemplo.invalid", senha=SENHA, **dados):
    return client.post(ENTRAR, {"login": email, "password": senha} | dados)


def pedir_codigo(client, email="ana@exemplo.invalid", **dados):
    return client.post(CODIGO, {"email": email} | dados)


def codigo_enviado(email="ana@exemplo.invalid"):
    return re.search(r"[A-Z]{4}-[A-Z]{4}", ultima_mensagem(email).texto)[0]


# --- Senha -----------------------------------------------------------------------------


def test_entrar_com_senha_leva_ao_inicio(client, pessoa):
    resposta = entrar(client, email="ANA@exemplo.invalid")

    assert (resposta.status_code, resposta.url) == (302, "/")
    assert entrou(client)
    assert not EmailAddress.objects.exists()


def test_entrar_leva_aonde_a_pessoa_ia_mas_nunca_para_fora(client, pessoa):
    assert entrar(client, next=PERFIL).url == PERFIL
    client.logout()
    assert entrar(client, next="https://fora.invalid/").url == "/"


@pytest.mark.parametrize(
    ("email", "senha"), [("ana@exemplo.invalid", "errada"), ("ninguem@exemplo.invalid", SENHA)]
)
def test_senha_errada_e_endereco_desconhecido_dizem_o_mesmo(client, pessoa, email, senha):
    resposta = entrar(client, email, senha)

    assert "E-mail ou senha não conferem" in resposta.text
    assert not entrou(client)


def test_conta_desativada_nao_entra(client):
    UsuarioFactory(email="ana@exemplo.invalid", is_active=False)

    resposta = client.post(ENTRAR, {"login": "ana@exemplo.invalid", "password": SENHA}, follow=True)

    assert "Esta conta está desativada" in resposta.text
    assert not entrou(client)


def test_muitas_senhas_erradas_pedem_espera_mesmo_com_a_certa(client, pessoa):
    for _ in range(5):
        entrar(client, senha="errada")

    resposta = entrar(client)

    assert "Muitas tentativas seguidas. Espere cinco minutos" in resposta.text
    assert not entrou(client)


def test_muitos_pedidos_do_mesmo_lugar_recebem_429(client):
    for numero in range(30):
        entrar(client, email=f"ninguem{numero}@exemplo.invalid")

    resposta = entrar(client)

    assert resposta.status_code == 429
    assert "Muitas tentativas seguidas" in resposta.text


def test_pagina_de_entrada_diz_como_comeca_o_acesso(client):
    pagina = client.get(ENTRAR).text

    assert "O acesso começa por um convite da Prodesp" in pagina
    assert "Acessos desta demonstração" not in pagina


def test_na_demonstracao_a_entrada_lista_os_acessos_ficticios(client, settings):
    settings.DEMO = True
    gerente = UsuarioFactory(gerente=True)
    vinculo = VinculoFactory()
    UsuarioFactory(email="pessoa@real.example", gerente=True)

    pagina = client.get(ENTRAR).text

    assert gerente.email in pagina
    assert vinculo.usuario.email in pagina
    assert str(vinculo.orgao) in pagina
    assert "pessoa@real.example" not in pagina


# --- Sair ------------------------------------------------------------------------------


def test_sair_so_por_post(client, pessoa):
    client.force_login(pessoa)
    assert "Sair do acompanhamento?" in client.get("/conta/sair/").text
    assert entrou(client)

    resposta = client.post("/conta/sair/")

    assert resposta.url == ENTRAR
    assert not entrou(client)


# --- Código por e-mail -----------------------------------------------------------------


def test_codigo_entra_uma_vez(client, pessoa):
    assert pedir_codigo(client).url == CONFIRMAR
    codigo = codigo_enviado()

    assert client.post(CONFIRMAR, {"code": codigo.lower()}).url == "/"
    assert entrou(client)

    client.post("/conta/sair/")
    client.post(CONFIRMAR, {"code": codigo})
    assert not entrou(client)


def test_mensagem_do_codigo_e_transacional_e_abrir_o_link_nada_gasta(client, pessoa):
    pedir_codigo(client)

    mensagem = ultima_mensagem(pessoa.email)
    assert mensagem.transacional
    for _ in range(2):
        assert type(client)().get(link_da_mensagem(pessoa.email)).status_code == 200
    assert codigo_enviado() not in mensagem.assunto  # a administração lê os assuntos


def test_link_do_codigo_entra_noutra_janela_uma_vez_so(client, pessoa):
    pedir_codigo(client)
    link, outra, terceira = link_da_mensagem(pessoa.email), type(client)(), type(client)()
    assert outra.head(link).status_code == 200
    assert not entrou(outra)

    assert outra.post(link).url == "/"
    assert entrou(outra)
    assert terceira.post(link).status_code == 410
    assert not entrou(terceira)


def test_codigo_usado_gasta_tambem_o_link(client, pessoa):
    pedir_codigo(client)
    link = link_da_mensagem(pessoa.email)
    client.post(CONFIRMAR, {"code": codigo_enviado()})

    assert type(client)().get(link).status_code == 410


def test_link_de_entrada_vence_e_nao_se_inventa(client, pessoa, monkeypatch):
    pedir_codigo(client)
    link = link_da_mensagem(pessoa.email)
    assert client.post(link.replace("/entrar/", "/entrar/9")).status_code == 410
    monkeypatch.setattr(entrada, "VALIDADE_DO_LINK_S", -1)

    assert client.post(link).status_code == 410
    assert not entrou(client)


def test_caixa_de_mais_de_uma_pessoa_nao_recebe_codigo_link_nem_senha(client, pessoa):
    pedir_codigo(client)
    antigo = link_da_mensagem(pessoa.email)
    marcar_caixa(pessoa.email, compartilhada=True, por=None)

    assert type(client)().post(antigo).status_code == 410
    assert pedir_codigo(type(client)()).url == CONFIRMAR
    client.post("/conta/senha/recuperar/", {"email": pessoa.email})
    for mensagem in Mensagem.objects.filter(para=pessoa.email).order_by("-pk")[:2]:
        assert mensagem.assunto == "Por que não enviamos o código"
        assert "/entrar/" not in mensagem.texto.replace("/conta/entrar/", "")
        assert "/senha/" not in mensagem.texto


def test_abrir_a_pagina_nao_gasta_o_codigo(client, pessoa):
    pedir_codigo(client)
    for _ in range(2):
        client.get(CONFIRMAR)
        client.head(CONFIRMAR)

    client.post(CONFIRMAR, {"code": codigo_enviado()})

    assert entrou(client)


def test_codigo_de_uma_janela_nao_serve_em_outra(client, pessoa):
    pedir_codigo(client)
    codigo = codigo_enviado()
    outra = type(client)()

    outra.post(CONFIRMAR, {"code": codigo})

    assert not entrou(outra)


def test_codigo_leva_aonde_a_pessoa_ia(client, pessoa):
    resposta = pedir_codigo(client, next=PERFIL)

    assert client.post(resposta.url, {"code": codigo_enviado(), "next": PERFIL}).url == PERFIL


def test_codigo_errado_tem_tres_tentativas(client, pessoa):
    pedir_codigo(client)
    codigo = codigo_enviado()
    assert "O código não confere" in client.post(CONFIRMAR, {"code": "BBBB-BBBB"}).text
    for _ in range(2):
        client.post(CONFIRMAR, {"code": "BBBB-BBBB"})

    client.post(CONFIRMAR, {"code": codigo})

    assert not entrou(client)


def test_codigo_pode_ser_pedido_de_novo_e_o_anterior_deixa_de_valer(client, pessoa):
    pedir_codigo(client)
    antigo = codigo_enviado()
    client.post(CONFIRMAR, {"action": "resend"})
    novo = codigo_enviado()

    assert novo != antigo
    client.post(CONFIRMAR, {"code": antigo})
    assert not entrou(client)
    client.post(CONFIRMAR, {"code": novo})
    assert entrou(client)


def test_codigo_para_endereco_desconhecido_parece_igual_e_nada_envia(client):
    resposta = pedir_codigo(client, "ninguem@exemplo.invalid")

    assert resposta.url == CONFIRMAR
    assert "Se houver uma conta com o endereço" in client.get(CONFIRMAR).text
    for tentativa in ("", "BBBB-BBBB"):
        client.post(CONFIRMAR, {"code": tentativa})
    assert not Mensagem.objects.exists()
    assert not entrou(client)


@pytest.mark.parametrize("pagina", [CODIGO, RECUPERAR])
def test_a_pagina_faz_o_mesmo_trabalho_haja_ou_nao_conta(
    client, pessoa, pagina, entrada_na_hora, monkeypatch
):
    """Nada se escreve na requisição: a demora não conta quem tem conta."""
    monkeypatch.setattr(servicos, "mandar_entrada", lambda *pedido: None)
    consultas = []
    for email in (pessoa.email, "ninguem@exemplo.invalid"):
        with CaptureQueriesContext(connection) as feitas:
            assert type(client)().post(pagina, {"email": email}).status_code == 302
        consultas.append([c["sql"].split(" ")[0] for c in feitas])

    assert consultas[0] == consultas[1]
    assert [len(pedido) for pedido in entrada_na_hora] == [4, 4]
    assert [pedido[1] for pedido in entrada_na_hora] == [pessoa.email, "ninguem@exemplo.invalid"]
    assert not Mensagem.objects.exists()


def test_pedir_de_novo_tambem_faz_o_mesmo_trabalho(client, entrada_na_hora):
    pedir_codigo(client, "ninguem@exemplo.invalid")
    client.post(CONFIRMAR, {"action": "resend"})

    assert len(entrada_na_hora) == 2
    assert not Mensagem.objects.exists()


def test_codigo_para_o_endereco_em_maiusculas_chega_ao_da_conta(client, pessoa):
    assert pedir_codigo(client, "ANA@Exemplo.invalid").url == CONFIRMAR

    client.post(CONFIRMAR, {"code": codigo_enviado()})
    assert entrou(client)


def test_fila_fora_do_ar_nao_deixa_ninguem_sem_codigo(client, pessoa, monkeypatch):
    monkeypatch.setattr("seicidades.contas.adaptador.chamar_tarefa", lambda *pedido: False)
    pedir_codigo(client)

    client.post(CONFIRMAR, {"code": codigo_enviado()})
    assert entrou(client)


def test_a_tarefa_repetida_nao_manda_o_codigo_duas_vezes(pessoa):
    for _ in range(2):
        tasks.mandar_entrada("codigo", pessoa.email, "ABCD-EFGH", "pedido-1")

    assert Mensagem.objects.count() == 1


def test_pedidos_seguidos_de_codigo_param_no_limite(client, pessoa):
    for _ in range(3):
        pedir_codigo(type(client)())

    resposta = pedir_codigo(client)

    assert "Muitas tentativas seguidas" in resposta.text
    assert Mensagem.objects.count() == 3


# --- Recuperar a senha -----------------------------------------------------------------


def test_recuperar_senha_por_link(client, pessoa):
    assert client.post(RECUPERAR, {"email": pessoa.email}, follow=True).status_code == 200
    link = link_da_mensagem(pessoa.email)
    for _ in range(2):  # o filtro de correio abre o link antes da pessoa
        type(client)().get(link, follow=True)

    formulario = client.get(link, follow=True)
    nova = {"password1": "jatoba-em-setembro", "password2": "jatoba-em-setembro"}
    resposta = client.post(formulario.redirect_chain[-1][0], nova, follow=True)

    assert "Sua senha foi trocada" in resposta.text
    assert not entrou(client)
    entrar(client, senha="jatoba-em-setembro")
    assert entrou(client)
    assert "A sua senha foi trocada em" in ultima_mensagem(pessoa.email).texto


def test_link_de_senha_usado_ou_inventado_nao_vale(client, pessoa):
    client.post(RECUPERAR, {"email": pessoa.email})
    link = link_da_mensagem(pessoa.email)
    pessoa.set_password("outra-senha-qualquer")
    pessoa.save()

    for endereco in (link, "/conta/senha/recuperar/1-inventado/"):
        assert "Este link não vale mais" in client.get(endereco, follow=True).text


def test_link_de_senha_sai_do_endereco_publico_e_nao_do_host(client, pessoa, settings):
    settings.ALLOWED_HOSTS = ["*"]

    client.post(RECUPERAR, {"email": pessoa.email}, headers={"host": "malicioso.invalid"})

    assert "malicioso" not in ultima_mensagem(pessoa.email).texto
    assert link_da_mensagem(pessoa.email).startswith("/conta/senha/recuperar/")


def test_recuperar_senha_de_endereco_desconhecido_parece_igual(client, pessoa):
    respostas = [
        client.post(RECUPERAR, {"email": email}, follow=True).text.split("<main")[1]
        for email in (pessoa.email, "ninguem@exemplo.invalid")
    ]

    assert respostas[0] == respostas[1]
    assert Mensagem.objects.count() == 1


def test_senha_nova_fraca_ou_diferente_e_recusada_em_portugues(client, pessoa):
    client.post(RECUPERAR, {"email": pessoa.email})
    formulario = client.get(link_da_mensagem(pessoa.email), follow=True).redirect_chain[-1][0]

    fraca = client.post(formulario, {"password1": "12345678", "password2": "12345678"})
    diferente = client.post(formulario, {"password1": "ipe-roxo-alto", "password2": "ipe-rosa"})

    assert "muito comum" in fraca.text
    assert "As duas senhas são diferentes" in diferente.text


# --- Senha de quem já entrou -----------------------------------------------------------


def test_trocar_a_senha_exige_a_atual_e_avisa(client, pessoa):
    client.force_login(pessoa)
    nova = {"password1": "jatoba-em-setembro", "password2": "jatoba-em-setembro"}

    errada = client.post("/conta/senha/", {"oldpassword": "errada"} | nova)
    certa = client.post("/conta/senha/", {"oldpassword": SENHA} | nova)

    assert "A senha atual não confere" in errada.text
    assert certa.url == PERFIL
    assert entrou(client)
    assert ultima_mensagem(pessoa.email).assunto == "Sua senha foi trocada"


def test_quem_entrou_por_codigo_pode_criar_senha(client):
    pessoa = UsuarioFactory(email="ana@exemplo.invalid", password="")
    pessoa.set_unusable_password()
    pessoa.save()
    client.force_login(pessoa)
    assert client.get("/conta/senha/").url == "/conta/senha/criar/"

    nova = {"password1": "jatoba-em-setembro", "password2": "jatoba-em-setembro"}
    assert client.post("/conta/senha/criar/", nova).url == PERFIL

    pessoa.refresh_from_db()
    assert pessoa.check_password("jatoba-em-setembro")


# --- O que não existe ------------------------------------------------------------------


@pytest.mark.parametrize(
    "nome",
    ["account_signup", "account_email", "account_confirm_email", "mfa_list_webauthn", "mfa_trust"],
)
def test_paginas_do_allauth_que_nao_levam_a_nada_nao_existem(nome):
    with pytest.raises(NoReverseMatch):
        reverse(nome)


@pytest.mark.parametrize(
    "caminho", ["/conta/signup/", "/conta/email/", "/conta/login/", "/conta/", "/accounts/signup/"]
)
def test_enderecos_conhecidos_do_allauth_dao_404(client, caminho, pessoa):
    client.force_login(pessoa)

    assert client.get(caminho).status_code == 404


def test_cadastro_publico_esta_fechado(rf):
    assert get_adapter().is_open_for_signup(rf.get("/")) is False
