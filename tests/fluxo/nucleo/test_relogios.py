"""De quem é a vez e quanto falta, por exemplos com as datas escritas.

Março de 2026 começa num domingo; dia 2 é segunda-feira. Os itens do roteiro
curto têm dez dias úteis.
"""

from dataclasses import replace
from datetime import date

import pytest

from seicidades.comum.dias_uteis import Calendario
from seicidades.comum.papeis import Lado, Papel
from seicidades.fluxo.declaracao import DiasUteis
from seicidades.fluxo.nucleo.comandos import TipoDeComando as C
from seicidades.fluxo.nucleo.estado import VAZIO, SituacaoDaEtapa, prazo_da_etapa
from seicidades.fluxo.nucleo.relogios import corre, respostas_movidas, vez_da_linha
from tests.fluxo.nucleo.apoio import (
    FAZ_TUDO,
    GERENTE,
    Mundo,
    com_item,
    em_nome,
    iniciada,
)

MOTIVO = {"motivo": "Porque sim."}


def marco(dia: int) -> date:
    return date(2026, 3, dia)


def relogio(mundo: Mundo, item: str) -> tuple:
    dado = mundo.item(item)
    return dado.saldo, dado.inicio, dado.prazo


# Relógios


def test_comeca_no_dia_do_registro_e_conta_dias_uteis_sem_o_do_comeco():
    assert relogio(iniciada(), "oficio") == (10, marco(2), marco(16))


def test_feriado_no_caminho_empurra_o_prazo():
    mundo = Mundo(feriados={marco(10)}).iniciar()

    assert mundo.item("oficio").prazo == marco(17)


def test_inicio_contado_com_atraso_nao_vence_ninguem_ao_nascer():
    mundo = Mundo()
    mundo.dar(C.INICIAR, em=date(2025, 6, 2))

    assert relogio(mundo, "oficio") == (10, marco(2), marco(16))
    assert mundo.dias() == {"municipio": (marco(2) - date(2025, 6, 2)).days}


def test_item_com_dependencia_so_corre_depois_dela():
    mundo = iniciada()
    assert relogio(mundo, "cadastro") == (None, None, None)

    mundo.no_dia(marco(5)).fazer("oficio")
    assert relogio(mundo, "cadastro") == (10, marco(5), marco(19))


def test_parar_guarda_o_saldo_de_dias_uteis():
    mundo = iniciada().no_dia(marco(9)).fazer("oficio")

    assert relogio(mundo, "oficio") == (5, None, None)


def test_fato_contado_com_atraso_para_no_dia_em_que_aconteceu():
    """Feito na quarta, dia 4, contado na segunda, dia 9: gastou 2 dias, não 5."""
    mundo = iniciada().no_dia(marco(9))
    mundo.dar(C.CONCLUIR_ITEM, FAZ_TUDO, item="oficio", texto="Feito.", em=marco(4))

    assert mundo.item("oficio").saldo == 8
    assert relogio(mundo, "cadastro") == (10, marco(9), marco(23))


def test_fato_anterior_ao_relogio_nao_gasta_dia_nenhum():
    mundo = iniciada().no_dia(marco(9))
    mundo.dar(C.CONCLUIR_ITEM, FAZ_TUDO, item="oficio", texto="Feito.", em=date(2024, 1, 2))

    assert (mundo.item("oficio").saldo, mundo.item("oficio").em) == (10, date(2024, 1, 2))


def test_reaberto_retoma_de_onde_parou():
    mundo = iniciada().no_dia(marco(9)).fazer("oficio")
    mundo.no_dia(marco(16)).dar(C.REABRIR_ITEM, FAZ_TUDO, item="oficio")

    assert relogio(mundo, "oficio") == (5, marco(16), marco(23))


