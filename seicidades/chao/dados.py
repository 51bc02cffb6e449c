"""A pasta de dados da demonstração: marca, trava, chave e estado.

A trava (`flock`) é herdada pelos filhos: só se solta quando o último deles
acaba, e por isso quem a consegue sabe que não restou nenhum servidor antigo.
"""

import fcntl
import json
import os
import secrets
import shutil
from pathlib import Path

from seicidades.chao.erros import FalhaDoChao
from seicidades.chao.locais import RAIZ, posso_criar
from seicidades.chao.mensagens import exigir_espaco
from seicidades.chao.postgres import PREFIXO_DOS_SOCKETS
from seicidades.chao.processos import Vigia, esperar

MARCA = "DEMONSTRACAO.txt"
TEXTO_DA_MARCA = (
    "Dados fictícios do ./run demo. Apagar esta pasta apaga a demonstração inteira;\n"
    "sem este arquivo, o ./run se recusa a usar a pasta.\n"
)
MEGAS = 300
PRAZO_DOS_ANTERIORES = 6.0  # o que servidores interrompidos levam para acabar
MAIOR_REGISTRO = 10 * 1024 * 1024


def pasta_pedida(dados: str | None) -> Path:
    """A de `--dados`, a de SEICIDADES_DADOS ou `.dados` na raiz, nesta ordem."""
    pedida = dados or os.environ.get("SEICIDADES_DADOS")
    return Path(pedida).expanduser().absolute() if pedida else RAIZ / ".dados"


class PastaDeDados:
    """A pasta e o que o chão guarda nela.

    Args:
        verbo: quem a usa, para quem encontrar a trava fechada saber.
    """

    def __init__(self, caminho: Path, verbo: str):
        self.caminho, self.verbo = caminho, verbo
        self.trava: int | None = None

    # Aberta e fechada

    def abrir(self, vigia: Vigia | None = None) -> None:
        """Cria se faltar, confere a marca e tranca.

        Raises:
            FalhaDoChao: pasta alheia, sem permissão, sem espaço ou em uso.
        """
        self._criar()
        exigir_espaco(self.caminho, MEGAS, "guardar os dados")
        self.trava = os.open(self.caminho / ".trava", os.O_RDWR | os.O_CREAT, 0o600)
        prazo = 0.5 if self._dono_vivo() else PRAZO_DOS_ANTERIORES
        if not esperar(lambda: self._trancar(vigia), prazo=prazo, intervalo=0.1):
            self.fechar()
            raise FalhaDoChao(self._recado_de_em_uso())
        self._limpar_restos()
        self.guardar_estado(verbo=self.verbo, pid=os.getpid())

    def fechar(self) -> None:
        if self.trava is not None:
            os.close(self.trava)
            self.trava = None

    @property
    def em_uso(self) -> bool:
        """Há um ./run vivo com a trava desta pasta?"""
        try:
            sonda = os.open(self.caminho / ".trava", os.O_RDWR)
        except OSError:
            return False
        try:
            fcntl.flock(sonda, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(sonda)
        return False

    def _criar(self) -> None:
        if self.caminho.exists() and not self.caminho.is_dir():
            raise FalhaDoChao(f"{self.caminho} não é uma pasta. Escolha outra com --dados.")
        if not posso_criar(self.caminho):
            raise FalhaDoChao(
                f"Não posso escrever em {self.caminho}. "
                "Escolha uma pasta sua com --dados PASTA ou SEICIDADES_DADOS=PASTA."
            )
        self.caminho.mkdir(parents=True, exist_ok=True, mode=0o700)
        marca = self.caminho / MARCA
        if marca.exists():
            return
        if any(self.caminho.iterdir()):
            raise FalhaDoChao(
                f"A pasta {self.caminho} tem outras coisas e não está marcada como demonstração "
                f"(falta {MARCA}). Escolha uma pasta vazia ou nova com --dados."
            )
        marca.write_text(TEXTO_DA_MARCA)

    def _trancar(self, vigia: Vigia | None) -> bool:
        if vigia is not None:
            vigia.conferir()
        try:
            fcntl.flock(self.trava, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _dono_vivo(self) -> bool:
        return Path(f"/proc/{self.estado().get('pid', 0)}").exists()

    def _recado_de_em_uso(self) -> str:
        estado = self.estado()
        quem = f"./run {estado.get('verbo', '?')} (processo {estado.get('pid', '?')})"
        onde = f" em {estado['endereco']}" if "endereco" in estado else ""
        return (
            f"A pasta {self.caminho} está em uso por {quem}{onde}. "
            "Pare-o com Ctrl-C lá, ou use outra: ./run demo --porta OUTRA --dados OUTRA_PASTA"
        )

    def _limpar_restos(self) -> None:
        """A pasta de sockets que uma queda deixou para trás."""
        sockets = self.estado().get("sockets", "")
        if Path(sockets).name.startswith(PREFIXO_DOS_SOCKETS):
            shutil.rmtree(sockets, ignore_errors=True)

    # O que fica guardado

    @property
    def chave_secreta(self) -> str:
        arquivo = self.caminho / "chave"
        if not arquivo.exists():
            self._escrever(arquivo, secrets.token_urlsafe(50))
        return arquivo.read_text()

    def estado(self) -> dict:
        """O que quem tem a trava disse de si: verbo, pid, endereços."""
        try:
            return json.loads((self.caminho / "estado.json").read_text())
        except (OSError, ValueError):
            return {}

    def guardar_estado(self, **valores) -> None:
        self._escrever(self.caminho / "estado.json", json.dumps(valores))

    def anotacao(self, nome: str) -> str:
        """Uma linha lembrada entre partidas; vazia se nunca escrita."""
        arquivo = self.caminho / nome
        return arquivo.read_text() if arquivo.exists() else ""

    def anotar(self, nome: str, texto: str) -> None:
        self._escrever(self.caminho / nome, texto)

    def registro(self, nome: str) -> Path:
        """Arquivo de registro de um serviço; o que cresceu demais vira `.1`."""
        pasta = self.caminho / "registros"
        pasta.mkdir(exist_ok=True)
        arquivo = pasta / f"{nome}.log"
        if arquivo.exists() and arquivo.stat().st_size > MAIOR_REGISTRO:
            arquivo.replace(arquivo.with_suffix(".log.1"))
        return arquivo

    @staticmethod
    def _escrever(arquivo: Path, texto: str) -> None:
        rascunho = arquivo.with_name(f"{arquivo.name}.novo")
        descritor = os.open(rascunho, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descritor, "w") as saida:
            saida.write(texto)
        rascunho.replace(arquivo)
