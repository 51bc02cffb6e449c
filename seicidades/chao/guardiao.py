"""Encerra o que o supervisor deixou, se ele morrer sem parar os filhos.

Cada serviço recebe um sinal quando o supervisor morre, mas um trabalho teimoso
pode ignorá-lo. O guardião lê da entrada os grupos de processos, um por linha;
quando ela acaba, o supervisor morreu: dá um prazo e encerra os grupos.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

PRAZO = 2.5


class Guardiao:
    """O lado do supervisor: começa o guardião e lhe conta os grupos."""

    def __init__(self):
        self.processo = subprocess.Popen(  # noqa: S603 (este mesmo arquivo)
            [sys.executable, "-I", str(Path(__file__))],
            stdin=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def anotar(self, filho: subprocess.Popen) -> None:
        self.processo.stdin.write(f"{filho.pid}\n")
        self.processo.stdin.flush()

    def dispensar(self) -> None:
        """Os filhos já pararam: não há o que guardar."""
        self.processo.kill()
        self.processo.communicate()


def main() -> None:
    grupos = [int(linha) for linha in sys.stdin]
    time.sleep(PRAZO)
    for grupo in grupos:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(grupo, signal.SIGKILL)


if __name__ == "__main__":
    main()
