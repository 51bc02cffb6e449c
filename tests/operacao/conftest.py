"""Processos de verdade, com os ajustes de produção, nos servidores da suíte."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from seicidades.chao.locais import RAIZ

ANFITRIAO = "sei.exemplo.invalid"


def endereco_do_banco(nome: str = "", papel: str = "") -> str:
    banco = connection.settings_dict
    sockets = banco["HOST"] or banco["OPTIONS"]["host"]
    return f"postgresql://{papel or banco['USER']}@/{nome or banco['NAME']}?host={sockets}"


@pytest.fixture
def ambiente(tmp_path) -> dict[str, str]:
    """O de produção: os segredos em arquivos, o banco deste teste."""
    segredos = {
        "SECRET_KEY": "so-para-os-testes-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEF",
        "DATABASE_URL": endereco_do_banco(),
        "REDIS_URL": settings.REDIS_URL.replace("/0", "/7"),
        "EMAIL_URL": "smtp://127.0.0.1:1",
        "TOKEN_DA_OPERACAO": "token-ficticio-da-operacao",
    }
    pasta = tmp_path / "segredos"
    pasta.mkdir()
    declarados = {}
    for nome, valor in segredos.items():
        (pasta / nome).write_text(valor + "\n")
        declarados[f"{nome}_FILE"] = str(pasta / nome)
    fora = {*segredos, "DJANGO_ALLOW_ASYNC_UNSAFE"}
    herdado = {nome: v for nome, v in os.environ.items() if nome not in fora}
    return (
        herdado
        | declarados
        | {
            "AMBIENTE": "producao",
            "DJANGO_SETTINGS_MODULE": "seicidades.settings",
            "ALLOWED_HOSTS": f"{ANFITRIAO},web",
            "CSRF_TRUSTED_ORIGINS": f"https://{ANFITRIAO}",
            "ENDERECO_PUBLICO": f"https://{ANFITRIAO}",
            "REMETENTE": "SEI Cidades <nao-responda@exemplo.invalid>",
            "NIVEL_DO_LOG": "INFO",
            "STATIC_ROOT": str(tmp_path / "estaticos"),
            "MEDIA_ROOT": str(tmp_path / "arquivos"),
            "SINAL_DA_AGENDA": str(tmp_path / "sinal"),
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        }
    )


@pytest.fixture
def manage(ambiente):
    """Roda o manage.py até o fim e devolve o que saiu; falhar é erro, salvo se esperado."""

    def rodar(*argumentos, falha=False, **trocas) -> str:
        feito = subprocess.run(  # noqa: S603 (o manage.py deste projeto)
            [sys.executable, str(RAIZ / "manage.py"), *map(str, argumentos)],
            cwd=RAIZ,
            env=ambiente | trocas,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
            check=False,
        )
        assert (feito.returncode != 0) == falha, feito.stdout
        return feito.stdout

    return rodar
