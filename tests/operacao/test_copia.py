"""Ensaio da restauração: o que volta é o que havia, mesmo com gente gravando."""

import hashlib
import json
import os
import subprocess
import sys
from io import StringIO

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from seicidades.chao.locais import RAIZ
from seicidades.demo.carga import carregar
from seicidades.operacao import copia
from tests.documentos import amostras
from tests.factories import ArquivoFactory, OrgaoFactory
from tests.operacao.conftest import endereco_do_banco

OUTRO_BANCO = "restaurado"


@pytest.fixture
def outro_banco(transactional_db):
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {OUTRO_BANCO}")
    yield endereco_do_banco(OUTRO_BANCO)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {OUTRO_BANCO} WITH (FORCE)")


@pytest.fixture
def estado(transactional_db, settings, ambiente):
    """O Estado fictício inteiro, com um arquivo, sobre o que as migrações deixam."""
    settings.MEDIA_ROOT = ambiente["MEDIA_ROOT"]
    call_command("importar_municipios", stdout=StringIO())
    carregar(senha="senha-ficticia", vazia=False)
    ArquivoFactory(orgao=OrgaoFactory(), bytes=amostras.pdf("primeiro"))


@pytest.fixture
def gravando(estado, ambiente):
    """Outro processo grava desde antes da cópia até ser parado."""
    processo = subprocess.Popen(
        [sys.executable, "-m", "tests.operacao.escritor"],
        cwd=RAIZ,
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "seicidades.settings",
            "DATABASE_URL": endereco_do_banco(),
            "MEDIA_ROOT": ambiente["MEDIA_ROOT"],
        },
        stdout=subprocess.PIPE,
        text=True,
    )
    processo.stdout.readline()
    yield processo
    processo.kill()
    processo.communicate()


def andamentos(endereco: str) -> list[tuple]:
    with psycopg.connect(endereco) as ligacao:
        return ligacao.execute(
            "SELECT implantacao_id, seq, hash, dados::text FROM fluxo_andamento"
            " ORDER BY implantacao_id, seq"
        ).fetchall()


def contar(endereco: str) -> dict[str, int]:
    with psycopg.connect(endereco) as ligacao:
        tabelas = ligacao.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        ).fetchall()
        return {
            nome: ligacao.execute(f'SELECT count(*) FROM "{nome}"').fetchone()[0]  # noqa: S608 (nomes que o próprio banco deu)
            for (nome,) in tabelas
        }


def resumos_dos_arquivos(endereco: str) -> dict[str, str]:
    with psycopg.connect(endereco) as ligacao:
        return dict(ligacao.execute("SELECT conteudo, sha256 FROM documentos_arquivo").fetchall())


def test_ensaio_de_restauracao_com_gente_gravando(
    gravando, outro_banco, ambiente, manage, tmp_path
):
    pasta, arquivos = tmp_path / "copia", tmp_path / "outros-arquivos"

    manage("copia_de_seguranca", "--para", pasta)
    assert gravando.poll() is None  # gravou o tempo todo
    gravando.kill()
    gravando.wait()
    (tmp_path / "outro").write_text(outro_banco)
    destino = {"DATABASE_URL_FILE": str(tmp_path / "outro"), "MEDIA_ROOT": str(arquivos)}
    dito = manage("restaurar", "--de", pasta, **destino)

    assert "conferem com o manifesto" in dito
    manifesto = json.loads((pasta / "manifesto.json").read_text())
    restaurados, de_agora = andamentos(outro_banco), andamentos(endereco_do_banco())
    assert 100 < len(restaurados) < len(de_agora)
    assert set(restaurados) < set(de_agora)
    corrente = hashlib.sha256(",".join(linha[2] for linha in restaurados).encode()).hexdigest()
    assert corrente == manifesto["corrente"]
    assert contar(outro_banco) == {n: c["linhas"] for n, c in manifesto["tabelas"].items()}
    bytes_dos_arquivos = resumos_dos_arquivos(outro_banco)
    assert len(bytes_dos_arquivos) > 1
    for nome, resumo in bytes_dos_arquivos.items():
        assert hashlib.sha256((arquivos / nome).read_bytes()).hexdigest() == resumo
    manage("verificar_andamentos", **destino)
    manage("migrate", "--check", **destino)
    conferir_direitos(outro_banco)
    # A segunda vez encontra o banco cheio.
    assert "só entra em banco vazio" in manage("restaurar", "--de", pasta, falha=True, **destino)
    assert andamentos(outro_banco) == restaurados


