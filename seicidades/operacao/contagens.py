"""Contagens de pedidos, somadas no Redis por todos os processos da web.

Cada processo junta na memória e entrega de tempos em tempos; sem Redis, guarda
para depois. A web continua sem estado: qualquer uma responde por todas.
"""

import contextlib
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import redis
from django.conf import settings

CHAVE = "seicidades:contagens"
INTERVALO = 5.0
LIMITES = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
METODOS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
MAXIMO_DE_LINHAS = 5000


class Coletor:
    """O que este processo contou e ainda não entregou."""

    def __init__(self):
        self.trava = threading.Lock()
        self.contas: Counter[str] = Counter()
        self.entregue_em = 0.0

    def somar(self, contas: dict[str, float]) -> None:
        with self.trava:
            for nome, valor in contas.items():
                if nome in self.contas or len(self.contas) < MAXIMO_DE_LINHAS:
                    self.contas[nome] += valor
            esta_na_hora = time.monotonic() - self.entregue_em >= INTERVALO
        if esta_na_hora:
            self.entregar()

    def entregar(self) -> None:
        with self.trava:
            contas, self.contas = self.contas, Counter()
            self.entregue_em = time.monotonic()
        if contas and not _entregar(contas):
            with self.trava:
                self.contas.update(contas)


def _entregar(contas: Counter[str]) -> bool:
    try:
        with ligacao() as servidor:
            lote = servidor.pipeline(transaction=True)
            for nome, valor in contas.items():
                lote.hincrbyfloat(CHAVE, nome, valor)
            lote.execute()
    except redis.RedisError:
        return False
    return True


@contextmanager
def ligacao() -> Iterator[redis.Redis]:
    """Uma conversa curta com o Redis: quem mede não pode segurar quem espera."""
    servidor = redis.Redis.from_url(
        settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1, decode_responses=True
    )
    with contextlib.closing(servidor):
        yield servidor


coletor = Coletor()


def anotar(metodo: str, rota: str, situacao: int, segundos: float) -> None:
    metodo = metodo if metodo in METODOS else "OUTRO"
    faixa = next((limite for limite in LIMITES if segundos <= limite), "+Inf")
    coletor.somar(
        {
            f"pedidos|{metodo}|{rota}|{situacao}": 1,
            f"faixa|{rota}|{faixa}": 1,
            f"segundos|{rota}": segundos,
        }
    )


def ler() -> dict[str, float]:
    """Tudo o que foi contado, por todos os processos."""
    coletor.entregar()
    with ligacao() as servidor:
        return {nome: float(valor) for nome, valor in servidor.hgetall(CHAVE).items()}
