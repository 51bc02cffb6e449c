"""Plugin do pytest (`-p tests.chao`): o chão privado da suíte.

Sobe um PostgreSQL e um Valkey só para esta execução e põe os endereços no
ambiente antes de o Django ler os ajustes; por isso não cabe no conftest.
"""

import contextlib
import fcntl
import os
import shutil
import tempfile
from pathlib import Path
from typing import IO

import pytest

from seicidades.chao.postgres import Postgres, pasta_de_sockets
from seicidades.chao.valkey import Valkey

PREFIXO = "seicidades-testes-"
TRAVA = "trava"


def _apagar_abandonadas() -> None:
    """Pastas de suítes que morreram sem limpar: a trava delas está solta."""
    for trava in Path(tempfile.gettempdir()).glob(f"{PREFIXO}*/{TRAVA}"):
        if trava.parent.lstat().st_uid != os.geteuid():
            continue  # de outro usuário: nem o conteúdo da trava merece fé
        with contextlib.suppress(OSError), trava.open() as arquivo:
            fcntl.flock(arquivo, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(arquivo.read(), ignore_errors=True)
            shutil.rmtree(trava.parent, ignore_errors=True)


def _abrir_pastas() -> tuple[Path, Path, IO]:
    """A pasta de trabalho; a dos sockets, que é de quem roda o servidor; e a trava."""
    pasta = Path(tempfile.mkdtemp(prefix=PREFIXO))
    sockets = pasta_de_sockets()
    for nome in ("estaticos", "arquivos"):
        (pasta / nome).mkdir()
    rascunho = (pasta / "trava.nova").open("w")
    fcntl.flock(rascunho, fcntl.LOCK_EX)
    rascunho.write(str(sockets))
    rascunho.flush()
    (pasta / "trava.nova").rename(pasta / TRAVA)  # só aparece já trancada
    return pasta, sockets, rascunho


def _declarar_ambiente(pasta: Path, postgres: Postgres, valkey: Valkey) -> None:
    for nome in ("EMAIL_URL", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "SQL", "DEMO_SENHA"):
        os.environ.pop(nome, None)
    os.environ.update(
        AMBIENTE="testes",
        SECRET_KEY="so-para-os-testes-" + "x" * 40,
        DATABASE_URL=postgres.url("seicidades"),
        REDIS_URL=valkey.url,
        ENDERECO_PUBLICO="http://testserver",
        SEICIDADES_DADOS=str(pasta),
        STATIC_ROOT=str(pasta / "estaticos"),
        MEDIA_ROOT=str(pasta / "arquivos"),
        NIVEL_DO_LOG="WARNING",
        DJANGO_ALLOW_ASYNC_UNSAFE="1",  # o Playwright síncrono deixa um laço aberto na linha
    )


class Chao:
    """Os dois servidores da suíte, parados no fim mesmo se a coleta falhar."""

    def __init__(self):
        _apagar_abandonadas()
        self.pasta, self.sockets, self.trava = _abrir_pastas()
        self.postgres = Postgres(
            self.pasta / "postgres", self.sockets, self.pasta / "postgres.log", duravel=False
        )
        self.valkey = Valkey(self.pasta / "valkey", self.pasta / "valkey.log", duravel=False)

    def subir(self) -> None:
        self.postgres.iniciar()
        self.valkey.iniciar()
        self.postgres.criar_papel_da_aplicacao()
        _declarar_ambiente(self.pasta, self.postgres, self.valkey)

    def descer(self) -> None:
        self.valkey.parar()
        self.postgres.parar()
        for pasta in (self.pasta, self.sockets):
            shutil.rmtree(pasta, ignore_errors=True)
        self.trava.close()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config):
    chao = Chao()
    early_config.add_cleanup(chao.descer)
    chao.subir()
    return (yield)
