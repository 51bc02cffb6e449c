"""Processos filhos: sessão própria, morte junto com o pai e parada com prazo."""

import os
import pwd
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

LANCADOR = Path(__file__).with_name("lancador.py")


def usuario_dos_servidores() -> tuple[int, int]:
    """Uid e gid de quem roda os servidores: `nobody` quando somos root."""
    if os.geteuid() != 0:
        return os.geteuid(), os.getegid()
    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid


def comando_lancado(
    comando: Sequence[str], *, pasta: Path, sinal: int, usuario: tuple[int, int] | None = None
) -> list[str]:
    """O comando que passa pelo lançador antes de virar o programa."""
    uid, gid = usuario or (os.geteuid(), os.getegid())
    preparo = [os.getpid(), int(sinal), uid, gid, pasta]
    return [sys.executable, "-I", str(LANCADOR), *map(str, preparo), *comando]


def iniciar(
    comando: Sequence[str],
    *,
    pasta: Path,
    saida: IO | int | None,
    ambiente: Mapping[str, str] | None = None,
    usuario: tuple[int, int] | None = None,
    sinal: int = signal.SIGTERM,
    entrada: int | None = subprocess.DEVNULL,
    herdar: Sequence[int] = (),
    sessao_propria: bool = True,
) -> subprocess.Popen:
    """Começa um filho.

    Chame da linha principal: o aviso de morte vale para a linha que criou o filho.

    Args:
        usuario: uid e gid com que o programa roda; o de agora, se ausente.
        sinal: o que o filho recebe quando o supervisor morre sem avisar.
        herdar: descritores que o filho conserva abertos, como a trava dos dados.
        sessao_propria: False deixa o filho no terminal de quem chamou.
    """
    return subprocess.Popen(  # noqa: S603 (os comandos são montados aqui no chão)
        comando_lancado(comando, pasta=pasta, sinal=sinal, usuario=usuario),
        stdin=entrada,
        stdout=saida,
        stderr=None if saida is None else subprocess.STDOUT,
        env=dict(os.environ if ambiente is None else ambiente),
        start_new_session=sessao_propria,
        pass_fds=tuple(herdar),
    )


def sinalizar(filho: subprocess.Popen, sinal: int, *, grupo: bool = False) -> None:
    try:
        if grupo:
            os.killpg(filho.pid, sinal)
        else:
            os.kill(filho.pid, sinal)
    except ProcessLookupError:
        return


def parar(filho: subprocess.Popen, *, sinal: int = signal.SIGTERM, prazo: float = 3.0) -> None:
    """Pede a parada; passado o prazo em segundos, encerra o grupo inteiro."""
    if filho.poll() is None:
        sinalizar(filho, sinal)
        try:
            filho.wait(timeout=prazo)
        except subprocess.TimeoutExpired:
            sinalizar(filho, signal.SIGKILL, grupo=True)
            filho.wait()
    sinalizar(filho, signal.SIGKILL, grupo=True)


def parar_juntos(filhos: Sequence[subprocess.Popen], *, prazo: float) -> None:
    """Pede a todos de uma vez; o prazo em segundos é comum."""
    for filho in filhos:
        if filho.poll() is None:
            sinalizar(filho, signal.SIGTERM)
    esperar(lambda: all(filho.poll() is not None for filho in filhos), prazo=prazo)
    for filho in filhos:
        sinalizar(filho, signal.SIGKILL, grupo=True)
        filho.wait()


class Interrompido(Exception):
    """Pediram a parada no meio de uma espera."""


class Vigia:
    """Anota o pedido de parada; quem espera pergunta por ele."""

    SINAIS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def __init__(self):
        self.pedido = threading.Event()

    def instalar(self) -> None:
        for sinal in self.SINAIS:
            signal.signal(sinal, lambda numero, quadro: self.pedido.set())

    def conferir(self) -> None:
        if self.pedido.is_set():
            raise Interrompido


def rodar(
    comando: Sequence[str],
    *,
    pasta: Path,
    saida: IO,
    ambiente: Mapping[str, str] | None = None,
    vigia: Vigia | None = None,
    herdar: Sequence[int] = (),
) -> int:
    """Roda até o fim e devolve o código de saída; a interrupção para o filho também."""
    filho = iniciar(comando, pasta=pasta, saida=saida, ambiente=ambiente, herdar=herdar)
    try:
        return concluir(filho, vigia)
    finally:
        parar(filho, prazo=1.0)


def concluir(filho: subprocess.Popen, vigia: Vigia | None = None) -> int:
    while True:
        try:
            return filho.wait(timeout=0.1)
        except subprocess.TimeoutExpired:
            if vigia is not None:
                vigia.conferir()


def esperar(condicao, *, prazo: float, intervalo: float = 0.02) -> bool:
    """Repete a condição até que valha ou o prazo em segundos acabe."""
    fim = time.monotonic() + prazo
    while not condicao():
        if time.monotonic() > fim:
            return False
        time.sleep(intervalo)
    return True