def test_relogio_do_municipio_espera_a_vez_do_municipio():
    mundo = iniciada().no_dia(marco(4))
    mundo.dar(C.DECLARAR_BLOQUEIO, FAZ_TUDO, motivo_bloqueio="outro", dono="prodesp")

    assert relogio(mundo, "oficio") == (8, None, None)
    assert mundo.item("conferencia").inicio == marco(2)  # o da Prodesp segue

    mundo.no_dia(marco(11)).dar(C.RESOLVER_BLOQUEIO, GERENTE, bloqueio=2)
    assert relogio(mundo, "oficio") == (8, marco(11), marco(23))


def test_suspensao_para_todos_os_relogios_e_a_retomada_os_devolve():
    mundo = iniciada().no_dia(marco(4))
    mundo.dar(C.SUSPENDER, GERENTE, retomar_em="2026-03-20", **MOTIVO)
    assert {i.inicio for i in mundo.estado.itens.values()} == {None}
    assert mundo.vez() == "ninguem"

    mundo.no_dia(marco(20)).dar(C.RETOMAR)
    assert relogio(mundo, "oficio") == (8, marco(20), date(2026, 4, 1))
    assert mundo.item("conferencia").prazo == date(2026, 4, 1)


def test_suspensao_contada_com_atraso_devolve_os_dias():
    mundo = iniciada().no_dia(marco(11))
    mundo.dar(C.SUSPENDER, GERENTE, retomar_em="2026-03-20", em=marco(4), **MOTIVO)

    assert mundo.item("oficio").saldo == 8
    assert mundo.dias() == {"municipio": 2, "ninguem": 7}


def test_devolver_completa_uma_vez_ate_os_dias_de_correcao():
    mundo = iniciada().no_dia(marco(13)).enviar("comeco")
    assert mundo.item("oficio").saldo == 1

    mundo.no_dia(marco(18)).devolver("comeco", "oficio")
    assert relogio(mundo, "oficio") == (5, marco(18), marco(25))

    mundo.no_dia(marco(24)).enviar("comeco").no_dia(marco(26)).devolver("comeco", "oficio")
    assert relogio(mundo, "oficio") == (1, marco(26), marco(27))


def test_devolver_com_saldo_de_sobra_nao_gasta_a_vez_de_completar():
    mundo = iniciada().no_dia(marco(4)).enviar("comeco").devolver("comeco", "oficio")
    assert (mundo.item("oficio").saldo, mundo.item("oficio").recarregado) == (8, False)

    mundo.no_dia(marco(16)).enviar("comeco").devolver("comeco", "oficio")
    assert relogio(mundo, "oficio") == (5, marco(16), marco(23))


def test_saldo_igual_aos_dias_de_correcao_nao_gasta_a_vez_de_completar():
    mundo = iniciada().no_dia(marco(9)).enviar("comeco").devolver("comeco", "oficio")
    assert (mundo.item("oficio").saldo, mundo.item("oficio").recarregado) == (5, False)

    mundo = Mundo(roteiro=com_item("conferencia", por_fato=True)).iniciar()
    mundo.enviar("comeco").vale("conferencia", False).reavaliar()
    mundo.no_dia(marco(9)).devolver("comeco", "conferencia")
    assert relogio(mundo, "conferencia") == (10, marco(2), marco(16))
    assert not mundo.item("conferencia").recarregado


def test_devolver_item_cujo_relogio_nunca_correu_da_o_maior_dos_dois():
    curto = com_item("decreto", prazo=DiasUteis(2))
    mundo = Mundo(roteiro=curto).iniciar().fazer("decreto").fazer("redes")
    mundo.aprovar("comeco").enviar("meio").devolver("meio", "decreto", "redes")

    assert (mundo.item("decreto").saldo, mundo.item("redes").saldo) == (5, 10)


def test_devolver_item_perdido_em_analise_com_relogio_correndo():
    """Item da Prodesp perdido em análise volta a correr; a devolução recomeça a contagem."""
    mundo = Mundo(roteiro=com_item("conferencia", por_fato=True)).iniciar()
    mundo.enviar("comeco").vale("conferencia", False).reavaliar()
    assert relogio(mundo, "conferencia") == (10, marco(2), marco(16))

    mundo.no_dia(marco(12)).devolver("comeco", "conferencia")
    assert relogio(mundo, "conferencia") == (5, marco(12), marco(19))


