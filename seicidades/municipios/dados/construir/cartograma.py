"""Refaz `sp_tiles.json`: um quadrado igual para cada município, perto do lugar dele.

O tamanho dos quadrados é o que faz caberem 645 dentro do contorno do Estado;
a atribuição é a que menos desloca os municípios, ao todo.

Uso, na pasta que já tem `sp_municipios.svgpaths.json`:
    python cartograma.py PASTA
"""

import json
import re
import sys
from pathlib import Path

import numpy as np
import shapely
from scipy.optimize import linear_sum_assignment
from shapely.geometry import Polygon, box

QUANTOS = 645
LARGURA, ALTURA = 5000, 3347


def main(pasta: Path) -> None:
    contornos = json.loads((pasta / "sp_municipios.svgpaths.json").read_text(encoding="utf-8"))
    municipios = contornos["municipios"]
    codigos = sorted(municipios)
    quadrados = encaixar(maior_parte(poligono(contornos["estado"])))
    pontos = np.array([municipios[codigo]["p"] for codigo in codigos], float)
    escolhidos = atribuir(pontos, np.array([centro for _, centro in quadrados]))
    lugares = {c: quadrados[i][0] for c, i in zip(codigos, escolhidos, strict=True)}
    texto = json.dumps(lugares, separators=(",", ":"))
    (pasta / "sp_tiles.json").write_text(texto, encoding="utf-8")


def poligono(path: str):
    aneis = []
    for trecho in re.findall(r"M([^z]*)z", path):
        passos = np.array([int(n) for n in re.findall(r"-?\d+", trecho)]).reshape(-1, 2)
        aneis.append(Polygon(passos.cumsum(0)).buffer(0))
    return shapely.union_all(aneis)


def maior_parte(geometria):
    return max(getattr(geometria, "geoms", [geometria]), key=lambda g: g.area)


def encaixar(estado) -> list[tuple[list[int], tuple[float, float]]]:
    """Procura o lado e o deslocamento da grade em que cabem exatamente 645 quadrados."""
    lado = (estado.area / QUANTOS) ** 0.5
    melhor = None
    for tentativa in np.linspace(lado * 0.96, lado * 1.02, 25):
        for deslocamento in (-tentativa * 0.5, -tentativa * 0.25, 0):
            quadrados = grade(estado, tentativa, deslocamento, -tentativa * 0.3)
            if len(quadrados) == QUANTOS:
                return quadrados
            if len(quadrados) > QUANTOS and (melhor is None or len(quadrados) < len(melhor)):
                melhor = quadrados
    return melhor


def grade(estado, lado: float, x0: float, y0: float) -> list[tuple[list[int], tuple]]:
    """Os quadrados com ao menos metade da área dentro do Estado: lugar na grade e centro."""
    quadrados = []
    for linha in range(int(ALTURA / lado) + 2):
        for coluna in range(int(LARGURA / lado) + 2):
            x, y = x0 + (coluna + 0.5) * lado, y0 + (linha + 0.5) * lado
            quadrado = box(x - lado / 2, y - lado / 2, x + lado / 2, y + lado / 2)
            if quadrado.intersection(estado).area >= lado * lado * 0.5:
                quadrados.append(([coluna, linha], (x, y)))
    return quadrados


def atribuir(pontos: np.ndarray, centros: np.ndarray) -> np.ndarray:
    """O quadrado de cada ponto que minimiza a soma dos quadrados das distâncias."""
    custo = ((pontos[:, None, :] - centros[None]) ** 2).sum(2) / 1e4
    return linear_sum_assignment(custo)[1]


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("Uso: python cartograma.py PASTA")
    main(Path(sys.argv[1]))
