"""Entrega por SMTP de verdade: recusa, demora, queda e morte de quem entrega."""

import os
import signal
import socket
import subprocess
import sys
import threading
from datetime import timedelta

import pytest
from celery.contrib.testing.worker import start_worker
from django.db import connection, connections, transaction
from django.utils import timezone

from seicidades.celery import app
from seicidades.correio import servicos, tasks
from seicidades.correio.models import Mensagem, Situacao
from tests.correio.conftest import porta_livre
from tests.factories import MensagemFactory, PortaoFactory

ENTREGADOR = (
    "import sys, django; django.setup(); "
    "from seicidades.correio.tasks import entregar; entregar(int(sys.argv[1]))"
)


@pytest.fixture
def codigo(db):
    return MensagemFactory(
        transacional=True, assunto="Código", texto="BCDF-GHJK", html="<p>BCDF-GHJK</p>"
    )


def ficha(mensagem):
    mensagem.refresh_from_db()
    return mensagem.situacao, mensagem.tentativas, mensagem.possivel_duplicata


def chegou_a_hora(mensagem):
    """Passa o tempo: vencem a espera e a reserva."""
    ontem = timezone.now() - timedelta(days=1)
    Mensagem.objects.filter(pk=mensagem.pk).update(tentar_em=ontem)
    Mensagem.objects.filter(pk=mensagem.pk, reservado_ate__isnull=False).update(reservado_ate=ontem)


# --- Uma tentativa ---------------------------------------------------------------------


def test_entregar_envia_texto_e_html_e_apaga_o_segredo(caixa_postal, codigo):
    tasks.entregar(codigo.pk)

    assert ficha(codigo) == (Situacao.ENVIADO, 1, False)
    assert (codigo.texto, codigo.html) == ("", "")
    assert caixa_postal.cabecalhos("Message-ID") == [codigo.message_id]
    assert caixa_postal.cabecalhos("Subject") == ["=?utf-8?q?C=C3=B3digo?="]
    assert caixa_postal.recebidas[0].count("BCDF-GHJK") == 2


def test_na_demonstracao_o_conteudo_fica_para_ser_lido(caixa_postal, codigo, settings):
    settings.DEMO = True

    tasks.entregar(codigo.pk)

    assert ficha(codigo)[0] == Situacao.ENVIADO
    assert codigo.texto == "BCDF-GHJK"


def test_aviso_guarda_o_conteudo_como_registro(caixa_postal, db):
    PortaoFactory(aberto=True)
    aviso = MensagemFactory()

    tasks.entregar(aviso.pk)

    assert ficha(aviso) == (Situacao.ENVIADO, 1, False)
    assert aviso.texto


def test_enviada_nao_sai_de_novo(caixa_postal, codigo):
    tasks.entregar(codigo.pk)
    tasks.entregar(codigo.pk)

    assert len(caixa_postal.recebidas) == 1


def test_portao_fechado_segura_o_aviso(caixa_postal, db):
    aviso = MensagemFactory()

    tasks.entregar(aviso.pk)

    assert ficha(aviso) == (Situacao.PENDENTE, 0, False)
    assert caixa_postal.recebidas == []


def test_conexao_recusada_espera_e_tenta_de_novo(caixa_postal, codigo, settings):
    settings.EMAIL_PORT = porta_livre()
    tasks.entregar(codigo.pk)
    assert ficha(codigo) == (Situacao.PENDENTE, 1, False)
    assert "ConnectionRefusedError" in codigo.erro
    assert codigo.tentar_em > timezone.now()

    settings.EMAIL_PORT = caixa_postal.porta
    chegou_a_hora(codigo)
    tasks.entregar(codigo.pk)

    assert ficha(codigo) == (Situacao.ENVIADO, 2, False)
    assert codigo.erro == ""


@pytest.mark.parametrize(
    ("resposta", "situacao", "duvida"),
    [
        ("451 volte depois", Situacao.PENDENTE, False),
        ("554 recusada", Situacao.FALHOU, False),
        ("cair", Situacao.PENDENTE, True),
    ],
)
def test_resposta_a_mensagem_decide_se_insiste(caixa_postal, codigo, resposta, situacao, duvida):
    caixa_postal.respostas = [resposta]

    tasks.entregar(codigo.pk)

    assert ficha(codigo) == (situacao, 1, duvida)
    assert codigo.texto


@pytest.mark.parametrize(
    ("resposta", "situacao"),
    [("450 caixa cheia", Situacao.PENDENTE), ("550 não existe", Situacao.FALHOU)],
)
def test_resposta_ao_endereco_decide_se_insiste(caixa_postal, codigo, resposta, situacao):
    caixa_postal.resposta_ao_endereco = resposta

    tasks.entregar(codigo.pk)

    assert ficha(codigo) == (situacao, 1, False)
    assert caixa_postal.recebidas == []


def test_desiste_depois_do_maximo_de_tentativas(settings, codigo):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", porta_livre()
    esperas = []
    while ficha(codigo)[0] == Situacao.PENDENTE:
        chegou_a_hora(codigo)
        tasks.entregar(codigo.pk)
        codigo.refresh_from_db()
        esperas.append(round((codigo.tentar_em - timezone.now()).total_seconds() / 60))

    assert ficha(codigo) == (Situacao.FALHOU, 8, False)
    assert esperas[:-1] == [1, 2, 5, 15, 60, 180, 720]


# --- Varredura -------------------------------------------------------------------------


