"""O verbo `lint`: todos os portões, um veredito por linha, falha se um falhar."""

import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass

from seicidades.chao.locais import AMBIENTE, PYTHON, RAIZ
from seicidades.chao.mensagens import dizer
from seicidades.chao.modelos import defeitos_dos_templates
from seicidades.chao.terceiros import defeitos_dos_arquivos_de_terceiros

# Produção de mentira: os ajustes são conferidos sem alcançar servidor nenhum.
COMO_PRODUCAO = {
    "AMBIENTE": "producao",
    "SECRET_KEY": "so-para-a-conferencia-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEF",
    "ALLOWED_HOSTS": "seicidades.exemplo.invalid",
    "CSRF_TRUSTED_ORIGINS": "https://seicidades.exemplo.invalid",
    "ENDERECO_PUBLICO": "https://seicidades.exemplo.invalid",
    "DATABASE_URL": "postgresql://ninguem@/nenhum?host=/nonexistent",
    "REDIS_URL": "redis://127.0.0.1:1/0",
}
CONCISO = ("--quiet", "--output-format", "concise", ".")
SEM_BANCO = "ignore:Got an error checking a consistent migration history:RuntimeWarning"


@dataclass(frozen=True)
class Portao:
    """Uma conferência: devolve os defeitos, em texto; vazio passa."""

    nome: str
    conferir: Callable[[], str]


def _comando(*argumentos: str, ambiente: dict[str, str] | None = None) -> Callable[[], str]:
    def conferir() -> str:
        feito = subprocess.run(  # noqa: S603 (os comandos são os desta página)
            [str(PYTHON), *argumentos],
            cwd=RAIZ,
            env=os.environ | (ambiente or {}),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return "" if feito.returncode == 0 else feito.stdout.strip() or "falhou sem dizer por quê"

    return conferir


def _em_linhas(conferencia: Callable[[], list[str]]) -> Callable[[], str]:
    return lambda: "\n".join(conferencia())


PORTOES = (
    Portao("formato do Python", _comando("-m", "ruff", "format", "--check", *CONCISO)),
    Portao("regras do Python", _comando("-m", "ruff", "check", *CONCISO)),
    Portao("quem importa quem", _comando(str(AMBIENTE / "bin" / "lint-imports"))),
    Portao(
        "migrações em dia",
        _comando(
            *("-W", SEM_BANCO, "manage.py", "makemigrations", "--check", "--dry-run"),
            ambiente=COMO_PRODUCAO,
        ),
    ),
    Portao(
        "ajustes de produção",
        _comando(
            *("manage.py", "check", "--deploy", "--fail-level", "WARNING"),
            ambiente=COMO_PRODUCAO,
        ),
    ),
    Portao("arquivos de terceiros", _em_linhas(defeitos_dos_arquivos_de_terceiros)),
    Portao("templates, regras do djlint", _comando("-m", "djlint", "--lint", "templates")),
    Portao("templates, regras da casa", _em_linhas(defeitos_dos_templates)),
)


def conferir_tudo(portoes: tuple[Portao, ...] = PORTOES) -> int:
    """Roda todos, mesmo que um falhe; 1 se algum falhou."""
    falhas = 0
    for portao in portoes:
        defeitos = portao.conferir()
        falhas += bool(defeitos)
        dizer(f"{'FALHOU' if defeitos else 'passou'}  {portao.nome}")
        if defeitos:
            dizer("\n".join(f"        {linha}" for linha in defeitos.splitlines()))
    dizer(f"\n{len(portoes) - falhas} de {len(portoes)} portões passaram.")
    return 1 if falhas else 0
