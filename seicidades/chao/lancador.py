"""Vira outro programa, que morre junto com quem o chamou.

Uso: lancador.py PID_DO_PAI SINAL UID GID PASTA programa [argumentos]

Trocar de usuário apaga o aviso de morte do pai; por isso ele é pedido aqui,
depois da troca e antes do exec, que o conserva.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1


def trocar_de_usuario(uid: int, gid: int) -> None:
    if uid == os.geteuid():
        return
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)


def morrer_com_o_pai(pai: int, sinal: int) -> None:
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, sinal, 0, 0, 0)
    if os.getppid() != pai:
        sys.exit(1)  # o pai morreu antes do pedido


def main() -> None:
    pai, sinal, uid, gid = map(int, sys.argv[1:5])
    pasta, programa = sys.argv[5], sys.argv[6:]
    os.chdir(pasta)
    trocar_de_usuario(uid, gid)
    morrer_com_o_pai(pai, sinal)
    os.execvp(programa[0], programa)  # noqa: S606 (é este o ofício do lançador)


if __name__ == "__main__":
    main()
