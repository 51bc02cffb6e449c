"""Promessa 3: toda recusa lista todas as razões e a saída de cada uma."""

import ast
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seicidades import fluxo
from seicidades.comum.papeis import Lado, Papel
from seicidades.fluxo.nucleo import formato
from seicidades.fluxo.nucleo.comandos import FATO_PERDIDO, FUSO, SISTEMA, Canal, Recusado
from seicidades.fluxo.nucleo.comandos import TipoDeComando as C
from seicidades.fluxo.nucleo.decisao import decidir
from seicidades.fluxo.nucleo.estado import (
    Bloqueio,
    SituacaoDaEtapa,
    SituacaoDaImplantacao,
    SituacaoDoItem,
)
from tests.fluxo.nucleo.apoio import (
    ADMINISTRADOR,
    ESTRANHO,
    FAZ_TUDO,
    GERENTE,
    GESTOR_TI,
    OBSERVADOR,
    OUTRO_GERENTE,
    SEGUNDA,
    com_item,
    em_nome,
)
from tests.fluxo.nucleo.preparos import PREPAROS, Pedido
from tests.fluxo.nucleo.remedios import REMEDIOS, remediar
from tests.fluxo.roteiros import CURTO

# Estas nascem na casca, antes do núcleo: cada uma tem a sua prova em test_servicos.
DA_CASCA = {"sem_roteiro", "chave_invalida", "chave_repetida", "mudou_desde"}
PASTA = Path(fluxo.__file__).parent


def codigos_no_codigo() -> set[str]:
    """O primeiro argumento de cada `Recusa(...)` do núcleo e dos serviços."""
    codigos = {formato.INVALIDO, formato.LONGO, formato.DESCONHECIDO}
    for pasta in ("nucleo", "servicos"):
        for arquivo in (PASTA / pasta).rglob("*.py"):
            for no in ast.walk(ast.parse(arquivo.read_text())):
                if isinstance(no, ast.Call) and getattr(no.func, "id", "") == "Recusa":
                    codigos |= {a.value for a in no.args[:1] if isinstance(a, ast.Constant)}
    return codigos


def test_promessa_3_todo_codigo_de_recusa_tem_remedio():
    assert codigos_no_codigo() - DA_CASCA == set(REMEDIOS)


ATORES = [
    GERENTE,
    OUTRO_GERENTE,
    ADMINISTRADOR,
    FAZ_TUDO,
    GESTOR_TI,
    ESTRANHO,
    OBSERVADOR,
    SISTEMA,
    em_nome("gestor_sei"),
    em_nome("sggd"),
    em_nome("prodesp"),
    em_nome("municipio", Canal.TELA),
    replace(FAZ_TUDO, em_nome_de="gestor_sei", origem="fax"),
    replace(GERENTE, papeis=GERENTE.papeis | {Papel.GESTOR_SEI}),
]
ITENS = list(CURTO.itens)
ETAPAS = list(CURTO.por_chave)
ESTRANHEZAS = [
    "",
    None,
    "Um texto.",
    "CPF 111.444.777-35",
    "x" * 5000,
    "\x00",
    7,
    True,
    [],
    ["oficio"],
    {"a": 1},
    "2026-02-30",
    "2019-01-01",
    "2026-03-07",
    "2026-03-05",
    "2090-01-01",
    [{"item": "oficio", "codigo": "outro", "texto": "Rever."}],
    [{"item": "nao_existe", "codigo": "feio"}],
]


@st.composite
def pedidos_estragados(draw) -> Pedido:
    """Um pedido que passaria, com o mundo, o ator e os dados mexidos ao acaso."""
    pedido = PREPAROS[draw(st.sampled_from(list(C)))]()
    for estragar in draw(st.lists(st.sampled_from(ESTRAGOS), min_size=1, max_size=8)):
        pedido = estragar(pedido, draw)
    return pedido


def _trocar_ator(pedido, draw):
    return pedido.por_outro(draw(st.sampled_from(ATORES)))


def _mexer_na_implantacao(pedido, draw):
    situacao = draw(st.sampled_from([*SituacaoDaImplantacao]))
    return pedido.no_estado(situacao=situacao, antes_de_desistir="em_andamento")


def _mexer_na_producao(pedido, draw):
    return pedido.no_estado(producao_em=draw(st.sampled_from([None, SEGUNDA])))


def _mexer_numa_etapa(pedido, draw):
    return pedido.com_a_etapa(
        draw(st.sampled_from(ETAPAS)),
        situacao=draw(st.sampled_from([*SituacaoDaEtapa])),
        envios=draw(st.integers(0, 1)),
        remetente=draw(st.sampled_from([None, 1, 3, 4])),
        aprovada_por=draw(st.sampled_from([None, 1, 3])),
        aprovada_em=draw(st.sampled_from([None, SEGUNDA, date(2026, 2, 2)])),
        abriu=draw(st.sampled_from([(), ("arquivo",)])),
    )


def _mexer_num_item(pedido, draw):
    saldo, inicio, prazo = draw(
        st.sampled_from([(None, None, None), (3, None, None), (9, SEGUNDA, date(2026, 3, 13))])
    )
    return pedido.com_o_item(
        draw(st.sampled_from(ITENS)),
        situacao=draw(st.sampled_from([*SituacaoDoItem])),
        autor=draw(st.sampled_from([None, 1, 3, 4])),
        pedinte=draw(st.sampled_from([None, 1, 4])),
        saldo=saldo,
        inicio=inicio,
        prazo=prazo,
    )


def _mexer_num_fato(pedido, draw):
    return pedido.com_o_fato(draw(st.sampled_from(["cadastro", "uso"])), draw(st.booleans()))


