"""O verbo `manage`: o manage.py sobre os dados da demonstração, no ar ou não."""

import os
import signal
import sys

from seicidades.chao import processos
from seicidades.chao.dados import PastaDeDados, pasta_pedida
from seicidades.chao.erros import FalhaDoChao
from seicidades.chao.locais import PYTHON, RAIZ
from seicidades.chao.servidores import Servidores, ambiente_da_demo

PRAZO_DA_PARTIDA_ALHEIA = 60.0


def gerenciar(argumentos: list[str]) -> int:
    dados = PastaDeDados(pasta_pedida(None), "manage")
    if _demo_no_ar(dados):
        return _com_a_demo(dados, argumentos)
    return _com_servidores_passageiros(dados, argumentos)


def _demo_no_ar(dados: PastaDeDados) -> bool:
    estado = dados.estado()
    if estado.get("verbo") != "demo" or not dados.em_uso:
        return False
    try:
        os.kill(estado["pid"], 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        raise FalhaDoChao(
            f"A demonstração de {dados.caminho} é de outro usuário. "
            "Rode este comando como ele, ou use outra pasta em SEICIDADES_DADOS."
        ) from None
    return True


def _com_a_demo(dados: PastaDeDados, argumentos: list[str]) -> int:
    if not processos.esperar(lambda: "redis" in dados.estado(), prazo=PRAZO_DA_PARTIDA_ALHEIA):
        raise FalhaDoChao("A demonstração ainda está subindo. Espere o PRONTO e repita.")
    estado = dados.estado()
    ambiente = ambiente_da_demo(
        dados, estado["banco_do_dono"], estado["redis"], estado["endereco"].rstrip("/")
    )
    os.execve(PYTHON, _comando(argumentos), ambiente)  # noqa: S606 (vira o manage.py)


def _com_servidores_passageiros(dados: PastaDeDados, argumentos: list[str]) -> int:
    dados.abrir()
    servidores = Servidores(dados, silencioso=True)
    for sinal in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(sinal, lambda numero, quadro: sys.exit(128 + numero))
    try:
        servidores.iniciar()
        enderecos = servidores.enderecos()
        dados.guardar_estado(**enderecos, verbo="manage", pid=os.getpid())
        ambiente = ambiente_da_demo(dados, enderecos["banco_do_dono"], enderecos["redis"])
        return _rodar_no_terminal(dados, ambiente, argumentos)
    finally:
        servidores.parar()
        dados.fechar()


def _rodar_no_terminal(dados: PastaDeDados, ambiente: dict[str, str], argumentos: list[str]) -> int:
    filho = processos.iniciar(
        _comando(argumentos),
        pasta=os.getcwd(),
        entrada=None,
        saida=None,
        ambiente=ambiente,
        herdar=(dados.trava,),
        sessao_propria=False,
    )
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # o Ctrl-C é do filho, que divide o terminal
    try:
        return filho.wait()
    finally:
        filho.terminate()
        filho.wait()


def _comando(argumentos: list[str]) -> list[str]:
    return [str(PYTHON), str(RAIZ / "manage.py"), *argumentos]
