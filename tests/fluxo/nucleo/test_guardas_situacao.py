"""Todo comando tem guardas; as da situação da implantação e do alvo.

Cada teste: o pedido que passa e o mesmo pedido com um só ponto estragado.
"""

import pytest

from seicidades.fluxo.nucleo.comandos import TipoDeComando as C
from seicidades.fluxo.nucleo.estado import SituacaoDaImplantacao
from seicidades.fluxo.nucleo.eventos import TipoDeEvento
from seicidades.fluxo.nucleo.regras import REGRAS
from tests.fluxo.nucleo.apoio import GERENTE
from tests.fluxo.nucleo.preparos import PREPAROS, preparo

SOBRE_TUDO = [
    tipo
    for tipo, regra in REGRAS.items()
    if any(guarda.__name__ == "sem_alvo" for guarda in regra.precisa)
]
COM_ITEM = [t for t in PREPAROS if "item" in PREPAROS[t]().campos and t != C.PRORROGAR_PRAZO]
COM_ETAPA = [t for t in PREPAROS if "etapa" in PREPAROS[t]().campos]
ACEITOS = {
    SituacaoDaImplantacao.NAO_INICIADA: {C.INICIAR, C.IMPORTAR_SITUACAO},
    SituacaoDaImplantacao.SUSPENSA: {C.RETOMAR, C.DESISTIR, C.RETIFICAR, C.REAVALIAR},
    SituacaoDaImplantacao.DESISTENTE: {C.READMITIR, C.RETIFICAR, C.REAVALIAR},
    SituacaoDaImplantacao.HABILITADA: {
        C.REABRIR_ETAPA,
        C.DESFAZER_APROVACAO,
        C.ALTERAR_FATOS,
        C.DECLARAR_BLOQUEIO,
        C.RESOLVER_BLOQUEIO,
        C.PRORROGAR_PRAZO,
        C.RETIFICAR,
        C.REAVALIAR,
    },
}


@pytest.mark.parametrize("tipo", list(C))
def test_o_pedido_certo_passa_e_gera_o_evento_do_comando(tipo):
    pedido = preparo(tipo)

    assert pedido.codigos == []
    eventos = pedido.dar()
    if tipo != C.REAVALIAR:
        assert eventos[0] == REGRAS[tipo].evento


def test_todo_comando_tem_regra_e_todo_evento_quem_o_gere():
    assert set(REGRAS) == set(C) == set(PREPAROS)
    gerados = {regra.evento for regra in REGRAS.values()}
    do_sistema = {
        TipoDeEvento.ITEM_SATISFEITO,
        TipoDeEvento.ITEM_PERDIDO,
        TipoDeEvento.ETAPA_ABERTA,
        TipoDeEvento.IMPLANTACAO_HABILITADA,
    }
    assert gerados | do_sistema == set(TipoDeEvento)


# Situação da implantação


@pytest.mark.parametrize("situacao", list(ACEITOS))
@pytest.mark.parametrize("tipo", list(C))
def test_cada_situacao_aceita_so_os_seus_comandos(tipo, situacao):
    pedido = preparo(tipo).no_estado(situacao=situacao, antes_de_desistir="em_andamento")

    recusado = "situacao_nao_aceita" in pedido.codigos
    assert recusado == (tipo not in ACEITOS[situacao])


@pytest.mark.parametrize("tipo", [C.INICIAR, C.RETOMAR, C.READMITIR])
def test_em_andamento_nao_recomeca(tipo):
    andando = {"situacao": SituacaoDaImplantacao.EM_ANDAMENTO}
    assert "situacao_nao_aceita" in preparo(tipo).no_estado(**andando).codigos


DA_TRILHA = [
    *((t, {"item": "tabela"}) for t in (C.CONCLUIR_ITEM, C.REABRIR_ITEM, C.ALTERAR_FATOS)),
    *((t, {"item": "tabela"}) for t in (C.PEDIR_DISPENSA, C.CONFIRMAR_DISPENSA, C.NEGAR_DISPENSA)),
    *((t, {"etapa": "arquivo"}) for t in COM_ETAPA),
]


@pytest.mark.parametrize(("tipo", "campos"), DA_TRILHA)
def test_habilitada_ainda_aceita_tudo_da_trilha_e_parada_nada(tipo, campos):
    pedido = preparo(tipo).no_estado(situacao=SituacaoDaImplantacao.HABILITADA).com(**campos)
    assert "situacao_nao_aceita" not in pedido.codigos

    for situacao in (SituacaoDaImplantacao.SUSPENSA, SituacaoDaImplantacao.DESISTENTE):
        assert "situacao_nao_aceita" in pedido.no_estado(situacao=situacao).codigos


@pytest.mark.parametrize("tipo", [C.SUSPENDER, C.DESISTIR, C.ENTRAR_EM_PRODUCAO, C.INICIAR])
def test_nomear_a_trilha_nao_faz_da_habilitada_quem_aceite_o_resto(tipo):
    pedido = preparo(tipo).no_estado(situacao=SituacaoDaImplantacao.HABILITADA)

    assert "situacao_nao_aceita" in pedido.com(etapa="arquivo").codigos


def test_a_recusa_pela_situacao_diz_que_andamento_a_pos():
    pedido = preparo(C.RETOMAR)
    pedido = pedido.por_outro(GERENTE)
    pedido.dar()

    assert pedido.recusas[0].seq == pedido.mundo.estado.situacao_seq == pedido.mundo.estado.seq


# Alvo


@pytest.mark.parametrize("tipo", COM_ITEM)
def test_item_desconhecido_e_recusado_em_todo_comando_de_item(tipo):
    assert "item_desconhecido" in preparo(tipo).com(item="nao_existe").codigos
    assert "item_desconhecido" in preparo(tipo).com(item="").codigos


@pytest.mark.parametrize("tipo", COM_ITEM)
def test_item_com_etapa_errada_ou_desconhecida_e_recusado(tipo):
    assert "item_de_outra_etapa" in preparo(tipo).com(etapa="fim").codigos
    assert "item_de_outra_etapa" in preparo(tipo).com(etapa="nao_existe").codigos
    dele = preparo(tipo).mundo.roteiro.etapa_do_item[preparo(tipo).campos["item"]]
    assert preparo(tipo).com(etapa=dele.chave).codigos == []


@pytest.mark.parametrize("tipo", COM_ETAPA)
def test_etapa_desconhecida_e_recusada_em_todo_comando_de_etapa(tipo):
    assert "etapa_desconhecida" in preparo(tipo).com(etapa="nao_existe").codigos
    assert "etapa_desconhecida" in preparo(tipo).com(etapa="").codigos
    assert "etapa_desconhecida" in preparo(tipo).com(item="oficio").codigos


@pytest.mark.parametrize("tipo", SOBRE_TUDO)
def test_comando_sobre_a_implantacao_inteira_nao_nomeia_alvo(tipo):
    assert preparo(tipo).com(item="oficio").codigos == ["alvo_indevido"]
    assert "alvo_indevido" in preparo(tipo).com(etapa="x" * 500).codigos


@pytest.mark.parametrize("tipo", list(C))
@pytest.mark.parametrize("alvo", ["", "nao_existe", "x" * 5000, "\x00"])
def test_alvo_que_nao_existe_nunca_quebra_nem_vai_para_o_registro(tipo, alvo):
    for campos in ({"item": alvo}, {"etapa": alvo}, {"item": alvo, "etapa": alvo}):
        pedido = preparo(tipo).sem("item", "etapa").com(**campos)
        if not alvo and tipo in SOBRE_TUDO:
            assert pedido.codigos == []
        else:
            assert pedido.codigos