def test_prorrogar_faz_o_saldo_acabar_no_dia_escolhido():
    mundo = iniciada().no_dia(marco(9))
    mundo.dar(C.PRORROGAR_PRAZO, item="oficio", ate="2026-03-27", **MOTIVO)

    assert relogio(mundo, "oficio") == (14, marco(9), marco(27))
    assert mundo.no_dia(marco(13)).fazer("oficio").item("oficio").saldo == 10


def test_prorrogar_relogio_parado_guarda_o_saldo_contado_de_hoje():
    mundo = iniciada()
    mundo.dar(C.DECLARAR_BLOQUEIO, FAZ_TUDO, motivo_bloqueio="outro", dono="sggd")
    mundo.dar(C.PRORROGAR_PRAZO, item="oficio", ate="2026-03-27", **MOTIVO)
    assert relogio(mundo, "oficio") == (19, None, None)

    mundo.no_dia(marco(30)).dar(C.RESOLVER_BLOQUEIO, GERENTE, bloqueio=2)
    assert mundo.item("oficio").prazo == date(2026, 4, 24)


def test_prorrogar_a_etapa_leva_todos_os_seus_relogios():
    mundo = iniciada()
    mundo.dar(C.PRORROGAR_PRAZO, etapa="comeco", ate="2026-03-27", **MOTIVO)

    assert {mundo.item(i).prazo for i in ("oficio", "conferencia", "extrato")} == {marco(27)}
    assert relogio(mundo, "cadastro") == (None, None, None)


def test_o_prazo_da_etapa_e_o_mais_tarde_dos_seus_itens():
    mundo = iniciada()
    mundo.dar(C.PRORROGAR_PRAZO, item="extrato", ate="2026-03-27", **MOTIVO)

    assert prazo_da_etapa(mundo.estado, mundo.roteiro.por_chave["comeco"]) == marco(27)


def test_feriado_novo_move_os_prazos_que_correm():
    mundo = iniciada()
    mundo.feriados.add(marco(12))

    assert mundo.reavaliar() == ["prazos_recalculados"]
    assert mundo.item("oficio").prazo == marco(17)
    assert mundo.registro[-1].dados["pedido"]["movidos"]["oficio"] == ["2026-03-16", "2026-03-17"]
    assert mundo.reavaliar() == []


def test_relogio_de_etapa_fechada_de_fase_fechada_e_sem_prazo_nao_corre():
    mundo = Mundo(roteiro=com_item("oficio", prazo=None)).iniciar()

    assert relogio(mundo, "oficio") == (None, None, None)
    assert relogio(mundo, "decreto") == (None, None, None)  # etapa por abrir
    mundo.aprovar("comeco").aprovar("meio")
    assert mundo.item("aulas").inicio == marco(2)
    assert relogio(mundo, "uso") == (None, None, None)  # fase por abrir


def test_producao_contada_com_atraso_comeca_os_relogios_de_depois_no_registro():
    mundo = iniciada().aprovar("comeco").aprovar("meio").fazer("aulas").no_dia(marco(20))
    mundo.dar(C.ENTRAR_EM_PRODUCAO, data="2026-03-06", justificativa="Conferido.")

    assert relogio(mundo, "uso") == (10, marco(20), date(2026, 4, 3))
    assert mundo.dias() == {"prodesp": 4, "municipio": 14}


# A vez


def test_a_ordem_de_quem_e_a_vez():
    mundo = iniciada()
    assert mundo.vez() == "municipio"  # há item do município que se pode fazer
    mundo.fazer("oficio").fazer("cadastro")
    assert mundo.vez() == "prodesp"  # o primeiro que se pode fazer é dela
    mundo.fazer("conferencia")
    assert mundo.vez() == "sggd"
    mundo.fazer("extrato")
    assert mundo.vez() == "municipio"  # falta enviar
    mundo.enviar("comeco")
    assert mundo.vez() == "prodesp"
    mundo.devolver("comeco", "extrato")
    assert mundo.vez() == "sggd"
    mundo.dar(C.CONCLUIR_ITEM, em_nome("sggd"), item="extrato", texto="De novo.")
    assert mundo.aprovar("comeco").vez() == "municipio"


