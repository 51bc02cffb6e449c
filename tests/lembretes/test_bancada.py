"""Bancada: trabalhador, duas agendas, fila, banco e SMTP de verdade, mortos ao acaso.

Nada se perde; uma mensagem por pessoa e dia; em dobro, só as marcadas.

    BANCADA_MORTES=100   quantos `kill -9` (padrão 12)
    BANCADA_SORTE=7      semente do sorteio, para repetir

Com `--log-cli-level=INFO` o fim diz quantas morreram e quantas saíram em dobro.
"""

import contextlib
import logging
import os
import random
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable
from datetime import datetime, time, timedelta
from email import message_from_bytes
from pathlib import Path

import pytest
import redis
from aiosmtpd.controller import Controller
from django.conf import settings
from django.db import connection
from django.utils import timezone

from seicidades.correio.models import Mensagem, Situacao
from seicidades.lembretes.models import Envio, UltimaVarredura
from tests.correio.conftest import porta_livre
from tests.factories import UsuarioFactory
from tests.lembretes.conftest import SEGUNDA, nova_cidade

registro = logging.getLogger(__name__)
MORTES = int(os.environ.get("BANCADA_MORTES", "12"))
SORTE = int(os.environ.get("BANCADA_SORTE", "1554"))
CIDADES = max(30, 3 * MORTES)
SEMANA = timedelta(days=7)
PACIENCIA_S = 60 + MORTES
CELERY = [sys.executable, "-m", "celery", "-A", "tests.lembretes.oficina"]


def esperar(condicao: Callable[[], bool], segundos: float, passo: float = 0.1) -> bool:
    """Verdadeiro assim que a condição vale; falso, se o tempo acaba antes."""
    prazo = datetime.now().timestamp() + segundos  # noqa: DTZ005 (só mede intervalo)
    pausa = threading.Event()
    while not condicao():
        if datetime.now().timestamp() > prazo:  # noqa: DTZ005 (idem)
            return False
        pausa.wait(passo)
    return True


class Sumidouro:
    """Um servidor SMTP que conta o que recebe e pode sair do ar."""

    def __init__(self):
        self.recebidas: Counter[str] = Counter()
        self.porta = porta_livre()
        self.controlador = None

    async def handle_DATA(self, server, session, envelope):
        self.recebidas[message_from_bytes(envelope.content)["Message-ID"]] += 1
        return "250 aceita"

    @property
    def total(self) -> int:
        return self.recebidas.total()

    def subir(self) -> None:
        self.controlador = Controller(self, hostname="127.0.0.1", port=self.porta)
        self.controlador.start()

    def cair(self) -> None:
        if self.controlador:
            self.controlador.stop()
            self.controlador = None


class Bancada:
    """Os processos e o relógio deles."""

    def __init__(self, pasta: Path, sumidouro: Sumidouro):
        self.pasta, self.sumidouro = pasta, sumidouro
        self.sorteio = random.Random(SORTE)  # noqa: S311 (repetível, não é segredo)
        self.processos: dict[str, subprocess.Popen] = {}
        self.mortes: Counter[str] = Counter()
        self.fila = settings.REDIS_URL.rpartition("/")[0] + "/9"
        self.adiante = timedelta()

    def acertar(self, dia) -> None:
        """Às nove da manhã do dia, contado de agora."""
        alvo = datetime.combine(dia, time(9), timezone.get_default_timezone())
        self.adiante = alvo - datetime.now(alvo.tzinfo)

    def ambiente(self) -> dict[str, str]:
        banco = connection.settings_dict
        sockets = banco["HOST"] or banco["OPTIONS"]["host"]
        return os.environ | {
            "DJANGO_SETTINGS_MODULE": "seicidades.settings",
            "DATABASE_URL": f"postgresql://{banco['USER']}@/{banco['NAME']}?host={sockets}",
            "EMAIL_URL": f"smtp://127.0.0.1:{self.sumidouro.porta}",
            "REDIS_URL": self.fila,
            "BANCADA_ADIANTE_S": str(self.adiante.total_seconds()),
        }

    def comando(self, nome: str) -> list[str]:
        if nome == "trabalhador":
            calado = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
            return [*CELERY, "worker", "-c", "2", "-l", "ERROR", *calado]
        agenda = self.pasta / f"{nome}.{sum(self.mortes.values())}"
        return [*CELERY, "beat", "-l", "ERROR", "--pidfile=", "-s", str(agenda)]

    def ligar(self, nome: str) -> None:
        with (self.pasta / f"{nome}.log").open("ab") as registro:
            self.processos[nome] = subprocess.Popen(  # noqa: S603 (comando do próprio teste)
                self.comando(nome),
                env=self.ambiente(),
                cwd=settings.BASE_DIR,
                stdout=registro,
                stderr=registro,
                start_new_session=True,
            )

    def ligar_tudo(self) -> None:
        for nome in ("trabalhador", "agenda1", "agenda2"):
            self.ligar(nome)

    def matar(self, nome: str) -> None:
        """O processo e os filhos, de uma vez, sem aviso."""
        processo = self.processos.pop(nome)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(processo.pid, signal.SIGKILL)
        processo.wait(10)

    def matar_tudo(self) -> None:
        for nome in list(self.processos):
            self.matar(nome)

    def matar_um_filho(self) -> bool:
        """Quem está com a mensagem na mão; o trabalhador põe outro no lugar."""
        pid = self.processos["trabalhador"].pid
        filhos = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        if not filhos:
            return False
        with contextlib.suppress(ProcessLookupError):
            os.kill(int(self.sorteio.choice(filhos)), signal.SIGKILL)
        return True

    def morrer_ao_acaso(self) -> None:
        alvos = ["filho"] * 6 + ["trabalhador"] * 2 + ["agenda1", "agenda2"]
        alvo = self.sorteio.choice(alvos)
        if alvo == "filho" and not self.matar_um_filho():
            alvo = "trabalhador"
        self.mortes[alvo] += 1
        if alvo != "filho":
            self.matar(alvo)
            self.ligar(alvo)

    def matar_enquanto_entrega(self, quantas: int, ate: int) -> None:
        """Espalha mortes pelo caminho até `ate` mensagens recebidas ao todo."""
        comeco = self.sumidouro.total
        for numero in range(1, quantas + 1):
            marca = comeco + (ate - comeco) * numero // (quantas + 1)
            esperar(lambda alvo=marca: self.sumidouro.total >= alvo, 10, 0.005)
            self.morrer_ao_acaso()

    def recomecar(self, adiante: timedelta) -> None:
        """Move o relógio: todos os processos voltam no tempo novo."""
        self.matar_tudo()
        self.adiante += adiante
        self.ligar_tudo()

    def esvaziar_a_fila(self) -> None:
        with redis.Redis.from_url(self.fila) as fila:
            fila.flushdb()

    def registros(self) -> str:
        return "\n".join(p.read_text()[-3000:] for p in sorted(self.pasta.glob("*.log")))


