"""Sondas e métricas: mínimo para o público, números para quem opera."""

import pytest
import redis
from django.core.cache import cache
from django.db import DatabaseError, connection, connections
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from seicidades.fluxo import vigia
from seicidades.lembretes.models import UltimaVarredura
from seicidades.operacao import contagens, saude
from seicidades.operacao.middleware import AcompanhaOPedido
from seicidades.operacao.tasks import pulsar
from tests.factories import MensagemFactory, PortaoFactory, UsuarioFactory

FORA = {"REMOTE_ADDR": "203.0.113.9"}
PELO_PROXY = {"REMOTE_ADDR": "127.0.0.1", "headers": {"X-Forwarded-For": "203.0.113.9"}}
PRONTO, METRICAS = reverse("operacao:pronto"), reverse("operacao:metricas")


@pytest.fixture(autouse=True)
def redis_limpo():
    cache.delete_many([saude.CHAVE_DO_PULSO, vigia.CHAVE])
    with contagens.ligacao() as servidor:
        servidor.delete(contagens.CHAVE)
    contagens.coletor.contas.clear()


@pytest.fixture(autouse=True)
def lembretes_em_dia(request):
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("db")
        UltimaVarredura.objects.create(vista_em=timezone.now())


@pytest.fixture
def sem_banco(monkeypatch):
    def recusar(*args, **kwargs):
        raise DatabaseError("fora do ar")

    monkeypatch.setattr(type(connections["default"]), "cursor", recusar)


def quebrar_redis(monkeypatch):
    def recusar(*args, **kwargs):
        raise redis.ConnectionError("fora do ar")

    monkeypatch.setattr(redis.connection.ConnectionPool, "get_connection", recusar)


def exames(resposta) -> dict[str, bool]:
    return {exame["nome"]: exame["bem"] for exame in resposta.json()["exames"]}


def test_viva_sem_banco_e_sem_redis(client, sem_banco, monkeypatch):
    quebrar_redis(monkeypatch)

    resposta = client.get(reverse("operacao:saude"), **FORA)

    assert resposta.status_code == 200
    assert resposta.json() == {"situacao": "viva", "lembretes": "desconhecido"}
    assert "no-store" in resposta["Cache-Control"]


@pytest.mark.django_db
def test_publico_so_sabe_a_situacao(client):
    pulsar()

    for origem in (FORA, PELO_PROXY):
        resposta = client.get(PRONTO, **origem)
        assert (resposta.status_code, resposta.json()) == (200, {"situacao": "pronto"})


@pytest.mark.django_db
def test_desta_maquina_ve_os_exames(client):
    pulsar()

    assert exames(client.get(PRONTO)) == {
        "banco": True,
        "redis": True,
        "migracoes": True,
        "agenda": True,
        "correio": True,
        "lembretes": True,
        "registro": True,
    }


@pytest.mark.django_db
def test_token_rede_liberada_e_administrador_veem_os_exames(client, settings):
    settings.TOKEN_DA_OPERACAO = "token-ficticio"
    com_token = {
        "REMOTE_ADDR": "203.0.113.9",
        "headers": {"Authorization": "Bearer token-ficticio"},
    }
    com_outro = {"REMOTE_ADDR": "203.0.113.9", "headers": {"Authorization": "Bearer token"}}
    assert "exames" in client.get(PRONTO, **com_token).json()
    assert "exames" not in client.get(PRONTO, **com_outro).json()

    client.force_login(UsuarioFactory(gerente=True))
    assert "exames" not in client.get(PRONTO, **FORA).json()
    client.force_login(UsuarioFactory(administrador=True))
    assert "exames" in client.get(PRONTO, **FORA).json()


@pytest.mark.django_db
def test_agenda_parada_e_correio_parado_degradam_sem_tirar_do_ar(client, monkeypatch):
    PortaoFactory(aberto=True)
    MensagemFactory(tentar_em=timezone.now() - timezone.timedelta(hours=1))

    resposta = client.get(PRONTO)

    assert (resposta.status_code, resposta.json()["situacao"]) == (200, "degradado")
    achados = exames(resposta)
    assert (achados["agenda"], achados["correio"]) == (False, False)

    pulsar()
    agora = saude.time.time()
    monkeypatch.setattr(saude.time, "time", lambda: agora + saude.AGENDA_ATRASADA + 1)
    assert exames(client.get(PRONTO))["agenda"] is False


@pytest.mark.django_db
def test_agenda_dos_lembretes_parada_degrada_sem_tirar_do_ar(client):
    pulsar()
    assert client.get(PRONTO).json()["situacao"] == "pronto"
    assert client.get(reverse("operacao:saude")).json()["lembretes"] == "em dia"
    UltimaVarredura.objects.update(vista_em=timezone.now() - timezone.timedelta(days=15))
    assert client.get(reverse("operacao:saude")).json()["lembretes"] == "parados"

    resposta = client.get(PRONTO)

    assert (resposta.status_code, resposta.json()["situacao"]) == (200, "degradado")
    [exame] = [e for e in resposta.json()["exames"] if e["nome"] == "lembretes"]
    assert (exame["bem"], exame["essencial"]) == (False, False)
    assert "devia ter passado" in exame["recado"]


