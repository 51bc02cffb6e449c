"""Dado de nome, tipo ou tamanho errado é recusado com clareza e nunca quebra o núcleo."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seicidades.fluxo.nucleo.comandos import Comando
from seicidades.fluxo.nucleo.comandos import TipoDeComando as C
from seicidades.fluxo.nucleo.formato import FORMATOS, LIMITE_DO_TEXTO, ler_dia, malformados
from seicidades.fluxo.nucleo.regras import explicar
from tests.fluxo.nucleo.preparos import PREPAROS

QUALQUER_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda filho: st.lists(filho, max_size=3) | st.dictionaries(st.text(max_size=9), filho),
    max_leaves=6,
)


@pytest.mark.parametrize(
    ("nome", "valor"),
    [
        ("texto", "Feito.\nCom duas linhas — e acentos."),
        ("texto", "x" * LIMITE_DO_TEXTO),
        ("data", "2026-05-15"),
        ("bloqueio", 3),
        ("satisfeito", False),
        ("arquivos", ["6f0c0f4e-1b7c-4b5e-9a51-0123456789ab"]),
        ("arquivos", []),
        ("itens", ["oficio", "cadastro"]),
        ("motivos", [{"item": "oficio", "codigo": "outro", "texto": "Rever."}]),
        ("digest", "a" * 64),
    ],
)
def test_dado_na_forma_certa_passa(nome, valor):
    assert malformados({nome: valor}) == {}


@pytest.mark.parametrize(
    ("nome", "valor", "codigo"),
    [
        ("texto", 7, "dado_invalido"),
        ("texto", ["a"], "dado_invalido"),
        ("texto", "nulo \x00 no meio", "dado_invalido"),
        ("texto", "meio par \ud800", "dado_invalido"),
        ("texto", "x" * (LIMITE_DO_TEXTO + 1), "texto_longo"),
        ("data", "15/05/2026", "dado_invalido"),
        ("data", "2026-02-30", "dado_invalido"),
        ("data", "20260515", "dado_invalido"),
        ("data", "2026-W20-5", "dado_invalido"),
        ("data", 20260515, "dado_invalido"),
        ("ate", ["2026-05-15"], "dado_invalido"),
        ("bloqueio", "3", "dado_invalido"),
        ("bloqueio", True, "dado_invalido"),
        ("bloqueio", -1, "dado_invalido"),
        ("bloqueio", 2**80, "dado_invalido"),
        ("bloqueio", [3], "dado_invalido"),
        ("satisfeito", "sim", "dado_invalido"),
        ("arquivos", "6f0c0f4e-1b7c-4b5e-9a51-0123456789ab", "dado_invalido"),
        ("arquivos", ["../../etc/passwd"], "dado_invalido"),
        ("arquivos", [7], "dado_invalido"),
        ("arquivos", [""] * 201, "dado_invalido"),
        ("itens", "oficio", "dado_invalido"),
        ("itens", [{}], "dado_invalido"),
        ("motivos", {"item": "oficio"}, "dado_invalido"),
        ("motivos", ["oficio"], "dado_invalido"),
        ("motivos", [{"item": ["oficio"]}], "dado_invalido"),
        ("motivos", [{"item": "oficio", "nota": 1}], "dado_invalido"),
        ("motivos", [{"texto": "x" * (LIMITE_DO_TEXTO + 1)}], "texto_longo"),
        ("alvo", "x" * 61, "dado_invalido"),
        ("dono", 1, "dado_invalido"),
        ("digest", "zz", "dado_invalido"),
        ("senha", "x", "dado_desconhecido"),
    ],
)
def test_dado_fora_da_forma_e_apontado(nome, valor, codigo):
    assert malformados({nome: valor}) == {nome: codigo}


def test_vazio_e_ausencia_e_nao_defeito():
    assert malformados(dict.fromkeys(FORMATOS)) == malformados(dict.fromkeys(FORMATOS, "")) == {}


@pytest.mark.parametrize("tipo", list(C))
@pytest.mark.parametrize("dados", [None, [], "texto", 7, {7: "chave que não é texto"}])
def test_dados_que_nao_sao_dicionario_sao_recusados(tipo, dados):
    pedido = PREPAROS[tipo]()
    alvo = {k: v for k, v in pedido.campos.items() if k in ("item", "etapa")}
    comando = Comando(tipo, **alvo, dados=dados)
    recusas = explicar(
        pedido.mundo.roteiro, pedido.mundo.estado, comando, pedido.por, pedido.mundo.contexto
    )

    assert {r.codigo for r in recusas} & {"dado_invalido", "dado_desconhecido"}


@pytest.mark.parametrize("tipo", list(C))
@settings(max_examples=25, deadline=None)
@given(nome=st.sampled_from([*FORMATOS, "nome_estranho"]), valor=QUALQUER_JSON)
def test_qualquer_valor_em_qualquer_dado_passa_ou_e_recusado(tipo, nome, valor):
    pedido = PREPAROS_PRONTOS[tipo].com(**{nome: valor})
    if not pedido.recusas:
        eventos = pedido.mundo.registro
        pedido = pedido.no_estado()  # decide sobre uma cópia
        pedido.mundo.registro = list(eventos)
        pedido.dar()
        json.dumps(pedido.mundo.registro[-1].dados)


PREPAROS_PRONTOS = {tipo: preparo() for tipo, preparo in PREPAROS.items()}


@pytest.mark.parametrize("valor", ["", None, 7, "2026-13-01", "hoje", "2026-05-15T10:00"])
def test_ler_dia_so_le_dia(valor):
    assert ler_dia(valor) is None