def conferir_direitos(endereco: str) -> None:
    """O papel da aplicação volta com os mesmos direitos, e o registro segue imutável."""
    with psycopg.connect(endereco) as ligacao:
        direitos = ligacao.execute(
            "SELECT has_table_privilege(%(papel)s, 'fluxo_andamento', 'INSERT'),"
            " has_table_privilege(%(papel)s, 'fluxo_andamento', 'UPDATE'),"
            " has_table_privilege(%(papel)s, 'correio_mensagem', 'UPDATE')",
            {"papel": settings.PAPEL_DA_APLICACAO},
        ).fetchone()
        assert direitos == (True, False, True)
        with pytest.raises(psycopg.errors.RestrictViolation, match="só cresce"):
            ligacao.execute("DELETE FROM fluxo_andamento")


@pytest.fixture
def copiada(transactional_db, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "arquivos")
    ArquivoFactory()
    copia.copiar(tmp_path / "copia")
    return tmp_path / "copia"


def test_banco_com_tabelas_e_recusado(copiada):
    with pytest.raises(copia.CopiaRecusada, match="só entra em banco vazio"):
        copia.restaurar(copiada)


def test_pasta_de_arquivos_ocupada_e_recusada(copiada, monkeypatch):
    monkeypatch.setattr(copia, "_tabelas", lambda cursor: [])

    with pytest.raises(copia.CopiaRecusada, match="não está vazia"):
        copia.restaurar(copiada)


def test_copia_e_so_do_dono_e_aparece_inteira(copiada):
    assert copiada.stat().st_mode & 0o077 == 0
    assert sorted(p.name for p in copiada.iterdir()) == [
        "arquivos",
        "banco.pgdump",
        "manifesto.json",
    ]
    assert not copiada.with_name("copia.parcial").exists()
    assert copia.conferir_copia(copiada).arquivos


def test_destino_ocupado_e_recusado(copiada):
    with pytest.raises(copia.CopiaRecusada, match="não está vazia"):
        copia.copiar(copiada)


def test_copia_que_falha_nao_deixa_resto(transactional_db, monkeypatch, tmp_path):
    def parar(*args):
        raise copia.CopiaRecusada("O pg_dump parou: disco cheio")

    monkeypatch.setattr(copia, "_rodar", parar)

    with pytest.raises(copia.CopiaRecusada, match="disco cheio"):
        copia.copiar(tmp_path / "copia")

    assert list(tmp_path.glob("copia*")) == []


def test_copia_estragada_e_recusada_antes_de_mexer(copiada):
    [arquivo] = [p for p in (copiada / "arquivos").rglob("*") if p.is_file()]
    arquivo.write_bytes(arquivo.read_bytes() + b"x")

    with pytest.raises(copia.CopiaRecusada, match="A cópia está estragada"):
        copia.conferir_copia(copiada)


def test_manifesto_que_aponta_para_fora_e_recusado(copiada, tmp_path):
    manifesto = json.loads((copiada / "manifesto.json").read_text())
    (tmp_path / "fora").write_text("x")
    manifesto["arquivos"]["../../fora"] = hashlib.sha256(b"x").hexdigest()
    (copiada / "manifesto.json").write_text(json.dumps(manifesto))

    with pytest.raises(copia.CopiaRecusada, match="fora da cópia"):
        copia.conferir_copia(copiada)


@pytest.mark.parametrize(
    ("texto", "recado"), [(None, "não é uma cópia"), ("{}", "não é uma cópia")]
)
def test_pasta_qualquer_nao_e_copia(tmp_path, texto, recado):
    if texto is not None:
        (tmp_path / "manifesto.json").write_text(texto)

    with pytest.raises(copia.CopiaRecusada, match=recado):
        copia.conferir_copia(tmp_path)


def test_linha_mudada_depois_de_entrar_e_percebida(copiada, tmp_path):
    """O resumo da tabela pega uma troca que não muda a contagem."""
    manifesto = copia.conferir_copia(copiada)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE municipios_municipio SET nome = nome || '!'")

    with pytest.raises(copia.CopiaRecusada, match="municipios_municipio"):
        copia._conferir_restaurado(manifesto, tmp_path / "arquivos")


def test_servidor_mais_novo_que_os_programas_diz_o_que_instalar(transactional_db, monkeypatch):
    monkeypatch.setattr(copia, "_versao_do_programa", lambda caminho: 1)

    with pytest.raises(copia.CopiaRecusada, match="apt-get install postgresql-client-"):
        copia._programa("pg_dump")