@pytest.mark.django_db
def test_lembretes_recem_instalados_nao_degradam_e_os_que_nunca_passaram_sim(client):
    pulsar()
    UltimaVarredura.objects.all().delete()
    assert client.get(PRONTO).json()["situacao"] == "pronto"

    aplicadas = MigrationRecorder(connection).migration_qs.filter(app="lembretes")
    aplicadas.update(applied=timezone.now() - timezone.timedelta(days=15))
    assert client.get(PRONTO).json()["situacao"] == "degradado"


@pytest.mark.django_db
def test_mensagem_presa_pelo_portao_nao_e_atraso(client):
    PortaoFactory(aberto=False)
    MensagemFactory(tentar_em=timezone.now() - timezone.timedelta(hours=1))

    assert exames(client.get(PRONTO))["correio"] is True


def test_sem_banco_nao_atende(client, sem_banco):
    resposta = client.get(PRONTO, **FORA)

    assert (resposta.status_code, resposta.json()) == (503, {"situacao": "fora"})


@pytest.mark.django_db
def test_sem_redis_nao_atende(client, monkeypatch):
    quebrar_redis(monkeypatch)

    resposta = client.get(PRONTO)

    assert resposta.status_code == 503
    assert exames(resposta)["redis"] is False
    assert exames(resposta)["banco"] is True


@pytest.mark.django_db
def test_migracao_por_aplicar_nao_atende(client):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'capacitacao'")

    resposta = client.get(PRONTO)

    assert resposta.status_code == 503
    assert exames(resposta)["migracoes"] is False


@pytest.mark.django_db
def test_metricas_nao_existem_para_o_publico(client):
    for origem in (FORA, PELO_PROXY):
        assert client.get(METRICAS, **origem).status_code == 404


@pytest.mark.django_db
def test_metricas_contam_pedidos_de_todos_os_processos(client):
    MensagemFactory(falhou=True)
    client.get(reverse("account_login"))
    contagens.coletor.entregar()
    with contagens.ligacao() as servidor:  # o que outra web já tinha entregado
        servidor.hincrbyfloat(contagens.CHAVE, "pedidos|GET|conta/entrar/|200", 2)

    resposta = client.get(METRICAS)
    linhas = resposta.content.decode().splitlines()

    assert resposta["Content-Type"].startswith("text/plain; version=0.0.4")
    assert 'seicidades_pedidos_total{metodo="GET",rota="conta/entrar/",situacao="200"} 3' in linhas
    assert 'seicidades_pedido_segundos_bucket{rota="conta/entrar/",le="+Inf"} 1' in linhas
    assert 'seicidades_mensagens{situacao="falhou"} 1' in linhas
    assert 'seicidades_saude{exame="banco"} 1' in linhas
    assert not any("@" in linha for linha in linhas)


@pytest.mark.django_db
def test_rota_com_barra_em_pe_se_conta_como_as_outras(client):
    rota = "^(?P<tipo>unidades|usuarios)/$"
    contagens.anotar("GET", rota, 200, 0.01)
    contagens.coletor.entregar()

    linhas = client.get(METRICAS).content.decode()

    assert "unidades|usuarios" in linhas
    assert 'situacao="200"} 1' in linhas


@pytest.mark.django_db
def test_sem_redis_as_paginas_seguem_e_a_contagem_espera(client, monkeypatch):
    with monkeypatch.context() as remendo:
        quebrar_redis(remendo)
        contagens.coletor.somar({"pedidos|GET|x|200": 1})
        contagens.coletor.entregar()

    assert contagens.ler()["pedidos|GET|x|200"] == 1


@pytest.mark.django_db
def test_pedido_tem_identificador_aproveitado_se_for_bem_formado():
    cliente = Client(headers={"X-Request-ID": "0f8fad5b-d9cb-469f-a165-70867728950e"})
    torto = Client(headers={"X-Request-ID": "a b\tc; injetado"})
    endereco = reverse("operacao:saude")

    aceito, criado = (c.get(endereco)["X-Request-ID"] for c in (cliente, torto))

    assert aceito == "0f8fad5b-d9cb-469f-a165-70867728950e"
    assert len(criado) == 32
    assert criado.isalnum()


@pytest.mark.django_db
def test_registro_do_pedido_tem_a_rota_e_nao_o_endereco(client, caplog):
    with caplog.at_level("INFO", logger="seicidades.pedidos"):
        client.get("/convites/segredo-ficticio-1/?email=ana@exemplo.invalid")
        client.get("/nada/529.982.247-25/")

    convite, nada = [r for r in caplog.records if r.name == "seicidades.pedidos"]
    assert convite.rota == "convites/<str:segredo>/"
    assert nada.rota == "(nenhuma)"
    assert "segredo-ficticio" not in convite.getMessage()


def test_quem_ninguem_leu_nao_e_consultado():
    pedido = RequestFactory().get("/")
    pedido.resolver_match = None

    AcompanhaOPedido(lambda p: HttpResponse())(pedido)

    assert not hasattr(pedido, "_cached_user")
