"""O verbo `demo`: prepara os dados, sobe os serviços e cuida deles até a parada."""

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from seicidades.chao import processos
from seicidades.chao.bibliotecas import procurar_bibliotecas_do_pdf
from seicidades.chao.dados import PastaDeDados
from seicidades.chao.erros import FalhaDoChao
from seicidades.chao.guardiao import Guardiao
from seicidades.chao.locais import PYTHON, RAIZ
from seicidades.chao.mensagens import dizer, fim_do_arquivo, passo
from seicidades.chao.preparo import Preparo, recusar_vazia_sobre_cheia
from seicidades.chao.servidores import Servidores, ambiente_da_demo

PRAZO_DA_PRIMEIRA_PAGINA = 60.0
PRAZO_DA_PARADA = 2.5
VIDA_MINIMA = 10.0  # quem cai antes disto não é reiniciado


@dataclass
class Servico:
    """Um programa que fica no ar; `ao_orfao` é o sinal se o supervisor morrer."""

    nome: str
    comando: list[str]
    ao_orfao: int
    filho: subprocess.Popen | None = field(default=None)
    desde: float = 0.0


def servicos(porta: int, dados: PastaDeDados) -> list[Servico]:
    python = [str(PYTHON), "-m"]
    celery = [*python, "celery", "-A", "seicidades"]
    web = [*python, "gunicorn", "seicidades.wsgi:application", "--bind", f"127.0.0.1:{porta}"]
    web += ["--worker-class", "gthread", "-w", "2", "--threads", "4", "--preload"]
    web += ["--graceful-timeout", "2", "--no-control-socket", "--access-logfile", "-"]
    worker = [*celery, "worker", "-c", "2", "--without-gossip", "--without-mingle", "-l", "INFO"]
    agenda = str(dados.caminho / "agenda")
    beat = [*celery, "beat", "--schedule", agenda, "--pidfile=", "-l", "INFO"]
    return [
        Servico("web", web, signal.SIGQUIT),
        Servico("worker", worker, signal.SIGQUIT),
        Servico("beat", beat, signal.SIGTERM),
    ]


def exigir_porta_livre(porta: int) -> None:
    with socket.socket() as sonda:
        sonda.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sonda.bind(("127.0.0.1", porta))
        except PermissionError:
            raise FalhaDoChao(
                f"Este usuário não pode usar a porta {porta}. "
                "Escolha uma acima de 1023: ./run demo --porta 8000"
            ) from None
        except OSError:
            raise FalhaDoChao(
                f"A porta {porta} de 127.0.0.1 está em uso por outro programa. "
                f"Feche-o ou escolha outra: ./run demo --porta {porta % 65535 + 1}"
            ) from None


