"""O estado guardado em JSON: volta igual, e só ocupa lugar o que difere do padrão."""

import json

import pytest

from seicidades.fluxo.nucleo.comandos import TipoDeComando as C
from seicidades.fluxo.nucleo.estado import VAZIO, VERSAO_DO_ESTADO, Estado, para_json
from tests.fluxo.nucleo.apoio import FAZ_TUDO, GERENTE, iniciada
from tests.fluxo.nucleo.preparos import PREPAROS


def ida_e_volta(estado: Estado) -> Estado:
    return Estado.de_dados(json.loads(json.dumps(estado.para_dados())))


@pytest.mark.parametrize("tipo", list(C))
def test_o_estado_volta_igual_do_json(tipo):
    pedido = PREPAROS[tipo]()
    pedido.dar()

    assert ida_e_volta(pedido.mundo.estado) == pedido.mundo.estado


def test_o_estado_de_quem_andou_muito_volta_igual():
    mundo = iniciada().habilitar()
    mundo.dar(C.DECLARAR_BLOQUEIO, FAZ_TUDO, motivo_bloqueio="outro", dono="prodesp")
    mundo.dar(C.REABRIR_ETAPA, GERENTE, etapa="comeco", motivo="Sim.", itens=["oficio"])

    assert ida_e_volta(mundo.estado) == mundo.estado
    assert ida_e_volta(VAZIO) == VAZIO


def test_o_que_esta_no_padrao_nao_ocupa_lugar():
    mundo = iniciada()
    mundo.dar(C.DECLARAR_BLOQUEIO, FAZ_TUDO, motivo_bloqueio="outro", dono="sggd", alvo="tabela")

    dados = mundo.estado.para_dados()
    assert dados | {"itens": {}} == {
        "versao": VERSAO_DO_ESTADO,
        "situacao": "em_andamento",
        "situacao_seq": 1,
        "seq": 2,
        "inicio": "2026-03-02",
        "inicio_seq": 1,
        "etapas": {"comeco": {"situacao": "em_preenchimento", "seq": 1, "aberta_em": "2026-03-02"}},
        "itens": {},
        "bloqueios": {
            "2": {
                "motivo": "outro",
                "dono": "sggd",
                "linha": "arquivo",
                "alvo": "tabela",
                "por": 4,
                "desde": "2026-03-02",
            }
        },
        "vez": {
            "principal": {"lado": "municipio", "desde": "2026-03-02", "dias": {}},
            "arquivo": {"lado": "sggd", "desde": "2026-03-02", "dias": {"ninguem": 0}},
        },
    }
    assert dados["itens"]["oficio"] == {"saldo": 10, "inicio": "2026-03-02", "prazo": "2026-03-16"}


def test_o_dicionario_guardado_e_outro():
    dias = {"municipio": 3}

    assert para_json(dias) == dias
    assert para_json(dias) is not dias


def test_versao_desconhecida_nao_se_le():
    with pytest.raises(ValueError, match="Versão de estado desconhecida: 99"):
        Estado.de_dados(VAZIO.para_dados() | {"versao": 99})
