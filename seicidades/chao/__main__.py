"""Entrada do `./run`, ainda com o Python do sistema.

O pacote `seicidades` carrega o Celery ao ser importado, e aqui ele pode não
existir; um pacote vazio no lugar deixa importar só o chão.
"""

import sys
import types
from pathlib import Path

RAIZ = Path(__file__).resolve().parents[2]


def main() -> int:
    casca = types.ModuleType("seicidades")
    casca.__path__ = [str(RAIZ / "seicidades")]
    sys.modules["seicidades"] = casca
    sys.path[0] = str(RAIZ)

    from seicidades.chao.verbos import atender  # só depois da casca no lugar

    return atender(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
