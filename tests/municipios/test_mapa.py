import csv
import re

import pytest

from seicidades.municipios.celulas import nomes_conhecidos
from seicidades.municipios.dados import MUNICIPIOS
from seicidades.municipios.mapa import cartograma, mapa


def test_cada_municipio_tem_um_contorno_e_um_quadrado_so_dele():
    codigos = set(nomes_conhecidos())

    assert len(codigos) == 645
    assert set(mapa().municipios) == codigos
    assert set(cartograma()) == codigos
    assert len(set(cartograma().values())) == 645


def test_os_contornos_sao_paths_dentro_do_quadro():
    x, y, largura, altura = map(int, mapa().view_box.split())

    assert (x, y) == (0, 0)
    for contorno in mapa().municipios.values():
        assert re.fullmatch(r"(M[0-9]+,[0-9]+l[0-9 ,-]+z)+", contorno.d)
        assert 0 <= contorno.ponto[0] <= largura
        assert 0 <= contorno.ponto[1] <= altura


def test_as_mesorregioes_do_mapa_sao_as_dos_municipios():
    with MUNICIPIOS.open(encoding="utf-8", newline="") as arquivo:
        linhas = list(csv.DictReader(arquivo))

    assert {c: m.nome for c, m in mapa().mesorregioes.items()} == {
        linha["codigo_mesorregiao"]: linha["mesorregiao"] for linha in linhas
    }


def test_o_mapa_se_le_uma_vez_e_nao_se_altera():
    assert mapa() is mapa()
    with pytest.raises(TypeError):
        mapa().municipios["3500105"] = None