def test_varredura_chama_so_o_que_espera_a_vez(monkeypatch, codigo):
    MensagemFactory()
    MensagemFactory(enviada=True)
    MensagemFactory(transacional=True, tentar_em=timezone.now() + timedelta(minutes=5))
    chamadas = []
    monkeypatch.setattr(tasks.entregar, "delay", chamadas.append)

    tasks.varrer()

    assert chamadas == [codigo.pk]


def test_varredura_avisa_quando_ha_demais(monkeypatch, caplog, codigo):
    monkeypatch.setattr(tasks, "LOTE_DA_VARREDURA", 1)
    monkeypatch.setattr(tasks.entregar, "delay", lambda pk: None)

    tasks.varrer()

    assert "mais de 1 mensagens" in caplog.text


# --- Dois ao mesmo tempo ---------------------------------------------------------------


def em_outra_linha(funcao, *args):
    def rodar():
        try:
            funcao(*args)
        finally:
            connections.close_all()

    linha = threading.Thread(target=rodar)
    linha.start()
    return linha


@pytest.mark.django_db(transaction=True)
def test_dois_trabalhadores_nao_entregam_a_mesma_linha(caixa_postal):
    codigo = MensagemFactory(transacional=True)
    caixa_postal.segurar = True
    primeiro = em_outra_linha(tasks.entregar, codigo.pk)
    assert caixa_postal.chegou.wait(10)

    tasks.entregar(codigo.pk)
    caixa_postal.soltar()
    primeiro.join(10)

    assert len(caixa_postal.recebidas) == 1
    assert ficha(codigo) == (Situacao.ENVIADO, 1, False)


@pytest.mark.django_db(transaction=True)
def test_reservas_simultaneas_tem_um_vencedor():
    mensagens = [MensagemFactory(transacional=True) for _ in range(10)]
    largada, vencedores = threading.Barrier(3), []

    def disputar():
        for mensagem in mensagens:
            largada.wait(10)
            if Mensagem.objects.reservar(mensagem.pk, por=timedelta(minutes=10)):
                vencedores.append(mensagem.pk)

    for linha in [em_outra_linha(disputar) for _ in range(3)]:
        linha.join(20)

    assert sorted(vencedores) == [mensagem.pk for mensagem in mensagens]


# --- Quem entrega morre no meio --------------------------------------------------------


def entregador_a_parte(mensagem, porta):
    """Um processo de verdade, no banco deste teste."""
    banco = connection.settings_dict
    sockets = banco["HOST"] or banco["OPTIONS"]["host"]
    ambiente = os.environ | {
        "DJANGO_SETTINGS_MODULE": "seicidades.settings",
        "DATABASE_URL": f"postgresql://{banco['USER']}@/{banco['NAME']}?host={sockets}",
        "EMAIL_URL": f"smtp://127.0.0.1:{porta}",
    }
    comando = [sys.executable, "-c", ENTREGADOR, str(mensagem.pk)]
    return subprocess.Popen(comando, env=ambiente)  # noqa: S603 (comando do próprio teste)


def matar(processo):
    processo.send_signal(signal.SIGKILL)
    processo.wait(10)


@pytest.mark.django_db(transaction=True)
def test_morte_durante_a_entrega_deixa_a_mensagem_e_a_duvida(caixa_postal):
    """ARQUITETURA §8, promessa 5: nunca se perde; em dobro, só se morreu no ato, e marcada."""
    codigo = MensagemFactory(transacional=True)
    caixa_postal.segurar = True
    processo = entregador_a_parte(codigo, caixa_postal.porta)
    assert caixa_postal.chegou.wait(30)
    matar(processo)
    assert ficha(codigo) == (Situacao.ENTREGANDO, 1, False)

    tasks.entregar(codigo.pk)
    assert len(caixa_postal.recebidas) == 1  # a reserva do morto ainda vale
    caixa_postal.soltar()
    chegou_a_hora(codigo)
    tasks.entregar(codigo.pk)

    assert ficha(codigo) == (Situacao.ENVIADO, 2, True)
    assert caixa_postal.cabecalhos("Message-ID") == [codigo.message_id] * 2


@pytest.mark.django_db(transaction=True)
def test_morte_antes_da_entrega_nao_deixa_duvida(caixa_postal):
    codigo = MensagemFactory(transacional=True)
    with socket.create_server(("127.0.0.1", 0)) as mudo:  # aceita e nunca responde
        mudo.settimeout(30)
        processo = entregador_a_parte(codigo, mudo.getsockname()[1])
        conversa, _ = mudo.accept()
        with conversa:
            matar(processo)
    assert ficha(codigo) == (Situacao.RESERVADO, 1, False)

    chegou_a_hora(codigo)
    tasks.entregar(codigo.pk)

    assert ficha(codigo) == (Situacao.ENVIADO, 2, False)


# --- Com a fila de verdade -------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_trabalhador_do_celery_entrega_depois_do_commit(caixa_postal):
    with start_worker(app, perform_ping_check=False, shutdown_timeout=20):
        with transaction.atomic():
            mensagem = servicos.enfileirar(
                para="pessoa@exemplo.invalid",
                assunto="Código",
                texto="BCDF-GHJK",
                chave="codigo:1",
                transacional=True,
            )
            assert not caixa_postal.chegou.is_set()
        assert caixa_postal.chegou.wait(20)

    assert ficha(mensagem)[0] == Situacao.ENVIADO
