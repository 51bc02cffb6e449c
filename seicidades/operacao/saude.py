"""Pode atender? O que falta, o que demora e há quanto tempo."""

import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass

import redis
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from seicidades.comum.exames import Exame, exames_registrados
from seicidades.correio.models import Mensagem
from seicidades.operacao.contagens import ligacao

CHAVE_DO_PULSO = "operacao:pulso"
#: Segundos sem sinal da agenda, ou de espera de uma mensagem, que pedem atenção.
AGENDA_ATRASADA = 5 * 60
CORREIO_ATRASADO = 15 * 60

FALHAS = (DatabaseError, redis.RedisError, OSError)


@dataclass(frozen=True)
class Laudo:
    exames: tuple[Exame, ...]

    @property
    def pode_atender(self) -> bool:
        return all(exame.bem for exame in self.exames if exame.essencial)

    @property
    def situacao(self) -> str:
        if not self.pode_atender:
            return "fora"
        return "pronto" if all(exame.bem for exame in self.exames) else "degradado"

    def exame(self, nome: str) -> Exame:
        return next(exame for exame in self.exames if exame.nome == nome)

    def para_dados(self) -> dict:
        return {"situacao": self.situacao, "exames": [asdict(exame) for exame in self.exames]}


def examinar() -> Laudo:
    """Agenda, correio e o que outras partes conferem degradam; não tiram a web do ar."""
    return Laudo((_banco(), _redis(), _migracoes(), _agenda(), _correio(), *_das_partes()))


def _das_partes() -> Iterator[Exame]:
    for nome, conferir in exames_registrados():
        yield _tentar(nome, conferir, essencial=False)


def dos_lembretes() -> str:
    """Numa palavra, para quem vigia de fora: a agenda dos lembretes passou quando devia?"""
    try:
        return "em dia" if dict(exames_registrados())["lembretes"]().bem else "parados"
    except FALHAS:
        return "desconhecido"


def _tentar(nome: str, conferir: Callable[[], Exame], *, essencial: bool = True) -> Exame:
    try:
        return conferir()
    except FALHAS as erro:
        return Exame(nome, False, f"não respondeu ({type(erro).__name__})", essencial)


def _banco() -> Exame:
    def conferir():
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return Exame("banco", True, "responde")

    return _tentar("banco", conferir)


def _redis() -> Exame:
    def conferir():
        with ligacao() as servidor:
            servidor.ping()
        return Exame("redis", True, "responde")

    return _tentar("redis", conferir)


def _migracoes() -> Exame:
    def conferir():
        executor = MigrationExecutor(connection)
        faltam = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        recado = "aplicadas" if not faltam else f"faltam {faltam}: rode manage.py migrate"
        return Exame("migracoes", not faltam, recado)

    return _tentar("migracoes", conferir)


def pulsar() -> None:
    """Anota que a agenda chamou e que um trabalhador atendeu."""
    cache.set(CHAVE_DO_PULSO, time.time(), None)


def _agenda() -> Exame:
    def conferir():
        pulso = cache.get(CHAVE_DO_PULSO)
        if pulso is None:
            return Exame("agenda", False, "ainda não deu sinal", essencial=False)
        idade = max(0.0, time.time() - pulso)
        bem = idade <= AGENDA_ATRASADA
        return Exame("agenda", bem, f"último sinal há {idade:.0f} s", False, round(idade, 1))

    return _tentar("agenda", conferir, essencial=False)


def idade_do_correio() -> float:
    """Segundos de espera da mensagem que há mais tempo já podia ter saído."""
    agora = timezone.now()
    mais_antiga = (
        Mensagem.objects.por_entregar(agora)
        .order_by("tentar_em")
        .values_list("tentar_em", flat=True)
        .first()
    )
    return (agora - mais_antiga).total_seconds() if mais_antiga else 0.0


def _correio() -> Exame:
    def conferir():
        idade = idade_do_correio()
        bem = idade <= CORREIO_ATRASADO
        return Exame("correio", bem, f"maior espera: {idade:.0f} s", False, round(idade, 1))

    return _tentar("correio", conferir, essencial=False)
