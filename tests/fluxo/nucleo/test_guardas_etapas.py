"""As guardas da etapa, da produção e do que se desfaz.

Cada teste: o pedido que passa e o mesmo pedido com um só ponto estragado.
"""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from seicidades.fluxo.nucleo.comandos import TipoDeComando as C
from seicidades.fluxo.nucleo.definicao import Fato
from tests.fluxo.nucleo.apoio import ADMINISTRADOR, SEGUNDA
from tests.fluxo.nucleo.preparos import preparo

ONTEM = SEGUNDA - timedelta(days=1)
AMANHA = SEGUNDA + timedelta(days=1)


# Etapa


@pytest.mark.parametrize("tipo", [C.CONCLUIR_ITEM, C.REABRIR_ITEM])
def test_item_muda_so_com_a_etapa_editavel(tipo):
    for situacao in ("nao_iniciada", "em_preenchimento", "devolvida", "a_reconfirmar"):
        assert preparo(tipo).etapa_em("comeco", situacao).codigos == []
    for situacao in ("em_analise", "aprovada"):
        pedido = preparo(tipo).etapa_em("comeco", situacao)
        assert pedido.codigos == ["etapa_noutra_situacao"]


def test_fatos_mudam_em_toda_situacao_menos_em_analise():
    for situacao in ("nao_iniciada", "em_preenchimento", "devolvida", "a_reconfirmar", "aprovada"):
        assert preparo(C.ALTERAR_FATOS).etapa_em("comeco", situacao).codigos == []
    pedido = preparo(C.ALTERAR_FATOS).etapa_em("comeco", "em_analise")
    assert pedido.codigos == ["etapa_noutra_situacao"]


def test_pedir_dispensa_com_a_etapa_editavel():
    assert preparo(C.PEDIR_DISPENSA).etapa_em("meio", "em_analise").codigos == [
        "etapa_noutra_situacao"
    ]


def test_enviar_exige_tudo_resolvido_pelos_fatos_de_agora():
    pedido = preparo(C.ENVIAR_ETAPA)

    assert pedido.item_em("oficio", "aberto").codigos == ["item_pendente"]
    assert pedido.item_em("oficio", "dispensa_pedida").codigos == ["item_pendente"]
    assert pedido.item_em("oficio", "dispensado").codigos == []
    assert pedido.com_o_fato("cadastro", False).codigos == ["item_pendente"]
    assert pedido.item_em("cadastro", "aberto").codigos == []  # o fato já está satisfeito
    assert pedido.item_em("cadastro", "a_corrigir").codigos == ["item_pendente"]


def test_o_fato_que_falta_pende_esteja_o_item_pronto_ou_aberto():
    pedido = preparo(C.ENVIAR_ETAPA).com_o_fato("cadastro", False)

    assert pedido.item_em("cadastro", "aberto").codigos == ["item_pendente"]
    assert pedido.com_o_item("cadastro", importado=True).codigos == []  # a carga vale até mudar
    assert pedido.item_em("cadastro", "dispensado").codigos == []


def test_fato_de_item_declarado_nao_conta():
    assert preparo(C.ENVIAR_ETAPA).com_o_fato("oficio", False).codigos == []


def test_o_fato_de_depois_nao_adianta_antes_da_producao():
    pedido = preparo(C.ENVIAR_ETAPA).com(etapa="fim").item_em("aulas", "pronto")
    pedido = pedido.com_o_fato("uso", True)
    pedido = pedido.etapa_em("comeco", "aprovada").etapa_em("meio", "aprovada")

    assert pedido.codigos == ["item_pendente", "falta_producao"]
    assert pedido.no_estado(producao_em=SEGUNDA).codigos == []


FEITO = Fato(True, "Está em ordem.", "Informe.")
FALTA = Fato(False, "Falta a data.", "Informe a data na página.")
SEM_SAIDA = Fato(False, "Falta a data.")
POR_FAZER = ("ainda não foi feito.", "Preencha e salve o item.")