@pytest.fixture
def sumidouro():
    sumidouro = Sumidouro()
    sumidouro.subir()
    yield sumidouro
    sumidouro.cair()


@pytest.fixture
def bancada(tmp_path, sumidouro):
    bancada = Bancada(tmp_path, sumidouro)
    bancada.acertar(SEGUNDA)
    yield bancada
    bancada.matar_tudo()
    bancada.esvaziar_a_fila()


def enviadas() -> int:
    return Mensagem.objects.filter(chave__startswith="resumo:", situacao=Situacao.ENVIADO).count()


@pytest.mark.django_db(transaction=True)
def test_nada_se_perde_e_nada_sai_em_dobro_sem_marca(
    relogio, roteiro_curto, portao, bancada, sumidouro
):
    """ARQUITETURA §6, com tudo de verdade."""
    gerente = UsuarioFactory(gerente=True)
    cidades = [nova_cidade(gerente) for _ in range(CIDADES)]
    pessoas = {gerente.pk, *(c.gestor_sei.pk for c in cidades)}
    por_dia = len(pessoas)

    # Segunda: mortes, o SMTP cai por uma hora, a fila se perde, mais mortes.
    bancada.ligar_tudo()
    bancada.matar_enquanto_entrega(MORTES // 3, por_dia // 2)
    sumidouro.cair()
    com_falha = Mensagem.objects.exclude(erro="")
    assert esperar(com_falha.exists, 30), bancada.registros()
    bancada.morrer_ao_acaso()
    bancada.esvaziar_a_fila()
    sumidouro.subir()
    bancada.recomecar(timedelta(hours=1))
    bancada.matar_enquanto_entrega(MORTES // 3, por_dia)
    assert esperar(lambda: enviadas() == por_dia, PACIENCIA_S), bancada.registros()

    # A segunda seguinte: mais mortes e a fila perdida de novo.
    bancada.recomecar(SEMANA)
    faltam = MORTES - bancada.mortes.total()
    bancada.matar_enquanto_entrega(faltam, sumidouro.total + por_dia)
    bancada.esvaziar_a_fila()
    assert esperar(lambda: enviadas() == 2 * por_dia, PACIENCIA_S), bancada.registros()

    # Terça: a agenda passa e não há o que mandar.
    terca = SEGUNDA + SEMANA + timedelta(days=1)
    bancada.recomecar(timedelta(days=1))
    passou = UltimaVarredura.objects.filter(dia=terca)
    assert esperar(passou.exists, PACIENCIA_S), bancada.registros()
    bancada.matar_tudo()

    esperadas = {f"resumo:{p}:{d}" for p in pessoas for d in (SEGUNDA, SEGUNDA + SEMANA)}
    resumos = list(Mensagem.objects.filter(chave__startswith="resumo:").order_by("pk"))
    assert bancada.mortes.total() == MORTES
    assert Envio.objects.count() == 2 * por_dia
    assert sorted(m.chave for m in resumos) == sorted(esperadas)
    assert {m.situacao for m in resumos} == {Situacao.ENVIADO}
    assert {m.message_id for m in resumos} == set(sumidouro.recebidas)
    marcadas = {m.message_id for m in resumos if m.possivel_duplicata}
    em_dobro = {chave for chave, vezes in sumidouro.recebidas.items() if vezes > 1}
    registro.info(
        "Mortes: %s. Mensagens: %s. Em dobro: %s. Marcadas: %s.",
        dict(bancada.mortes),
        len(resumos),
        len(em_dobro),
        len(marcadas),
    )
    assert em_dobro <= marcadas
