"""Servidores privados e um Estado de tamanho escolhido, apagados no fim."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from seicidades.chao.postgres import Postgres, pasta_de_sockets
from seicidades.chao.valkey import Valkey


@contextmanager
def servidores() -> Iterator[None]:
    """PostgreSQL durável, como o de produção, e Valkey; os ajustes vão para o ambiente."""
    pasta, sockets = Path(tempfile.mkdtemp(prefix="seicidades-bench-")), pasta_de_sockets()
    postgres = Postgres(pasta / "postgres", sockets, pasta / "postgres.log")
    valkey = Valkey(pasta / "valkey", pasta / "valkey.log", duravel=False)
    (pasta / "estaticos").mkdir()
    try:
        postgres.iniciar()
        postgres.executar("CREATE DATABASE seicidades")
        valkey.iniciar()
        os.environ.update(
            AMBIENTE="testes",
            DJANGO_SETTINGS_MODULE="seicidades.settings",
            SECRET_KEY="so-para-as-medidas-" + "x" * 40,
            DATABASE_URL=postgres.url("seicidades"),
            REDIS_URL=valkey.url,
            SEICIDADES_DADOS=str(pasta),
            STATIC_ROOT=str(pasta / "estaticos"),
            MEDIA_ROOT=str(pasta / "arquivos"),
            NIVEL_DO_LOG="ERROR",
            ALLOWED_HOSTS="testserver",
        )
        yield
    finally:
        valkey.parar()
        postgres.parar()
        for resto in (pasta, sockets):
            shutil.rmtree(resto, ignore_errors=True)
