"""Processos filhos: sessão própria, morte junto com o pai e parada com prazo."""

import os
import pwd
import signal
import subprocess
import sys
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
    saida: IO | int,
    ambiente: Mapping[str, str] | None = None,
    usuario: tuple[int, int] | None = None,
    sinal: int = signal.SIGTERM,
    entrada: int = subprocess.DEVNULL,
) -> subprocess.Popen:
    """Começa um filho em sessão própria.

    Chame da linha principal: o aviso de morte vale para a linha que criou o filho.

    Args:
        usuario: uid e gid com que o programa roda; o de agora, se ausente.
        sinal: o que o filho recebe quando o supervisor morre sem avisar.
    """
    return subprocess.Popen(  # noqa: S603 (os comandos são montados aqui no chão)
        comando_lancado(comando, pasta=pasta, sinal=sinal, usuario=usuario),
        stdin=entrada,
        stdout=saida,
        stderr=subprocess.STDOUT,
        env=dict(os.environ if ambiente is None else ambiente),
        start_new_session=True,
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


def esperar(condicao, *, prazo: float, intervalo: float = 0.02) -> bool:
    """Repete a condição até que valha ou o prazo em segundos acabe."""
    fim = time.monotonic() + prazo
    while not condicao():
        if time.monotonic() > fim:
            return False
        time.sleep(intervalo)
    return True