def test_so_dispensas_por_decidir_e_vez_da_prodesp():
    mundo = iniciada().aprovar("comeco").fazer("redes")
    mundo.dar(C.PEDIR_DISPENSA, FAZ_TUDO, item="decreto", justificativa="Já há.")

    assert mundo.vez() == "prodesp"


def test_falta_so_a_producao_e_vez_da_prodesp():
    mundo = iniciada().aprovar("comeco").aprovar("meio").fazer("aulas")

    assert mundo.vez() == "prodesp"
    assert mundo.produzir().vez() == "municipio"


def test_falta_a_producao_mesmo_com_tudo_dispensado():
    mundo = Mundo(roteiro=com_item("uso", dispensavel=True)).iniciar()
    mundo.aprovar("comeco").aprovar("meio").fazer("aulas")
    mundo.dar(C.PEDIR_DISPENSA, FAZ_TUDO, item="uso", justificativa="Não cabe.")
    mundo.dar(C.CONFIRMAR_DISPENSA, GERENTE, item="uso")

    assert mundo.vez() == "prodesp"


def test_o_que_nao_comecou_nao_e_de_ninguem_nem_corre():
    etapa, mundo = iniciada().roteiro.por_chave["comeco"], iniciada()
    por_iniciar = replace(mundo.estado, situacao=VAZIO.situacao)

    assert vez_da_linha(mundo.roteiro, por_iniciar, "principal") == "ninguem"
    assert not corre(mundo.roteiro, por_iniciar, etapa, etapa.itens[0], Lado.MUNICIPIO)


@pytest.mark.parametrize(
    ("situacao", "deve"),
    [
        ("nao_iniciada", False),
        ("em_preenchimento", True),
        ("em_analise", True),
        ("devolvida", True),
        ("aprovada", False),
        ("a_reconfirmar", True),
    ],
)
def test_relogio_so_corre_em_etapa_aberta(situacao, deve):
    mundo = iniciada()
    etapa = mundo.roteiro.por_chave["comeco"]
    na_situacao = {"comeco": replace(mundo.etapa("comeco"), situacao=SituacaoDaEtapa(situacao))}
    estado = replace(mundo.estado, etapas=na_situacao)

    assert corre(mundo.roteiro, estado, etapa, etapa.itens[0], Lado.MUNICIPIO) is deve


def test_resposta_sem_dia_de_comeco_guardado_nao_se_move():
    """Envios gravados antes de se guardar o dia em que a análise começou."""
    mundo = iniciada().enviar("comeco")
    antiga = {"comeco": replace(mundo.etapa("comeco"), analise_desde=None)}
    estado = replace(mundo.estado, etapas=antiga)

    assert respostas_movidas(mundo.roteiro, estado, Calendario({marco(5)})) == {}
    assert set(respostas_movidas(mundo.roteiro, mundo.estado, Calendario({marco(5)}))) == {"comeco"}


def test_o_bloqueio_mais_antigo_manda_e_so_na_sua_linha():
    mundo = iniciada().aprovar("comeco")
    for dono, alvo in (("sggd", "redes"), ("prodesp", ""), ("terceiro", "tabela")):
        dados = {"motivo_bloqueio": "outro", "dono": dono, "alvo": alvo}
        mundo.dar(C.DECLARAR_BLOQUEIO, FAZ_TUDO, **dados)
    assert (mundo.vez(), mundo.vez("arquivo")) == ("sggd", "terceiro")

    mundo.dar(C.RESOLVER_BLOQUEIO, GERENTE, bloqueio=min(mundo.estado.bloqueios))
    assert mundo.vez() == "prodesp"


def test_trilha_por_abrir_nao_e_de_ninguem_e_corre_ao_lado():
    mundo = iniciada()
    assert mundo.vez("arquivo") == "ninguem"
    mundo.aprovar("comeco").enviar("meio")
    assert (mundo.vez(), mundo.vez("arquivo")) == ("prodesp", "municipio")
    mundo.enviar("arquivo")
    assert mundo.vez("arquivo") == "prodesp"


