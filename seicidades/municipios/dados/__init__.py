"""Dados que acompanham o programa; as licenças estão no LEIAME."""

from pathlib import Path

PASTA = Path(__file__).parent
MUNICIPIOS = PASTA / "municipios_sp.csv"
CONTORNOS = PASTA / "sp_municipios.svgpaths.json"
CARTOGRAMA = PASTA / "sp_tiles.json"
