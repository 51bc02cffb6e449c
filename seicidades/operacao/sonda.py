"""Sonda dos contêineres: `python seicidades/operacao/sonda.py /saude`.

Só biblioteca padrão, para não pesar: sai com 0 se está bem e 1 se não.
Com `--arquivo CAMINHO --ate SEGUNDOS`, confere se o arquivo foi tocado há pouco.
"""

import http.client
import os
import sys
import time
from pathlib import Path

PRAZO = 5.0


def perguntar(caminho: str, porta: int) -> tuple[bool, str]:
    """Pergunta à web desta máquina, com o nome por que ela atende."""
    ligacao = http.client.HTTPConnection("127.0.0.1", porta, timeout=PRAZO)
    anfitriao = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip()
    try:
        ligacao.request("GET", caminho, headers={"Host": anfitriao})
        resposta = ligacao.getresponse()
        return resposta.status == 200, f"{resposta.status} {resposta.read(500).decode()}"
    except (OSError, http.client.HTTPException) as erro:
        return False, f"não respondeu: {erro}"
    finally:
        ligacao.close()


def conferir_arquivo(caminho: Path, ate: float) -> tuple[bool, str]:
    try:
        idade = time.time() - caminho.stat().st_mtime
    except OSError as erro:
        return False, f"sem sinal: {erro}"
    return idade <= ate, f"último sinal há {idade:.0f} s"


def main(argumentos: list[str]) -> int:
    if argumentos[:1] == ["--arquivo"]:
        _, caminho, _, ate = argumentos
        bem, recado = conferir_arquivo(Path(caminho), float(ate))
    else:
        porta = int(os.environ.get("ESCUTA", ":8000").rpartition(":")[2])
        bem, recado = perguntar(argumentos[0] if argumentos else "/saude", porta)
    sys.stdout.write(recado + "\n")
    return 0 if bem else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