@pytest.mark.parametrize(
    ("etapa", "item", "fato", "razao"),
    [
        ("em_preenchimento", "aberto", None, POR_FAZER),
        ("em_preenchimento", "aberto", FALTA, ("Falta a data.", "Informe a data na página.")),
        ("em_preenchimento", "aberto", SEM_SAIDA, ("Falta a data.", "Preencha o item.")),
        (
            "devolvida",
            "a_corrigir",
            FEITO,
            ("precisa de correção.", "Corrija o que foi apontado e salve de novo."),
        ),
        (
            "em_preenchimento",
            "dispensa_pedida",
            FALTA,
            (
                "a dispensa ainda não foi decidida.",
                "Espere a decisão sobre a dispensa ou retire o pedido.",
            ),
        ),
        (
            "em_analise",
            "aberto",
            FEITO,
            (
                "deixou de estar pronto.",
                "Devolva a etapa com o motivo, ou recolha-a, e envie de novo.",
            ),
        ),
        (
            "em_analise",
            "pronto",
            FALTA,
            ("Falta a data.", "Devolva a etapa com o motivo, ou recolha-a, e envie de novo."),
        ),
    ],
)
def test_o_que_pende_diz_a_razao_e_a_saida(etapa, item, fato, razao):
    pedido = preparo(C.ENVIAR_ETAPA).etapa_em("comeco", etapa).item_em("cadastro", item)
    fatos = {"cadastro": fato} if fato else {}
    pedido = replace(pedido, mundo=replace(pedido.mundo, fatos=fatos))

    (pendente,) = [r for r in pedido.recusas if r.codigo == "item_pendente"]
    assert (pendente.mensagem, pendente.saida) == (f"Fazer cadastro: {razao[0]}", razao[1])


def test_fato_nao_avaliado_vale_a_situacao_guardada():
    pedido = preparo(C.ENVIAR_ETAPA)
    sem_fatos = replace(pedido, mundo=replace(pedido.mundo, fatos={}))

    assert sem_fatos.codigos == []
    assert sem_fatos.item_em("cadastro", "aberto").codigos == ["item_pendente"]


def test_enviar_exige_as_anteriores_aprovadas():
    pedido = preparo(C.ENVIAR_ETAPA).com(etapa="meio")
    pedido = pedido.item_em("decreto", "pronto").item_em("redes", "pronto")

    assert pedido.codigos == ["etapa_anterior_pendente"]
    assert pedido.etapa_em("comeco", "aprovada").codigos == []


@pytest.mark.parametrize("situacao", ["em_analise", "aprovada"])
def test_so_se_envia_a_etapa_editavel(situacao):
    assert preparo(C.ENVIAR_ETAPA).etapa_em("comeco", situacao).codigos == ["etapa_noutra_situacao"]


def test_a_ultima_etapa_so_se_envia_depois_da_producao():
    pedido = preparo(C.ENVIAR_ETAPA).com(etapa="fim").item_em("aulas", "pronto")
    pedido = pedido.item_em("uso", "dispensado")
    pedido = pedido.etapa_em("comeco", "aprovada").etapa_em("meio", "aprovada")

    assert pedido.codigos == ["falta_producao"]
    assert pedido.no_estado(producao_em=SEGUNDA).codigos == []


def test_trilha_so_se_envia_depois_de_aberta():
    pedido = preparo(C.ENVIAR_ETAPA).com(etapa="arquivo").item_em("tabela", "pronto")

    assert pedido.codigos == ["trilha_fechada"]
    assert pedido.etapa_em("arquivo", "em_preenchimento").codigos == []


@pytest.mark.parametrize("tipo", [C.RECOLHER_ETAPA, C.DEVOLVER_ETAPA])
@pytest.mark.parametrize("situacao", ["em_preenchimento", "devolvida", "aprovada", "a_reconfirmar"])
def test_so_se_responde_a_etapa_em_analise(tipo, situacao):
    assert preparo(tipo).etapa_em("comeco", situacao).codigos == ["etapa_noutra_situacao"]


def test_aprovar_serve_a_em_analise_e_a_reconfirmar_em_ordem():
    assert preparo(C.APROVAR_ETAPA).etapa_em("comeco", "a_reconfirmar").codigos == []
    assert preparo(C.APROVAR_ETAPA).etapa_em("comeco", "devolvida").codigos == [
        "etapa_noutra_situacao"
    ]
    pedido = preparo(C.APROVAR_ETAPA).com(etapa="meio").etapa_em("meio", "a_reconfirmar")
    pedido = pedido.item_em("decreto", "pronto").item_em("redes", "pronto")
    assert pedido.codigos == ["etapa_anterior_pendente"]


def test_aprovar_confere_os_fatos_de_agora():
    assert preparo(C.APROVAR_ETAPA).com_o_fato("cadastro", False).codigos == ["item_pendente"]


def test_o_que_se_perdeu_em_analise_so_volta_por_devolver_ou_recolher():
    pedido = preparo(C.APROVAR_ETAPA).item_em("cadastro", "aberto")

    assert pedido.mundo.fatos["cadastro"].satisfeito
    assert pedido.codigos == ["item_pendente"]
    assert pedido.etapa_em("comeco", "a_reconfirmar").codigos == []


# Desfazer, reabrir


