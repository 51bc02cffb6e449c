"""Quanto demora o `./run demo` numa pasta nova até atender, com o ambiente já instalado."""

import subprocess
import tempfile
import time
from collections.abc import Iterator

from bench.medida import Medida
from seicidades.chao.locais import RAIZ
from seicidades.chao.valkey import porta_livre


class DemoNaoSubiu(Exception):
    """A demonstração parou antes da primeira página; o texto é o que ela disse."""


def medir() -> Iterator[Medida]:
    with tempfile.TemporaryDirectory(prefix="seicidades-bench-") as pasta:
        inicio = time.perf_counter()
        demo = subprocess.Popen(  # noqa: S603 (o ./run deste projeto)
            [RAIZ / "run", "demo", "--porta", str(porta_livre()), "--dados", pasta],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            _esperar_pronto(demo)
            demorou = time.perf_counter() - inicio
        finally:
            demo.terminate()
            demo.communicate()
    yield Medida("demo.primeira_pagina.s", demorou, "s")


def _esperar_pronto(demo: subprocess.Popen) -> None:
    dito = []
    for linha in demo.stdout:
        dito.append(linha)
        if linha.startswith("PRONTO"):
            return
    raise DemoNaoSubiu("".join(dito))
