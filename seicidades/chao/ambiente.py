"""O ambiente Python do projeto, em `.ambiente/`: criado uma vez, refeito quando a trava muda.

Não depende de `python3-venv`: o ambiente nasce sem pip, e quem instala é o uv
ou um pip de fora. A segunda execução só confere o carimbo.
"""

import fcntl
import json
import os
import shutil
import sys
import venv
from contextlib import contextmanager
from pathlib import Path

from seicidades.chao import instalador
from seicidades.chao.erros import FalhaDoChao
from seicidades.chao.locais import AMBIENTE, PYTHON, RAIZ, posso_criar, resumo_do_arquivo
from seicidades.chao.mensagens import exigir_espaco, passo

TRAVA_DE_USO = RAIZ / "requirements.lock"
TRAVA_DE_DESENVOLVIMENTO = RAIZ / "requirements-dev.lock"
CARIMBO = AMBIENTE / "carimbo.json"
FECHO = AMBIENTE / ".fecho"
MEGAS = 500


def estamos_nele() -> bool:
    return Path(sys.prefix).resolve() == AMBIENTE.resolve()


def carimbo_esperado(*, desenvolvimento: bool) -> dict[str, str]:
    travas = [TRAVA_DE_USO] + ([TRAVA_DE_DESENVOLVIMENTO] if desenvolvimento else [])
    return {trava.name: resumo_do_arquivo(trava) for trava in travas}


def carimbo_presente() -> dict[str, str]:
    try:
        return json.loads(CARIMBO.read_text())
    except (OSError, ValueError):
        return {}


def esta_pronto(*, desenvolvimento: bool) -> bool:
    esperado = carimbo_esperado(desenvolvimento=desenvolvimento)
    return os.access(PYTHON, os.X_OK) and esperado.items() <= carimbo_presente().items()


def preparar(*, desenvolvimento: bool) -> None:
    """Deixa o ambiente pronto; não faz nada quando o carimbo confere."""
    if esta_pronto(desenvolvimento=desenvolvimento):
        return
    if not posso_criar(AMBIENTE):
        raise FalhaDoChao(
            f"O ambiente em {AMBIENTE} não está pronto para este usuário, e não posso escrever "
            "lá. Copie o projeto para uma pasta sua e repita o comando."
        )
    exigir_espaco(AMBIENTE, MEGAS, "instalar as dependências")
    AMBIENTE.mkdir(exist_ok=True)
    with _fechado():
        if not esta_pronto(desenvolvimento=desenvolvimento):  # outra execução pode ter feito
            _construir(desenvolvimento=desenvolvimento)


@contextmanager
def _fechado():
    """Uma instalação por vez; a segunda espera a primeira."""
    with FECHO.open("a") as fecho:
        try:
            fcntl.flock(fecho, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            passo("Outra execução está montando o ambiente; espero por ela.")
            fcntl.flock(fecho, fcntl.LOCK_EX)
        yield


def _construir(*, desenvolvimento: bool) -> None:
    if not os.access(PYTHON, os.X_OK):
        passo(f"Criando o ambiente em {AMBIENTE}, com Python {sys.version.split()[0]}")
        _esvaziar()
        venv.EnvBuilder(with_pip=False, symlinks=True).create(AMBIENTE)
    CARIMBO.unlink(missing_ok=True)
    trava = TRAVA_DE_DESENVOLVIMENTO if desenvolvimento else TRAVA_DE_USO
    instalador.instalar(trava, PYTHON, AMBIENTE)
    rascunho = CARIMBO.with_suffix(".novo")
    rascunho.write_text(json.dumps(carimbo_esperado(desenvolvimento=desenvolvimento)))
    rascunho.replace(CARIMBO)


def _esvaziar() -> None:
    for resto in AMBIENTE.iterdir():
        if resto == FECHO:
            continue
        if resto.is_dir() and not resto.is_symlink():
            shutil.rmtree(resto)
        else:
            resto.unlink()