def test_desfaz_no_mesmo_dia_ou_no_dia_util_seguinte():
    pedido = preparo(C.DESFAZER_APROVACAO)  # aprovada na segunda, 2 de março

    assert replace(pedido, mundo=pedido.mundo.no_dia(date(2026, 3, 3))).codigos == []
    tarde = replace(pedido, mundo=pedido.mundo.no_dia(date(2026, 3, 4)))
    assert tarde.codigos == ["passou_o_prazo_de_desfazer"]
    tarde.mundo.feriados.add(date(2026, 3, 3))
    assert tarde.codigos == []


def test_nao_se_desfaz_depois_que_a_seguinte_ou_a_trilha_foi_enviada():
    pedido = preparo(C.DESFAZER_APROVACAO)

    assert pedido.com_a_etapa("meio", envios=1).codigos == ["seguinte_ja_enviada"]
    assert pedido.com_a_etapa("arquivo", envios=1).codigos == ["seguinte_ja_enviada"]
    assert pedido.com_a_etapa("fim", envios=1).codigos == []


def test_nao_se_desfaz_depois_da_producao_a_nao_ser_a_ultima():
    pedido = preparo(C.DESFAZER_APROVACAO).no_estado(producao_em=SEGUNDA)
    assert pedido.codigos == ["ja_em_producao"]

    ultima = {"aprovada_por": ADMINISTRADOR.id, "aprovada_em": SEGUNDA}
    pedido = pedido.com(etapa="fim").com_a_etapa("fim", **ultima).etapa_em("fim", "aprovada")
    assert pedido.codigos == []


def test_so_se_desfaz_o_que_esta_aprovado():
    assert preparo(C.DESFAZER_APROVACAO).etapa_em("comeco", "em_analise").codigos == [
        "etapa_noutra_situacao"
    ]


def test_o_que_nunca_foi_aprovado_nao_tem_prazo_de_desfazer():
    pedido = preparo(C.DESFAZER_APROVACAO).com_a_etapa("comeco", aprovada_em=None)

    assert pedido.etapa_em("comeco", "em_analise").codigos == ["etapa_noutra_situacao"]


def test_a_trilha_se_desfaz_mesmo_em_producao():
    aprovada = {"aprovada_por": ADMINISTRADOR.id, "aprovada_em": SEGUNDA}
    pedido = preparo(C.DESFAZER_APROVACAO).com(etapa="arquivo").com_a_etapa("arquivo", **aprovada)
    pedido = pedido.etapa_em("arquivo", "aprovada").no_estado(producao_em=SEGUNDA)

    assert pedido.codigos == []


def test_reabre_aprovada_ou_a_reconfirmar_e_so_itens_da_etapa():
    assert preparo(C.REABRIR_ETAPA).etapa_em("comeco", "a_reconfirmar").codigos == []
    assert preparo(C.REABRIR_ETAPA).etapa_em("comeco", "em_analise").codigos == [
        "etapa_noutra_situacao"
    ]
    (alheio,) = preparo(C.REABRIR_ETAPA).com(itens=["decreto"]).recusas
    assert (alheio.codigo, alheio.mensagem) == (
        "item_de_outra_etapa",
        "O item 'decreto' não é desta etapa.",
    )
    assert preparo(C.REABRIR_ETAPA).com(itens=[]).codigos == []


# Produção


def test_producao_so_uma_vez_com_o_antes_aprovado_e_a_lista_pronta():
    pedido = preparo(C.ENTRAR_EM_PRODUCAO)

    assert pedido.no_estado(producao_em=SEGUNDA).codigos == ["ja_em_producao"]
    assert pedido.etapa_em("meio", "em_analise").codigos == ["etapa_anterior_pendente"]
    assert pedido.item_em("aulas", "aberto").codigos == ["item_pendente"]
    assert pedido.mundo.situacao("uso") == "aberto"  # o de depois não se exige


def test_producao_entre_o_inicio_e_hoje():
    pedido = preparo(C.ENTRAR_EM_PRODUCAO)

    assert pedido.com(data=ONTEM.isoformat()).codigos == ["data_antes_do_inicio"]
    assert pedido.com(data=AMANHA.isoformat()).codigos == ["data_no_futuro"]
    assert pedido.com(data=AMANHA.isoformat(), em=SEGUNDA).codigos == ["data_no_futuro"]
    assert pedido.sem("data").codigos == ["falta_dado"]


def test_sem_inicio_nao_ha_o_que_comparar():
    pedido = preparo(C.ENTRAR_EM_PRODUCAO).com(data=ONTEM.isoformat())

    assert pedido.no_estado(inicio=None).codigos == []
