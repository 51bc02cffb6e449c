"""Segundo fator: obrigatório para o Estado onde os ajustes pedem, opcional para os demais."""

import base64
import hmac
import re
import struct
import time

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache

from seicidades.contas.adaptador import AdaptadorDoSegundoFator
from tests.contas.conftest import ultima_mensagem
from tests.factories import SENHA, UsuarioFactory

pytestmark = pytest.mark.django_db

ENTRAR, PERFIL = "/conta/entrar/", "/conta/perfil/"
ATIVAR, DESATIVAR = "/conta/segundo-fator/ativar/", "/conta/segundo-fator/desativar/"
SEGUNDO_PASSO, RECUPERACAO = "/conta/entrar/segundo-fator/", "/conta/segundo-fator/recuperacao/"


@pytest.fixture(autouse=True)
def obrigatorio(settings):
    settings.EXIGE_SEGUNDO_FATOR = True


def codigo_do_aplicativo(segredo: str) -> str:
    """O que o aplicativo do telefone mostraria agora. Fonte: RFC 6238."""
    momento = struct.pack(">Q", int(time.time()) // 30)
    resumo = hmac.new(base64.b32decode(segredo), momento, "sha1").digest()
    inicio = resumo[-1] & 0xF
    numero = struct.unpack(">I", resumo[inicio : inicio + 4])[0] & 0x7FFFFFFF
    return f"{numero % 1_000_000:06d}"


def entrar(client, pessoa):
    return client.post(ENTRAR, {"login": pessoa.email, "password": SENHA})


def entrou(client) -> bool:
    return "_auth_user_id" in client.session


def ativar(client) -> str:
    """Ativa o segundo fator de quem entrou e devolve o segredo."""
    client.get(ATIVAR)
    segredo = client.session["mfa.totp.secret"]
    client.post(ATIVAR, {"code": codigo_do_aplicativo(segredo)})
    cache.clear()  # o mesmo código não entra duas vezes; o teste não espera meio minuto
    return segredo


@pytest.mark.parametrize("trait", ["administrador", "gerente", "observador"])
@pytest.mark.parametrize("caminho", [PERFIL, "/", "/admin/", "/conta/segundo-fator/"])
def test_pessoa_do_estado_sem_segundo_fator_so_chega_a_ativacao(client, trait, caminho):
    client.force_login(UsuarioFactory(**{trait: True}))

    assert client.get(caminho).url == ATIVAR


def test_pessoa_do_municipio_e_ajuste_desligado_nao_sao_barrados(client, settings):
    client.force_login(UsuarioFactory())
    assert client.get(PERFIL).status_code == 200

    settings.EXIGE_SEGUNDO_FATOR = False
    client.force_login(UsuarioFactory(gerente=True))
    assert client.get(PERFIL).status_code == 200


def test_quem_acabou_de_entrar_ativa_sem_repetir_a_senha(
    client, django_capture_on_commit_callbacks
):
    gerente = UsuarioFactory(gerente=True)
    entrar(client, gerente)
    pagina = client.get(ATIVAR)
    assert "data:image/svg+xml;base64," in pagina.text
    assert client.session["mfa.totp.secret"] in pagina.text

    codigo = codigo_do_aplicativo(client.session["mfa.totp.secret"])
    with django_capture_on_commit_callbacks(execute=True):
        resposta = client.post(ATIVAR, {"code": codigo}, follow=True)

    assert resposta.redirect_chain[-1][0] == RECUPERACAO
    assert "Restam 10 de" in resposta.text
    assert client.get(PERFIL).status_code == 200
    assert ultima_mensagem(gerente.email).assunto == "Segundo fator ativado"


def test_quem_entrou_ha_tempo_confirma_a_senha_antes(client):
    pessoa = UsuarioFactory()
    client.force_login(pessoa)

    assert client.get(ATIVAR).url.startswith("/conta/confirmar/?next=")
    resposta = client.post(f"/conta/confirmar/?next={ATIVAR}", {"password": SENHA})

    assert resposta.url == ATIVAR
    assert client.get(ATIVAR).status_code == 200


def test_codigo_errado_nao_ativa(client):
    entrar(client, UsuarioFactory())
    client.get(ATIVAR)

    assert "O código não confere" in client.post(ATIVAR, {"code": "000000"}).text
    assert not Authenticator.objects.exists()


def test_entrada_pede_o_segundo_fator(client):
    gerente = UsuarioFactory(gerente=True)
    entrar(client, gerente)
    segredo = ativar(client)
    client.post("/conta/sair/")

    assert entrar(client, gerente).url == SEGUNDO_PASSO
    assert not entrou(client)
    assert "O código não confere" in client.post(SEGUNDO_PASSO, {"code": "000000"}).text
    client.post(SEGUNDO_PASSO, {"code": codigo_do_aplicativo(segredo)})

    assert entrou(client)


def test_codigo_por_email_tambem_passa_pelo_segundo_fator(client):
    gerente = UsuarioFactory(gerente=True)
    entrar(client, gerente)
    ativar(client)
    client.post("/conta/sair/")

    client.post("/conta/entrar/codigo/", {"email": gerente.email})
    codigo = re.search(r"[A-Z]{4}-[A-Z]{4}", ultima_mensagem(gerente.email).texto)[0]
    resposta = client.post("/conta/entrar/codigo/confirmar/", {"code": codigo})

    assert resposta.url == SEGUNDO_PASSO
    assert not entrou(client)


def test_codigo_de_recuperacao_entra_uma_vez(client):
    gerente = UsuarioFactory(gerente=True)
    entrar(client, gerente)
    ativar(client)
    guardado = client.get(f"{RECUPERACAO}baixar/").text.split()[-1]

    client.post("/conta/sair/")
    entrar(client, gerente)
    client.post(SEGUNDO_PASSO, {"code": guardado})
    assert entrou(client)

    client.post("/conta/sair/")
    entrar(client, gerente)
    client.post(SEGUNDO_PASSO, {"code": guardado})
    assert not entrou(client)


def test_gerar_outros_codigos_de_recuperacao_avisa(client, django_capture_on_commit_callbacks):
    gerente = UsuarioFactory(gerente=True)
    entrar(client, gerente)
    ativar(client)
    antes = client.get(f"{RECUPERACAO}baixar/").text

    assert "10 códigos que você ainda tem" in client.get(f"{RECUPERACAO}gerar/").text
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(f"{RECUPERACAO}gerar/").url == RECUPERACAO

    assert client.get(f"{RECUPERACAO}baixar/").text != antes
    assert ultima_mensagem(gerente.email).assunto == "Novos códigos de recuperação"


def test_municipal_desativa_e_pessoa_do_estado_nao(client):
    for pessoa, sobram in ((UsuarioFactory(), 0), (UsuarioFactory(gerente=True), 2)):
        client.post("/conta/sair/")
        entrar(client, pessoa)
        ativar(client)
        assert "Ativado" in client.get("/conta/segundo-fator/").text

        pagina = client.get(DESATIVAR).text
        client.post(DESATIVAR)

        assert ("O seu papel exige o segundo fator" in pagina) == bool(sobram)
        assert Authenticator.objects.filter(user=pessoa).count() == sobram


def test_confirmar_com_o_aplicativo(client):
    pessoa = UsuarioFactory()
    entrar(client, pessoa)
    segredo = ativar(client)
    client.force_login(pessoa)  # como quem entrou há tempo
    endereco = f"/conta/confirmar/segundo-fator/?next={RECUPERACAO}"

    assert "Usar a senha" in client.get(endereco).text
    resposta = client.post(endereco, {"code": codigo_do_aplicativo(segredo)})

    assert resposta.url == RECUPERACAO


def test_segredos_ficam_cifrados_no_banco(client):
    entrar(client, UsuarioFactory())
    segredo = ativar(client)

    guardados = {a.type: a.data for a in Authenticator.objects.all()}
    assert segredo not in str(guardados)
    assert AdaptadorDoSegundoFator().decrypt(guardados["totp"]["secret"]) == segredo


def test_chave_anterior_ainda_decifra(settings):
    settings.CHAVES_DE_DADOS = ["primeira"]
    cifrado = AdaptadorDoSegundoFator().encrypt("SEGREDO")

    settings.CHAVES_DE_DADOS = ["segunda", "primeira"]

    assert AdaptadorDoSegundoFator().decrypt(cifrado) == "SEGREDO"
