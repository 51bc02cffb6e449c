"""Linha de comando da prova por mutação.

    python -m tests.mutacao                  tudo
    python -m tests.mutacao guardas          só onde a chave contém "guardas"
    python -m tests.mutacao --guardas        só as guardas: cada uma calada e cada uma tirada
    python -m tests.mutacao --listar         diz os mutantes e não roda nada

Sai com erro se sobreviver algum que não esteja em `equivalentes.py`.
"""

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Set
from pathlib import Path

from tests.mutacao.equivalentes import EQUIVALENTES
from tests.mutacao.execucao import Veredito, rodar
from tests.mutacao.mutantes import Mutante, mutantes

RAIZ = Path(__file__).resolve().parents[2]
PACOTE = "seicidades.fluxo.nucleo"
NUCLEO = RAIZ / "seicidades" / "fluxo" / "nucleo"
MODULOS = ("regras", "decisao", "relogios", "evolucao", "caso", "estado")
PASTAS = ("efeitos", "guardas")
# A máquina fica de fora: cada mutante tem de morrer num teste pequeno, que diz o que quebrou.
FORA = {"test_maquina"}
# Às guardas bastam os testes que as nomeiam; os que refazem contas só as fariam esperar.
DE_CONTAS = {"test_explicacao", "test_formato", "test_recusas", "test_tempos"}


def modulos() -> list[str]:
    das_pastas = (p for pasta in PASTAS for p in sorted((NUCLEO / pasta).glob("*.py")))
    return [*MODULOS, *(f"{p.parent.name}/{p.stem}" for p in das_pastas if p.stem != "__init__")]


def testes(fora: Set[str]) -> list[str]:
    """Os testes do núcleo; os das guardas na frente, que são os que mais matam."""
    pasta = RAIZ / "tests" / "fluxo" / "nucleo"
    arquivos = (p for p in pasta.glob("test_*.py") if p.stem not in fora)
    return [
        str(p)
        for p in sorted(arquivos, key=lambda p: (not p.stem.startswith("test_guardas"), p.stem))
    ]


def do_nucleo() -> list[Mutante]:
    return [m for nome in modulos() for m in mutantes((NUCLEO / f"{nome}.py").read_text(), nome)]


def so_de_guarda(mutante: Mutante) -> bool:
    """Cada guarda tirada de cada comando, e cada uma calada."""
    return mutante.operador == "cala" or (mutante.modulo == "regras" and not mutante.funcao)


def main(argumentos: list[str] | None = None) -> int:
    opcoes = _ler(argumentos)
    escolhidos = [m for m in do_nucleo() if opcoes.filtro in m.chave]
    if opcoes.guardas:
        escolhidos = [m for m in escolhidos if so_de_guarda(m)]
    if opcoes.listar:
        _dizer(*(m.chave for m in escolhidos))
        return 0
    desde = time.monotonic()
    fora = FORA | DE_CONTAS if opcoes.guardas else FORA
    feita = rodar(escolhidos, testes(fora), PACOTE, opcoes.processos, str(RAIZ))
    if feita.falhas:
        _dizer(f"Sem mutante nenhum já falha {feita.falhas[0]}. Conserte antes de mutar.")
        return 2
    return _relatar(feita.vereditos, time.monotonic() - desde)


def _ler(argumentos: list[str] | None) -> argparse.Namespace:
    leitor = argparse.ArgumentParser(prog="python -m tests.mutacao", description=__doc__)
    leitor.add_argument("filtro", nargs="?", default="", help="parte da chave dos mutantes")
    leitor.add_argument("--guardas", action="store_true", help="só as guardas")
    leitor.add_argument("--listar", action="store_true", help="diz quais são e não roda")
    leitor.add_argument("--processos", type=int, default=os.cpu_count() or 1)
    return leitor.parse_args(argumentos)


def _dizer(*linhas: str) -> None:
    sys.stdout.write("".join(f"{linha}\n" for linha in linhas))


def _relatar(vereditos: list[Veredito], segundos: float) -> int:
    """A tabela por arquivo, quem matou mais e, um a um, os sobreviventes."""
    vivos = [v for v in vereditos if not v.por]
    sem_razao = [v for v in vivos if v.mutante.chave not in EQUIVALENTES]
    total, mortos = Counter(), Counter()
    for veredito in vereditos:
        total[veredito.mutante.modulo] += 1
        mortos[veredito.mutante.modulo] += bool(veredito.por)
    _dizer(f"{'arquivo':<20} {'mutantes':>8} {'mortos':>7} {'vivos':>6}")
    for modulo, quantos in total.items():
        _dizer(f"{modulo:<20} {quantos:8} {mortos[modulo]:7} {quantos - mortos[modulo]:6}")
    _dizer(f"{'tudo':<20} {len(vereditos):8} {mortos.total():7} {len(vivos):6}", "")
    _dizer("Os testes que mais mataram:")
    quem = Counter(v.por.split("[")[0].rpartition("/")[2] for v in vereditos if v.por)
    _dizer(*(f"{n:6}  {teste}" for teste, n in quem.most_common(15)), "")
    for veredito in sem_razao:
        mutante = veredito.mutante
        caminho = f"seicidades/fluxo/nucleo/{mutante.modulo}.py:{mutante.linha}"
        _dizer(f"VIVO {caminho} ({mutante.operador})", mutante.diferenca, mutante.chave, "")
    equivalentes = len(vivos) - len(sem_razao)
    _dizer(
        f"{len(vereditos)} mutantes em {segundos:.0f} s: {mortos.total()} mortos, "
        f"{equivalentes} equivalentes, {len(sem_razao)} sobreviventes."
    )
    return 1 if sem_razao else 0


if __name__ == "__main__":
    sys.exit(main())
