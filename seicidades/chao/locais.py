"""Onde ficam as coisas, a partir da raiz do projeto."""

import hashlib
import os
from pathlib import Path

RAIZ = Path(__file__).resolve().parents[2]
AMBIENTE = RAIZ / ".ambiente"
PYTHON = AMBIENTE / "bin" / "python"
ENTRADA = RAIZ / "seicidades" / "chao" / "__main__.py"


def resumo_do_arquivo(caminho: Path, algoritmo: str = "sha256") -> str:
    with caminho.open("rb") as arquivo:
        return hashlib.file_digest(arquivo, algoritmo).hexdigest()


def pasta_existente(caminho: Path) -> Path:
    """A própria pasta ou a mais próxima acima dela que já existe."""
    # os.path.exists responde não onde Path.exists falharia: pasta que não se pode nem olhar.
    return next(pasta for pasta in [caminho, *caminho.parents] if os.path.exists(pasta))


def posso_criar(caminho: Path) -> bool:
    return os.access(pasta_existente(caminho), os.W_OK | os.X_OK)
