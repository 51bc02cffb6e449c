"""Instala as travas com hashes: uv se houver, senão um uv trazido pelo pip, senão o pip.

Os índices de pacotes são os da máquina: nada aqui nomeia um.
"""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

from seicidades.chao import processos
from seicidades.chao.erros import FalhaDoChao
from seicidades.chao.locais import RAIZ, posso_criar
from seicidades.chao.mensagens import fim_do_arquivo, passo
from seicidades.chao.sistema import instalar_pacotes

TRAVA_DO_UV = RAIZ / "requirements-uv.lock"
# O que o pip sabe dos índices da máquina e o uv só lê do seu próprio ambiente.
DO_PIP_PARA_O_UV = {
    "index-url": "UV_DEFAULT_INDEX",
    "cert": "SSL_CERT_FILE",
    "trusted-host": "UV_INSECURE_HOST",
}


def instalar(trava: Path, python: Path, pasta: Path) -> None:
    """Instala a trava no ambiente do `python`; a pasta guarda o registro e o uv trazido."""
    registro = pasta / "instalacao.log"
    with registro.open("w") as saida:
        if _instalar_com_uv(trava, python, pasta, saida):
            return
        passo("O uv não conseguiu; tento com o pip, que demora mais.")
        comando = [*_achar_pip(pasta), "--python", str(python), "install", "--require-hashes"]
        if processos.rodar([*comando, "-r", str(trava)], pasta=RAIZ, saida=saida) == 0:
            return
    raise FalhaDoChao(
        f"Não consegui instalar as dependências de {trava.name}. "
        f"Confira a rede e repita o comando. Registro completo: {registro}\n"
        f"{fim_do_arquivo(registro)}"
    )


def _instalar_com_uv(trava: Path, python: Path, pasta: Path, saida) -> bool:
    uv = _achar_uv(pasta, saida)
    if uv is None:
        return False
    passo(f"Instalando as dependências de {trava.name} com o uv")
    comando = [uv, "pip", "install", "--python", str(python), "--require-hashes", "-r", str(trava)]
    return processos.rodar(comando, pasta=RAIZ, saida=saida, ambiente=_ambiente_do_uv(pasta)) == 0


def _achar_uv(pasta: Path, saida) -> str | None:
    do_sistema = shutil.which("uv")
    if do_sistema and _responde([do_sistema, "--version"]):
        return do_sistema
    trazido = pasta / "uv" / "bin" / "uv"
    if not trazido.exists():
        passo("Trazendo o instalador uv com o pip")
        comando = [*_achar_pip(pasta), "install", "--require-hashes", "--no-deps"]
        comando += ["--target", str(pasta / "uv"), "-r", str(TRAVA_DO_UV)]
        processos.rodar(comando, pasta=RAIZ, saida=saida)
    return str(trazido) if trazido.exists() else None


def _pips(pasta: Path) -> tuple[list[str], list[str]]:
    """O pip deste Python e o que o ensurepip cria à parte."""
    a_parte = pasta / "pip" / "bin" / "python"
    return [sys.executable, "-m", "pip"], [str(a_parte), "-m", "pip"]


def _achar_pip(pasta: Path) -> list[str]:
    """Um pip que responde; sem nenhum, instala o do sistema, se somos root."""
    deste, do_ensurepip = _pips(pasta)
    for pip in (deste, do_ensurepip):
        if _responde([*pip, "--version"]):
            return pip
    if _responde([sys.executable, "-m", "venv", "--clear", str(pasta / "pip")]):
        return do_ensurepip
    instalar_pacotes("python3-pip", para="instalar as dependências do Python")
    return deste


def _responde(comando: list[str]) -> bool:
    feito = _chamar(comando)
    return feito is not None and feito.returncode == 0


def _chamar(comando: list[str]) -> subprocess.CompletedProcess | None:
    """Roda sem mostrar; None se o programa não existe ou não acaba."""
    try:
        return subprocess.run(comando, capture_output=True, text=True, check=False, timeout=120)  # noqa: S603 (comando montado aqui)
    except (OSError, subprocess.TimeoutExpired):
        return None


def _ambiente_do_uv(pasta: Path) -> dict[str, str]:
    ambiente = os.environ | {"UV_PYTHON_DOWNLOADS": "never"}
    if not _posso_guardar_no_cache():
        ambiente["UV_NO_CACHE"] = "1"
    for ajuste, valor in _configuracao_do_pip(pasta).items():
        if ajuste in DO_PIP_PARA_O_UV:
            ambiente.setdefault(DO_PIP_PARA_O_UV[ajuste], valor)
    return ambiente


def _posso_guardar_no_cache() -> bool:
    if "UV_CACHE_DIR" in os.environ:
        return True
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.environ.get("HOME", ""), ".cache")
    return os.path.isabs(base) and posso_criar(Path(base) / "uv")


def _configuracao_do_pip(pasta: Path) -> dict[str, str]:
    """O que diz `pip config list`; nada, se não há pip."""
    for pip in _pips(pasta):
        feito = _chamar([*pip, "config", "list"])
        if feito is not None and feito.returncode == 0:
            return ler_configuracao_do_pip(feito.stdout)
    return {}


def ler_configuracao_do_pip(texto: str) -> dict[str, str]:
    """Tira `{ajuste: valor}` de linhas como `global.index-url='https://…'`.

    O que vem das variáveis de ambiente aparece primeiro e vale mais.
    """
    ajustes: dict[str, str] = {}
    for linha in texto.splitlines():
        nome, igual, valor = linha.partition("=")
        if igual and valor[:1] in "'\"":
            ajustes.setdefault(nome.rpartition(".")[2], ast.literal_eval(valor))
    return ajustes
