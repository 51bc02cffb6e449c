"""As guardas do item.

Cada teste: o pedido que passa e o mesmo pedido com um só ponto estragado.
"""

import pytest

from seicidades.fluxo.nucleo.comandos import TipoDeComando as C
from tests.fluxo.nucleo.apoio import SEGUNDA, com_item
from tests.fluxo.nucleo.preparos import preparo

# Item


def test_item_por_fato_nao_se_declara_nem_o_declarado_se_apura():
    assert "item_por_fato" in preparo(C.CONCLUIR_ITEM).com(item="cadastro").codigos
    assert preparo(C.ALTERAR_FATOS).com(item="oficio").codigos == ["item_declarado"]


def test_concluir_exige_item_por_fazer():
    assert preparo(C.CONCLUIR_ITEM).item_em("oficio", "a_corrigir").codigos == []
    for situacao in ("pronto", "dispensado", "dispensa_pedida"):
        pedido = preparo(C.CONCLUIR_ITEM).item_em("oficio", situacao)
        assert pedido.codigos == ["item_noutra_situacao"]


def test_concluir_exige_as_dependencias():
    pedido = preparo(C.CONCLUIR_ITEM).com(item="tabela")

    assert pedido.codigos == ["depende_de"]
    assert pedido.item_em("decreto", "dispensado").codigos == []
    assert pedido.item_em("decreto", "a_corrigir").codigos == ["depende_de"]


def test_alterar_fatos_nao_espera_as_dependencias():
    assert preparo(C.ALTERAR_FATOS).mundo.situacao("oficio") == "aberto"
    assert preparo(C.ALTERAR_FATOS).codigos == []


def test_item_de_depois_da_producao_espera_por_ela():
    pedido = preparo(C.ALTERAR_FATOS).com(item="uso")

    assert pedido.codigos == ["antes_da_producao"]
    assert pedido.no_estado(producao_em=SEGUNDA).codigos == []


def test_item_declarado_de_depois_da_producao_tambem_espera_por_ela():
    pedido = preparo(C.CONCLUIR_ITEM).no_roteiro(com_item("uso", por_fato=False)).com(item="uso")

    assert pedido.codigos == ["antes_da_producao"]
    assert pedido.no_estado(producao_em=SEGUNDA).codigos == []


def test_item_que_exige_arquivo():
    pedido = preparo(C.CONCLUIR_ITEM).no_roteiro(com_item("oficio", exige_arquivo=True))

    assert pedido.codigos == ["falta_arquivo"]
    assert pedido.com(arquivos=[]).codigos == ["falta_arquivo"]
    assert pedido.com(arquivos=["6f0c0f4e-1b7c-4b5e-9a51-0123456789ab"]).codigos == []


def test_reabrir_serve_ao_pronto_declarado_e_a_retirar_dispensas():
    for situacao in ("dispensa_pedida", "dispensado"):
        assert preparo(C.REABRIR_ITEM).item_em("oficio", situacao).codigos == []
        do_fato = preparo(C.REABRIR_ITEM).com(item="cadastro").item_em("cadastro", situacao)
        assert do_fato.codigos == []
    for situacao in ("aberto", "a_corrigir"):
        pedido = preparo(C.REABRIR_ITEM).item_em("oficio", situacao)
        assert pedido.codigos == ["item_noutra_situacao"]
    pronto_por_fato = preparo(C.REABRIR_ITEM).com(item="cadastro").item_em("cadastro", "pronto")
    assert pronto_por_fato.codigos == ["item_por_fato"]


def test_dispensa_so_de_item_dispensavel_e_por_fazer():
    assert preparo(C.PEDIR_DISPENSA).com(item="oficio").codigos == ["item_indispensavel"]
    assert preparo(C.PEDIR_DISPENSA).item_em("decreto", "a_corrigir").codigos == []
    assert preparo(C.PEDIR_DISPENSA).item_em("decreto", "pronto").codigos == [
        "item_noutra_situacao"
    ]


@pytest.mark.parametrize("tipo", [C.CONFIRMAR_DISPENSA, C.NEGAR_DISPENSA])
@pytest.mark.parametrize("situacao", ["aberto", "pronto", "dispensado", "a_corrigir"])
def test_so_se_decide_dispensa_pedida(tipo, situacao):
    assert preparo(tipo).item_em("decreto", situacao).codigos == ["item_noutra_situacao"]
