"""Cópia de segurança e restauração: banco, arquivos e um manifesto que os confere.

A cópia vale para um instante: o retrato do banco é um só para o `pg_dump` e
para as contas do manifesto, por mais que se grave enquanto isso. Os arquivos
são imutáveis; por isso basta levá-los antes e, de novo, depois do retrato.
"""

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from seicidades.chao.erros import FalhaDoChao
from seicidades.chao.postgres import pasta_dos_binarios
from seicidades.documentos.cofre import TEMPORARIOS

MANIFESTO = "manifesto.json"
BANCO = "banco.pgdump"
ARQUIVOS = "arquivos"
VERSAO_DO_FORMATO = 1

_VARIAVEIS = {
    "host": "PGHOST",
    "hostaddr": "PGHOSTADDR",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
}
# Soma de resumos: não depende da ordem das linhas, e uma diferença qualquer a muda.
_RESUMO_DA_TABELA = (
    "SELECT count(*), coalesce(sum(('x' || left(md5(linha::text), 16))::bit(64)::bigint::numeric),"
    " 0)::text FROM {} AS linha"
)
_CORRENTE = (
    "SELECT encode(sha256(convert_to(coalesce(string_agg(hash, ',' ORDER BY implantacao_id, seq),"
    " ''), 'UTF8')), 'hex') FROM fluxo_andamento"
)
_TABELAS = (
    "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
    " WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') ORDER BY c.relname"
)


class CopiaRecusada(Exception):
    """Não dá para copiar ou restaurar assim; o texto diz o motivo e a saída."""


@dataclass(frozen=True)
class ContaDaTabela:
    linhas: int
    resumo: str


@dataclass(frozen=True)
class Manifesto:
    """O que há na cópia e como saber que está inteira."""

    formato: int
    criada_em: str
    tabelas: dict[str, ContaDaTabela]
    corrente: str
    banco_sha256: str
    arquivos: dict[str, str]

    def gravar(self, pasta: Path) -> None:
        texto = json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True)
        (pasta / MANIFESTO).write_text(texto + "\n", encoding="utf-8")

    @classmethod
    def ler(cls, pasta: Path) -> "Manifesto":
        try:
            dados = json.loads((pasta / MANIFESTO).read_text(encoding="utf-8"))
            tabelas = {nome: ContaDaTabela(**conta) for nome, conta in dados["tabelas"].items()}
            manifesto = cls(**dados | {"tabelas": tabelas})
        except (OSError, ValueError, TypeError, KeyError) as erro:
            raise CopiaRecusada(
                f"{pasta} não é uma cópia inteira: não consegui ler {MANIFESTO} ({erro}). "
                "Aponte --de para a pasta que o comando copia_de_seguranca criou."
            ) from erro
        if manifesto.formato != VERSAO_DO_FORMATO:
            raise CopiaRecusada(
                f"A cópia é do formato {manifesto.formato}, e esta versão lê o "
                f"{VERSAO_DO_FORMATO}. Restaure com a versão que a fez e depois atualize."
            )
        return manifesto


# Copiar


def copiar(destino: Path) -> Manifesto:
    """Copia para uma pasta nova, que só aparece quando está completa e conferível."""
    if destino.exists() and (not destino.is_dir() or any(destino.iterdir())):
        raise CopiaRecusada(f"{destino} já existe e não está vazia. Dê uma pasta nova em --para.")
    rascunho = destino.with_name(destino.name + ".parcial")
    if rascunho.exists():
        raise CopiaRecusada(
            f"{rascunho} ficou de uma cópia que parou no meio, ou outra está sendo feita. "
            "Se nenhuma está, apague-a e repita."
        )
    (rascunho / ARQUIVOS).mkdir(parents=True, mode=0o700)
    rascunho.chmod(0o700)
    try:
        manifesto = _copiar_para(rascunho)
        destino.parent.mkdir(parents=True, exist_ok=True)
        rascunho.replace(destino)
    except BaseException:
        shutil.rmtree(rascunho, ignore_errors=True)
        raise
    return manifesto