def _mexer_no_roteiro(pedido, draw):
    campos = {n: draw(st.booleans()) for n in ("exige_arquivo", "dispensavel", "por_fato")}
    chave = draw(st.sampled_from(ITENS))
    return pedido.no_roteiro(com_item(chave, pedido.mundo.roteiro, **campos))


def _trocar_alvo(pedido, draw):
    """Outro alvo que existe. O que não existe tem a sua própria prova."""
    if "item" in pedido.campos and pedido.tipo != C.PRORROGAR_PRAZO:
        return pedido.com(item=draw(st.sampled_from(ITENS)))
    if "etapa" in pedido.campos:
        return pedido.com(etapa=draw(st.sampled_from(ETAPAS)))
    return pedido


def _sobrar_alvo(pedido, draw):
    if "item" in pedido.campos and pedido.tipo != C.PRORROGAR_PRAZO:
        return pedido.com(etapa=draw(st.sampled_from(ETAPAS)))
    if "item" not in pedido.campos and "etapa" not in pedido.campos:
        return pedido.com(item="oficio")
    return pedido


def _estragar_um_dado(pedido, draw):
    """De preferência um dos que o comando usa."""
    seus = [n for n in pedido.campos if n in formato.FORMATOS]
    nome = draw(st.sampled_from([*seus * 4, *formato.FORMATOS, "outro_nome"]))
    return pedido.com(**{nome: draw(st.sampled_from(ESTRANHEZAS))})


def _tirar_um_dado(pedido, draw):
    nomes = [n for n in pedido.campos if n not in ("item", "etapa")]
    return pedido.sem(draw(st.sampled_from(nomes))) if nomes else pedido


def _mexer_no_dia(pedido, draw):
    return pedido.com(em=SEGUNDA + timedelta(days=draw(st.integers(-400, 3))))


def _mexer_nos_bloqueios(pedido, draw):
    if pedido.tipo != C.RESOLVER_BLOQUEIO:
        return pedido
    bloqueio = Bloqueio(
        draw(st.sampled_from(["outro", FATO_PERDIDO])),
        draw(st.sampled_from([Lado.MUNICIPIO, Lado.PRODESP])),
        "principal",
        por=draw(st.sampled_from([None, 1, 5])),
        item_perdido="cadastro",
    )
    return pedido.no_estado(bloqueios={2: bloqueio}).com(bloqueio=draw(st.sampled_from([2, 99])))


def _mexer_nas_datas(pedido, draw):
    nomes = [n for n in ("data", "ate", "retomar_em", "valor") if n in pedido.campos]
    dias = st.sampled_from([-40, -1, 0, 1, 5, 6, 30, 9000])
    hoje = pedido.mundo.hoje
    return pedido.com(**{n: (hoje + timedelta(days=draw(dias))).isoformat() for n in nomes})


def _retificar_outro(pedido, draw):
    if pedido.tipo != C.RETIFICAR:
        return pedido
    pedido = pedido.no_estado(producao_em=SEGUNDA, producao_seq=7)
    seq, campo = draw(st.sampled_from([(1, "ocorreu_em"), (7, "data"), (7, "x"), (2, "data")]))
    valor = draw(st.sampled_from([None, "2026-02-20", "2026-03-02", "2026-03-05"]))
    pedido = pedido.com(seq=seq, campo=campo, valor=valor)
    return replace(pedido, mundo=replace(pedido.mundo, agora=datetime(2026, 3, 9, 9, tzinfo=FUSO)))


def _passar_dias(pedido, draw):
    agora = pedido.mundo.agora + timedelta(days=draw(st.integers(1, 30)))
    return replace(pedido, mundo=replace(pedido.mundo, agora=agora))


ESTRAGOS = [
    _trocar_ator,
    _trocar_ator,
    _mexer_na_implantacao,
    _mexer_na_producao,
    _mexer_numa_etapa,
    _mexer_numa_etapa,
    _mexer_num_item,
    _mexer_num_item,
    _mexer_num_fato,
    _mexer_no_roteiro,
    _trocar_alvo,
    _sobrar_alvo,
    _estragar_um_dado,
    _estragar_um_dado,
    _tirar_um_dado,
    _mexer_no_dia,
    _mexer_nos_bloqueios,
    _mexer_nas_datas,
    _retificar_outro,
    _passar_dias,
]


@settings(
    max_examples=250,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(pedido=pedidos_estragados())
def test_promessa_3_remediar_todas_as_razoes_listadas_faz_o_comando_passar(pedido):
    recusas = pedido.recusas
    assert all(r.codigo and r.mensagem and r.saida for r in recusas)
    if recusas:
        with pytest.raises(Recusado) as recusado:
            pedido.dar()
        assert recusado.value.recusas == recusas

    remediado = remediar(pedido)

    assert remediado.codigos == []
    remediado.dar()


@pytest.mark.parametrize("tipo", list(C))
@pytest.mark.parametrize("alvo", ["item", "etapa"])
def test_promessa_3_apontar_um_alvo_que_existe_basta_quando_o_resto_esta_certo(tipo, alvo):
    pedido = PREPAROS[tipo]().com(**{alvo: "nao_existe"})

    assert remediar(pedido).codigos == []


def test_recusado_nada_muda():
    pedido = PREPAROS[C.APROVAR_ETAPA]().por_outro(ESTRANHO)
    antes = pedido.mundo.estado

    comando = pedido.mundo.comando(pedido.tipo, **pedido.campos)
    with pytest.raises(Recusado):
        decidir(CURTO, antes, comando, ESTRANHO, pedido.mundo.contexto)
    assert pedido.mundo.estado == antes
