"""O `./run bench` mede o que diz, sem que nenhum teste dependa do tempo."""

import json
from contextlib import nullcontext

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from bench import __main__ as bench
from bench import importacao, medida
from bench.medida import Medida
from seicidades.fluxo import servicos as fluxo
from seicidades.fluxo.models import Implantacao
from seicidades.importacao import servicos
from tests.factories import MunicipioFactory, OrgaoFactory, UsuarioFactory


@pytest.mark.parametrize(
    ("nome", "grupos"),
    [
        ("", list(bench.GRUPOS)),
        ("carteira", ["carteira.645", "carteira.5570"]),
        ("carteira.645.ms", ["carteira.645"]),
        ("motor", ["motor"]),
        ("importar_carteira", ["importar_carteira.645"]),
        ("importar_carteira.645.s", ["importar_carteira.645"]),
        ("voo", []),
    ],
)
def test_nome_escolhe_os_grupos(nome, grupos):
    assert bench.escolher(nome) == grupos


def test_tabela_e_json_trazem_o_pedido(monkeypatch, capsys, tmp_path):
    feitas = [Medida("motor.razao", 0.5, "vezes o piso", 2.0), Medida("motor.sql", 7, "consultas")]
    monkeypatch.setattr(bench, "servidores", nullcontext)
    monkeypatch.setattr(bench, "medir", lambda grupos: iter(feitas))

    assert bench.main(["motor", "--json", str(tmp_path / "saida.json")]) == 0

    assert "motor.razao" in capsys.readouterr().out
    assert json.loads((tmp_path / "saida.json").read_text()) == [
        {"nome": "motor.razao", "valor": 0.5, "unidade": "vezes o piso", "razao_ao_piso": 2.0},
        {"nome": "motor.sql", "valor": 7, "unidade": "consultas", "razao_ao_piso": None},
    ]


def test_nome_desconhecido_diz_os_que_ha(capsys):
    with pytest.raises(SystemExit):
        bench.main(["voo"])

    assert "carteira.645" in capsys.readouterr().err


def test_segundos_alterna_as_voltas():
    ordem = []

    medida.segundos(lambda: ordem.append("um"), lambda: ordem.append("dois"), vezes=2)

    assert ordem == ["um", "dois"] * 3


@pytest.mark.django_db
def test_contar_consultas_ignora_transacoes():

    with medida.contando() as feitas, transaction.atomic():
        ContentType.objects.exists()

    assert len(feitas) == 1


@pytest.mark.django_db
def test_planilha_da_medida_entra_inteira_do_comeco_a_habilitada():
    fluxo.publicar_roteiro()
    codigos = [f"35001{n:02d}" for n in range(6)]
    for codigo in codigos:
        OrgaoFactory(municipio=MunicipioFactory(codigo_ibge=codigo))
    por = UsuarioFactory(administrador=True)

    carga = servicos.conferir(servicos.nova("c.csv", importacao.planilha(codigos), por))
    assert carga.conferencia["problemas"] == []
    carga = servicos.gravar(servicos.pedir_gravacao(carga))

    assert carga.resumo["feito"]["cidades"] == len(codigos)
    ordens = Implantacao.objects.order_by("orgao__municipio__codigo_ibge")
    assert list(ordens.values_list("ordem_atual", flat=True)) == [1, 2, 3, 4, 5, 6]


@pytest.mark.django_db
def test_carga_que_nao_entra_para_a_medida():
    fluxo.publicar_roteiro()
    UsuarioFactory(administrador=True)

    with pytest.raises(importacao.CargaNaoEntrou, match="recusada"):
        importacao._carregar_e_desfazer(importacao.planilha(["3500105"]))