def _copiar_para(pasta: Path) -> Manifesto:
    arquivos: dict[str, str] = {}
    _levar_arquivos(Path(settings.MEDIA_ROOT), pasta / ARQUIVOS, arquivos)
    with _retrato() as retrato:
        tabelas, corrente = contar()
        _rodar(
            *("pg_dump", "--format=custom", "--no-owner", "--no-acl"),
            *(f"--snapshot={retrato}", f"--file={pasta / BANCO}"),
        )
    _levar_arquivos(Path(settings.MEDIA_ROOT), pasta / ARQUIVOS, arquivos)
    manifesto = Manifesto(
        formato=VERSAO_DO_FORMATO,
        criada_em=timezone.now().isoformat(timespec="seconds"),
        tabelas=tabelas,
        corrente=corrente,
        banco_sha256=_sha256(pasta / BANCO),
        arquivos=arquivos,
    )
    manifesto.gravar(pasta)
    return manifesto


@contextmanager
def _retrato() -> Iterator[str]:
    """Um instante do banco que outra conexão também pode ler."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        yield cursor.fetchone()[0]


def contar() -> tuple[dict[str, ContaDaTabela], str]:
    """Linhas e resumo de cada tabela, e o resumo da corrente dos andamentos."""
    contas = {}
    with connection.cursor() as cursor:
        for tabela in _tabelas(cursor):
            cursor.execute(_RESUMO_DA_TABELA.format(connection.ops.quote_name(tabela)))
            contas[tabela] = ContaDaTabela(*cursor.fetchone())
        cursor.execute(_CORRENTE)
        return contas, cursor.fetchone()[0]


def _tabelas(cursor) -> list[str]:
    cursor.execute(_TABELAS)
    return [nome for (nome,) in cursor.fetchall()]


def _levar_arquivos(origem: Path, destino: Path, levados: dict[str, str]) -> None:
    """Copia o que ainda não foi; o que sumir no caminho foi expurgado, e não faz falta."""
    for caminho in sorted(origem.rglob("*")):
        relativo = caminho.relative_to(origem)
        if relativo.as_posix() in levados or relativo.parts[0] == TEMPORARIOS:
            continue
        if caminho.is_file() and not caminho.is_symlink():
            resumo = _copiar_arquivo(caminho, destino / relativo)
            if resumo:
                levados[relativo.as_posix()] = resumo


def _copiar_arquivo(origem: Path, destino: Path) -> str | None:
    destino.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        shutil.copyfile(origem, destino)
    except FileNotFoundError:
        return None
    destino.chmod(0o600)
    return _sha256(destino)


def _sha256(caminho: Path) -> str:
    with caminho.open("rb") as arquivo:
        return hashlib.file_digest(arquivo, "sha256").hexdigest()


# Restaurar


def conferir_copia(pasta: Path) -> Manifesto:
    """Lê o manifesto e confere cada byte da cópia antes de qualquer mudança."""
    manifesto = Manifesto.ler(pasta)
    esperados = {BANCO: manifesto.banco_sha256}
    esperados |= {f"{ARQUIVOS}/{nome}": soma for nome, soma in manifesto.arquivos.items()}
    for nome, soma in esperados.items():
        caminho = pasta / nome
        if not caminho.resolve().is_relative_to(pasta.resolve()):
            raise CopiaRecusada(f"O manifesto fala de {nome!r}, fora da cópia. Nada foi feito.")
        if not caminho.is_file() or _sha256(caminho) != soma:
            raise CopiaRecusada(
                f"{nome} falta ou não é o que o manifesto diz. A cópia está estragada; use outra."
            )
    return manifesto


def restaurar(origem: Path) -> Manifesto:
    """Põe a cópia num banco e numa pasta vazios e confere o que entrou."""
    manifesto = conferir_copia(origem)
    destino = Path(settings.MEDIA_ROOT)
    _exigir_vazios(destino)
    _rodar(
        *("pg_restore", "--no-owner", "--no-acl", "--exit-on-error", "--single-transaction"),
        *(f"--dbname={_ambiente_do_banco()['PGDATABASE']}", str(origem / BANCO)),
    )
    for nome in manifesto.arquivos:
        _copiar_arquivo(origem / ARQUIVOS / nome, destino / nome)
    _conferir_restaurado(manifesto, destino)
    return manifesto


def _exigir_vazios(arquivos: Path) -> None:
    with connection.cursor() as cursor:
        tabelas = _tabelas(cursor)
    if tabelas:
        raise CopiaRecusada(
            f"O banco {connection.settings_dict['NAME']} tem {len(tabelas)} tabelas, e a "
            "restauração só entra em banco vazio. Crie outro e aponte DATABASE_URL para ele."
        )
    if arquivos.exists() and any(arquivos.iterdir()):
        raise CopiaRecusada(
            f"A pasta {arquivos} não está vazia. Mude-a de lugar ou troque MEDIA_ROOT."
        )


def _conferir_restaurado(manifesto: Manifesto, arquivos: Path) -> None:
    tabelas, corrente = contar()
    diferentes = sorted(
        nome
        for nome in tabelas.keys() | manifesto.tabelas.keys()
        if tabelas.get(nome) != manifesto.tabelas.get(nome)
    )
    if diferentes or corrente != manifesto.corrente:
        raise CopiaRecusada(
            "O que entrou no banco não é o que foi copiado: "
            f"{', '.join(diferentes) or 'a corrente dos andamentos'}. "
            "Não use este banco; apague-o e restaure outra cópia."
        )
    for nome, soma in manifesto.arquivos.items():
        if _sha256(arquivos / nome) != soma:
            raise CopiaRecusada(f"O arquivo {nome} foi gravado diferente. Confira o disco.")


# Programas do PostgreSQL


def _rodar(programa: str, *argumentos: str) -> None:
    comando = [_programa(programa), *argumentos]
    feito = subprocess.run(  # noqa: S603 (comando montado aqui)
        comando, env=_ambiente_do_banco(), capture_output=True, text=True, check=False
    )
    if feito.returncode != 0:
        raise CopiaRecusada(f"O {programa} parou: {feito.stderr.strip()[-2000:]}")


def _programa(nome: str) -> str:
    """O embutido, ou o do PATH se o servidor for mais novo que ele."""
    versao = connection.pg_version // 10000
    for caminho in filter(None, (_embutido(nome), shutil.which(nome))):
        if _versao_do_programa(caminho) >= versao:
            return caminho
    raise CopiaRecusada(
        f"Não achei um {nome} da versão {versao} ou mais nova, a do servidor. "
        f"Instale com: apt-get install postgresql-client-{versao}"
    )


def _embutido(nome: str) -> str | None:
    try:
        caminho = pasta_dos_binarios() / nome
    except FalhaDoChao:
        return None
    return str(caminho) if caminho.exists() else None


def _versao_do_programa(caminho: str) -> int:
    dito = subprocess.run(  # noqa: S603 (caminho achado aqui)
        [caminho, "--version"], capture_output=True, text=True, check=True
    )
    return int(dito.stdout.split()[2].split(".")[0])


def _ambiente_do_banco() -> dict[str, str]:
    """A senha vai pelo ambiente do filho, não pela linha de comando."""
    parametros = connection.get_connection_params()
    herdado = {nome: valor for nome, valor in os.environ.items() if not nome.startswith("PG")}
    ligacao = {
        variavel: str(parametros[nome])
        for nome, variavel in _VARIAVEIS.items()
        if parametros.get(nome)
    }
    return herdado | ligacao