def test_linha_terminada_desistente_e_suspensa_sao_de_ninguem():
    assert iniciada().habilitar().vez() == "ninguem"
    desistente = iniciada()
    desistente.dar(C.DESISTIR, GERENTE, **MOTIVO)
    assert desistente.vez() == "ninguem"


def test_a_reconfirmar_com_tudo_pronto_espera_a_prodesp():
    mundo = iniciada().aprovar("comeco").aprovar("meio")
    mundo.dar(C.REABRIR_ETAPA, GERENTE, etapa="comeco", **MOTIVO)
    assert mundo.vez() == "municipio"  # a reaberta: falta enviar
    mundo.aprovar("comeco")
    assert mundo.etapa("meio").situacao == "a_reconfirmar"
    assert mundo.vez() == "prodesp"
    mundo.dar(C.REABRIR_ITEM, FAZ_TUDO, item="redes")
    assert mundo.vez() == "municipio"


# Os dias


def test_os_dias_somam_os_decorridos_com_a_vez_que_muda():
    mundo = iniciada()
    mundo.no_dia(marco(5)).enviar("comeco")
    mundo.no_dia(marco(12)).devolver("comeco", "oficio")
    mundo.no_dia(marco(20))

    assert mundo.dias() == {"municipio": 3 + 8, "prodesp": 7}


def test_a_vez_muda_no_dia_do_acontecido_mas_nunca_antes_da_ultima_mudanca():
    mundo = iniciada().preencher("comeco")
    mundo.no_dia(marco(9)).dar(C.ENVIAR_ETAPA, FAZ_TUDO, etapa="comeco", em=marco(4))
    assert mundo.dias() == {"municipio": 2, "prodesp": 5}

    mundo.no_dia(marco(11)).devolver("comeco", "oficio")
    mundo.no_dia(marco(13))
    mundo.dar(C.CONCLUIR_ITEM, FAZ_TUDO, item="oficio", texto="Feito.", em=marco(3))
    mundo.dar(C.ENVIAR_ETAPA, FAZ_TUDO, etapa="comeco", em=marco(3))
    assert mundo.estado.vez["principal"].desde == marco(11)
    assert mundo.dias() == {"municipio": 2, "prodesp": 9}


def test_retificar_o_inicio_nao_refaz_os_dias_ja_contados():
    mundo = iniciada().no_dia(marco(12))
    antes = mundo.dias()
    mundo.dar(C.RETIFICAR, GERENTE, seq=1, campo="ocorreu_em", valor="2026-01-15", motivo="Errado.")

    assert mundo.estado.inicio == date(2026, 1, 15)
    assert mundo.dias() == antes == {"municipio": 10}
    assert mundo.item("oficio").prazo == marco(16)


def test_ocorreu_em_antes_do_inicio_fica_como_dado_e_nao_mexe_nos_dias():
    mundo = iniciada().no_dia(marco(6))
    mundo.dar(C.CONCLUIR_ITEM, FAZ_TUDO, item="oficio", texto="Feito.", em=date(2020, 1, 2))

    assert mundo.item("oficio").em == date(2020, 1, 2)
    assert mundo.dias() == {"municipio": 4}


def test_dias_de_ninguem_entram_na_soma():
    mundo = iniciada().no_dia(marco(4))
    mundo.dar(C.SUSPENDER, GERENTE, retomar_em="2026-03-20", **MOTIVO)
    mundo.no_dia(marco(20)).dar(C.RETOMAR)
    mundo.no_dia(marco(23))

    assert mundo.dias() == {"municipio": 2 + 3, "ninguem": 16}


@pytest.mark.parametrize("papel", [Papel.GESTOR_SEI, Papel.REPRESENTANTE])
def test_a_vez_nao_depende_de_qual_papel_do_municipio(papel):
    assert Mundo(roteiro=com_item("oficio", papel=papel)).iniciar().vez() == "municipio"
