"""Um fato pode ser registrado por mais de um papel, se a etapa o diz; o resto do item, não."""

import pytest

from seicidades.comum.papeis import Papel
from seicidades.fluxo.nucleo.comandos import Ator
from seicidades.fluxo.nucleo.comandos import TipoDeComando as C
from seicidades.fluxo.nucleo.definicao import Roteiro
from tests.fluxo.nucleo.apoio import (
    ADMINISTRADOR,
    ESTRANHO,
    GERENTE,
    GESTOR_SEI,
    GESTOR_TI,
    OBSERVADOR,
    Mundo,
    com_item,
    em_nome,
)
from tests.fluxo.roteiros import CURTO

TAMBEM = com_item("cadastro", tambem_por=frozenset({Papel.REPRESENTANTE}))
PREFEITA = Ator(90, frozenset({Papel.APOIO, Papel.REPRESENTANTE}))


@pytest.fixture
def mundo():
    return Mundo(TAMBEM).iniciar()


def test_quem_tambem_registra_muda_o_fato_no_seu_papel_e_mais_nada(mundo):
    mundo.dar(C.ALTERAR_FATOS, por=PREFEITA, item="cadastro")

    (evento,) = [e for e in mundo.registro if e.tipo == "fato_registrado"]
    assert (evento.ator, evento.papel) == (90, "representante")
    for tipo in (C.REABRIR_ITEM, C.PEDIR_DISPENSA):
        assert "nao_e_do_seu_papel" in mundo.codigos(tipo, por=PREFEITA, item="cadastro")
    assert "nao_e_do_seu_papel" in mundo.codigos(C.CONCLUIR_ITEM, por=PREFEITA, item="oficio")
    assert mundo.codigos(C.ALTERAR_FATOS, por=GESTOR_SEI, item="cadastro") == []


@pytest.mark.parametrize("ator", [GESTOR_TI, GERENTE, ADMINISTRADOR, OBSERVADOR, ESTRANHO])
def test_os_demais_seguem_recusados_e_sabem_a_quem_pedir(mundo, ator):
    (recusa,) = mundo.recusas(C.ALTERAR_FATOS, por=ator, item="cadastro")

    assert recusa.codigo == "nao_e_do_seu_papel"
    assert "Gestor SEI ou Representante" in recusa.mensagem


def test_sem_a_etapa_dizer_a_prefeita_nao_registra():
    mundo = Mundo(CURTO).iniciar()

    assert mundo.codigos(C.ALTERAR_FATOS, por=PREFEITA, item="cadastro") == ["nao_e_do_seu_papel"]


def test_a_gerencia_registra_em_nome_de_um_dos_dois_e_de_mais_ninguem(mundo):
    def codigos(nome):
        pedido = {"item": "cadastro", "comprovacao": "Ofício 12 da prefeitura."}
        return mundo.codigos(C.ALTERAR_FATOS, por=em_nome(nome), **pedido)

    assert codigos(Papel.GESTOR_SEI) == codigos(Papel.REPRESENTANTE) == []
    assert codigos(Papel.GESTOR_TI) == ["nome_nao_cabe"]


def test_o_que_ja_foi_publicado_continua_igual():
    """Quem não diz nada não ganha campo: o digest das versões publicadas não muda."""
    dados = TAMBEM.para_dados()["etapas"][0]["itens"]

    assert [item.get("tambem_por") for item in dados] == [None, ["representante"], None, None]
    assert Roteiro.de_dados(TAMBEM.para_dados()) == TAMBEM