class Demonstracao:
    """O supervisor: um só processo, do qual todos os outros são filhos."""

    def __init__(self, pasta: Path, porta: int, *, vazia: bool):
        self.porta, self.vazia = porta, vazia
        self.endereco = f"http://127.0.0.1:{porta}/"
        self.vigia = processos.Vigia()
        self.dados = PastaDeDados(pasta, "demo")
        self.servidores: Servidores | None = None
        self.servicos: list[Servico] = []
        self.guardiao: Guardiao | None = None

    def executar(self) -> int:
        self.vigia.instalar()
        try:
            exigir_porta_livre(self.porta)
            self.dados.abrir(self.vigia)
            recusar_vazia_sobre_cheia(self.dados, vazia=self.vazia)
            procurar_bibliotecas_do_pdf()
            self._preparar()
            self._subir()
            self._vigiar()
        except processos.Interrompido:
            passo("Parando")
        finally:
            self._parar()
        dizer("Parado. Os dados continuam em " + str(self.dados.caminho))
        return 0

    def _preparar(self) -> None:
        self.guardiao = Guardiao()
        self.servidores = Servidores(self.dados)
        self.servidores.iniciar()
        for servidor in (self.servidores.postgres, self.servidores.valkey):
            self.guardiao.anotar(servidor.filho)
        enderecos = self.servidores.enderecos()
        self.dados.guardar_estado(
            **enderecos, verbo="demo", pid=os.getpid(), endereco=self.endereco
        )
        ambiente = self._ambiente(enderecos["banco_do_dono"])
        Preparo(self.dados, ambiente, self.vigia).fazer(vazia=self.vazia)

    def _ambiente(self, banco: str) -> dict[str, str]:
        redis = self.servidores.valkey.url
        return ambiente_da_demo(self.dados, banco, redis, self.endereco.rstrip("/"))

    def _subir(self) -> None:
        passo("Iniciando a página, o Celery e a agenda")
        self.servicos = servicos(self.porta, self.dados)
        for servico in self.servicos:
            self._iniciar(servico)
        web = self.servicos[0]
        if not processos.esperar(
            lambda: self._pagina_responde(web), prazo=PRAZO_DA_PRIMEIRA_PAGINA, intervalo=0.1
        ):
            raise FalhaDoChao(self._queda(web, "não respondeu a tempo"))
        dizer(f"\nPRONTO {self.endereco}\n")
        ambiente = self._ambiente(self.servidores.enderecos()["banco_da_aplicacao"])
        Preparo(self.dados, ambiente, self.vigia).listar_logins()
        dizer("Ctrl-C para. Os dados ficam em " + str(self.dados.caminho))

    def _iniciar(self, servico: Servico) -> None:
        with self.dados.registro(servico.nome).open("ab") as saida:
            servico.filho = processos.iniciar(
                servico.comando,
                pasta=RAIZ,
                saida=saida,
                ambiente=self._ambiente(self.servidores.enderecos()["banco_da_aplicacao"]),
                sinal=servico.ao_orfao,
                herdar=(self.dados.trava,),
            )
        self.guardiao.anotar(servico.filho)
        servico.desde = time.monotonic()

    def _pagina_responde(self, web: Servico) -> bool:
        self.vigia.conferir()
        if web.filho.poll() is not None:
            raise FalhaDoChao(self._queda(web, "parou ao subir"))
        try:
            with urllib.request.urlopen(self.endereco, timeout=5):  # noqa: S310 (endereço nosso)
                return True
        except urllib.error.HTTPError as resposta:
            if resposta.code >= 500:
                raise FalhaDoChao(self._queda(web, f"respondeu erro {resposta.code}")) from None
            return True
        except OSError:
            return False

    def _vigiar(self) -> None:
        while not self.vigia.pedido.wait(0.5):
            for servidor in (self.servidores.postgres, self.servidores.valkey):
                if servidor.filho.poll() is not None:
                    raise FalhaDoChao(
                        f"Um servidor de dados parou sozinho. Veja {servidor.registro}:\n"
                        f"{fim_do_arquivo(servidor.registro)}"
                    )
            for servico in self.servicos:
                if servico.filho.poll() is not None:
                    self._reiniciar(servico)
        raise processos.Interrompido

    def _reiniciar(self, servico: Servico) -> None:
        if time.monotonic() - servico.desde < VIDA_MINIMA:
            raise FalhaDoChao(self._queda(servico, "parou logo depois de subir"))
        passo(f"O serviço {servico.nome} parou; reiniciando")
        processos.parar(servico.filho)
        self._iniciar(servico)

    def _queda(self, servico: Servico, oque: str) -> str:
        registro = self.dados.registro(servico.nome)
        return f"O serviço {servico.nome} {oque}. Veja {registro}:\n{fim_do_arquivo(registro)}"

    def _parar(self) -> None:
        vivos = [servico.filho for servico in self.servicos if servico.filho is not None]
        processos.parar_juntos(vivos, prazo=PRAZO_DA_PARADA)
        if self.servidores is not None:
            self.servidores.parar()
        if self.guardiao is not None:
            self.guardiao.dispensar()
        self.dados.fechar()
