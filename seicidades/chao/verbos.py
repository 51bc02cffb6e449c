"""Os verbos do `./run`: lê o pedido, garante o ambiente e o entrega a quem faz."""

import errno
import os
import signal
from dataclasses import dataclass

from seicidades.chao import ambiente
from seicidades.chao.bench import medir
from seicidades.chao.dados import pasta_pedida
from seicidades.chao.demo import Demonstracao
from seicidades.chao.erros import FalhaDoChao
from seicidades.chao.gerenciar import gerenciar
from seicidades.chao.lint import conferir_tudo
from seicidades.chao.locais import ENTRADA, PYTHON
from seicidades.chao.mensagens import dizer
from seicidades.chao.testes import testar

USO = """Uso: ./run VERBO

  demo [--porta N] [--dados PASTA] [--vazio]   sobe a demonstração (porta 8000, pasta .dados)
  test [argumentos do pytest]                  roda os testes
  lint                                         confere formato, regras, contratos e templates
  bench [NOME] [--json ARQUIVO]                mede custos, cada um ao lado do seu piso
  manage COMANDO [argumentos]                  manage.py sobre os dados da demonstração

A variável SEICIDADES_DADOS troca a pasta de dados em todos os verbos."""
PORTA_PADRAO = 8000


class PedidoErrado(FalhaDoChao):
    """A linha de comando não diz o que fazer; o uso vai junto."""


@dataclass(frozen=True)
class OpcoesDaDemo:
    porta: int = PORTA_PADRAO
    dados: str | None = None
    vazio: bool = False


def ler_porta(texto: str) -> int:
    if not (texto.isascii() and texto.isdigit() and 1 <= int(texto) <= 65535):
        raise PedidoErrado(f"A porta deve ser um número de 1 a 65535, e veio {texto!r}.")
    return int(texto)


def ler_opcoes_da_demo(argumentos: list[str]) -> OpcoesDaDemo:
    """Aceita `--porta N` e `--porta=N`; recusa o que não conhece."""
    opcoes: dict = {}
    restantes = list(argumentos)
    while restantes:
        nome, igual, valor = restantes.pop(0).partition("=")
        if nome == "--vazio" and not igual:
            opcoes["vazio"] = True
            continue
        if nome not in ("--porta", "--dados"):
            raise PedidoErrado(f"O verbo demo não conhece {nome!r}.")
        if not igual:
            valor = restantes.pop(0) if restantes else ""
        if not valor:
            raise PedidoErrado(f"Falta o valor de {nome}.")
        opcoes[nome.removeprefix("--")] = ler_porta(valor) if nome == "--porta" else valor
    return OpcoesDaDemo(**opcoes)


def demonstrar(argumentos: list[str]) -> int:
    opcoes = ler_opcoes_da_demo(argumentos)
    pasta = pasta_pedida(opcoes.dados)
    return Demonstracao(pasta, opcoes.porta, vazia=opcoes.vazio).executar()


def lintar(argumentos: list[str]) -> int:
    if argumentos:
        raise PedidoErrado(f"O verbo lint não recebe argumentos, e veio {argumentos[0]!r}.")
    return conferir_tudo()


VERBOS = {"demo": demonstrar, "test": testar, "lint": lintar, "bench": medir, "manage": gerenciar}
DE_DESENVOLVIMENTO = {"test", "lint"}


def atender(argv: list[str]) -> int:
    """Código de saída: 0 certo, 1 falhou, 2 pedido errado, 130 interrompido."""
    try:
        return _atender(argv)
    except PedidoErrado as erro:
        dizer(f"{erro}\n\n{USO}")
        return 2
    except FalhaDoChao as erro:
        dizer(f"\n{erro}")
        return 1
    except KeyboardInterrupt:
        dizer("\nInterrompido.")
        return 128 + signal.SIGINT
    except OSError as erro:
        dizer(f"\n{_explicar(erro)}")
        return 1


def _atender(argv: list[str]) -> int:
    if not argv or argv[0] in ("-h", "--help", "ajuda"):
        dizer(USO)
        return 0 if argv else 2
    verbo, argumentos = argv[0], argv[1:]
    if verbo not in VERBOS:
        raise PedidoErrado(f"Não conheço o verbo {verbo!r}.")
    if verbo == "demo":
        ler_opcoes_da_demo(argumentos)  # o erro de digitação aparece antes da instalação
    ambiente.preparar(desenvolvimento=verbo in DE_DESENVOLVIMENTO)
    if not ambiente.estamos_nele():
        os.execv(PYTHON, [str(PYTHON), str(ENTRADA), *argv])  # noqa: S606 (segue no ambiente)
    return VERBOS[verbo](argumentos)


def _explicar(erro: OSError) -> str:
    onde = f" em {erro.filename}" if erro.filename else ""
    if erro.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"O disco encheu{onde}. Libere espaço e repita o comando."
    if erro.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"Sem permissão{onde}. Use uma pasta sua, com --dados ou copiando o projeto."
    return f"O sistema recusou uma operação{onde}: {erro.strerror or erro}."
