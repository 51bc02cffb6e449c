from importlib import import_module

import pytest
from django.apps import apps

from cadastros.models import TipoDeConfiguracao, TipoDeTeste
from tests.cadastros.factories import ConfiguracaoFactory, ExecucaoFactory

listas_da_migracao = import_module("cadastros.migrations.0002_listas")


def chaves(modelo):
    return set(modelo.objects.values_list("chave", flat=True))


def test_por_as_listas_de_novo_nao_repete_nem_desfaz_ajustes(db):
    TipoDeConfiguracao.objects.filter(chave="timbre").update(titulo="Brasão")
    antes = chaves(TipoDeConfiguracao), chaves(TipoDeTeste)

    listas_da_migracao.por_listas(apps, None)

    assert (chaves(TipoDeConfiguracao), chaves(TipoDeTeste)) == antes
    assert TipoDeConfiguracao.objects.get(chave="timbre").titulo == "Brasão"


def test_tirar_as_listas_deixa_o_que_tem_registro(db):
    ConfiguracaoFactory(tipo=TipoDeConfiguracao.objects.get(chave="timbre"))
    ExecucaoFactory(tipo=TipoDeTeste.objects.get(chave="dns"))

    listas_da_migracao.tirar_listas(apps, None)

    assert chaves(TipoDeConfiguracao) == {"timbre"}
    assert chaves(TipoDeTeste) == {"dns"}


@pytest.mark.parametrize("lado", ["municipio", "prodesp"])
def test_cada_lado_tem_assuntos_com_ajuda_que_diz_o_que_prova(db, lado):
    assuntos = TipoDeConfiguracao.objects.filter(lado=lado).order_by("ordem")

    assert len(assuntos) >= 7
    assert all("Prova: " in a.ajuda for a in assuntos)


def test_so_as_portas_do_diretorio_dependem_de_haver_um(db):
    condicionados = TipoDeTeste.objects.filter(so_com_diretorio=True)

    assert [t.chave for t in condicionados] == ["portas_do_diretorio"]
