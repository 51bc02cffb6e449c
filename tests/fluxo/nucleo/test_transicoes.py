"""O que cada comando deixa: situações, datas, autores e o que o sistema causa depois.

O dos itens está em `test_transicoes_dos_itens.py`.
"""

from datetime import date

import pytest

from seicidades.fluxo.nucleo.comandos import TipoDeComando as C
from seicidades.fluxo.nucleo.evolucao import reconstituir
from tests.fluxo.nucleo.apoio import (
    ADMINISTRADOR,
    FAZ_TUDO,
    GERENTE,
    OUTRO_GERENTE,
    SEGUNDA,
    Mundo,
    com_etapa,
    com_item,
    iniciada,
    situacoes,
)
from tests.fluxo.nucleo.preparos import FUTURO

TERCA = date(2026, 3, 3)
MOTIVO = {"motivo": "Porque sim."}


# Começo


def test_iniciar_abre_a_primeira_etapa():
    mundo = Mundo()

    assert mundo.dar(C.INICIAR, em=date(2026, 2, 2)) == ["implantacao_iniciada"]
    assert (mundo.estado.situacao, mundo.estado.inicio) == ("em_andamento", date(2026, 2, 2))
    assert situacoes(mundo, "comeco", "meio", "arquivo") == [
        "em_preenchimento",
        "nao_iniciada",
        "nao_iniciada",
    ]
    assert mundo.etapa("comeco").aberta_em == SEGUNDA


def test_iniciar_reconhece_fatos_que_ja_existem_sem_dar_lhes_autor():
    mundo = Mundo().vale("cadastro")

    assert mundo.dar(C.INICIAR) == ["implantacao_iniciada", "item_satisfeito"]
    assert (mundo.situacao("cadastro"), mundo.item("cadastro").autor) == ("pronto", None)


# Enviar, recolher, devolver


def test_enviar_poe_em_analise_com_dia_de_resposta():
    mundo = iniciada().enviar("comeco")

    comeco = mundo.etapa("comeco")
    assert (comeco.situacao, comeco.remetente, comeco.envios) == ("em_analise", 4, 1)
    assert (comeco.enviada_em, comeco.responder_ate) == (SEGUNDA, date(2026, 3, 9))


def test_enviar_torna_pronto_o_que_os_fatos_de_agora_ja_satisfazem():
    mundo = iniciada().fazer("oficio").fazer("conferencia").fazer("extrato").vale("cadastro")
    mundo.dar(C.ENVIAR_ETAPA, FAZ_TUDO, etapa="comeco")

    cadastro = mundo.item("cadastro")
    assert (cadastro.situacao, cadastro.em, cadastro.autor) == ("pronto", SEGUNDA, None)


def test_o_que_o_envio_torna_pronto_guarda_o_dia_em_que_foi_gravado():
    mundo = iniciada().fazer("oficio").fazer("conferencia").fazer("extrato").vale("cadastro", False)
    antes = date(2026, 2, 27)
    mundo.dar(C.ALTERAR_FATOS, FAZ_TUDO, item="cadastro", resumo="Falta pouco.", em=antes)
    mundo.vale("cadastro").dar(C.ENVIAR_ETAPA, FAZ_TUDO, etapa="comeco")

    assert mundo.item("cadastro").em == antes


def test_recolher_devolve_ao_preenchimento():
    mundo = iniciada().enviar("comeco")
    mundo.dar(C.RECOLHER_ETAPA, FAZ_TUDO, etapa="comeco", **MOTIVO)

    assert (situacoes(mundo, "comeco"), mundo.etapa("comeco").responder_ate) == (
        ["em_preenchimento"],
        None,
    )


def test_devolver_marca_so_os_itens_nomeados():
    mundo = iniciada().enviar("comeco").devolver("comeco", "oficio")

    assert situacoes(mundo, "comeco") == ["devolvida"]
    assert (mundo.situacao("oficio"), mundo.situacao("conferencia")) == ("a_corrigir", "pronto")
    assert mundo.item("oficio").devolucao == {"codigo": "outro", "texto": "Rever."}
    assert mundo.fazer("oficio").item("oficio").devolucao is None


# Aprovar, desfazer, reabrir


def test_aprovar_abre_a_seguinte_e_a_trilha_dela():
    mundo = iniciada().enviar("comeco")

    tipos = mundo.dar(C.APROVAR_ETAPA, OUTRO_GERENTE, etapa="comeco")
    assert tipos == ["etapa_aprovada", "etapa_aberta", "etapa_aberta"]
    assert situacoes(mundo, "comeco", "meio", "arquivo") == [
        "aprovada",
        "em_preenchimento",
        "em_preenchimento",
    ]
    assert mundo.etapa("comeco").abriu == ("meio", "arquivo")


def test_aprovar_a_trilha_nao_abre_nada():
    mundo = iniciada().aprovar("comeco").fazer("decreto").enviar("arquivo")

    assert mundo.dar(C.APROVAR_ETAPA, ADMINISTRADOR, etapa="arquivo") == ["etapa_aprovada"]


def test_aprovar_a_reconfirmar_conta_os_fatos_de_agora():
    mundo = iniciada().aprovar("comeco").aprovar("meio").fazer("aulas").produzir().aprovar("fim")
    mundo.dar(C.REABRIR_ETAPA, GERENTE, etapa="comeco", **MOTIVO)
    mundo.vale("uso", False).reavaliar()
    assert mundo.situacao("uso") == "aberto"
    mundo.aprovar("comeco").dar(C.APROVAR_ETAPA, ADMINISTRADOR, etapa="meio")
    mundo.vale("uso").dar(C.APROVAR_ETAPA, ADMINISTRADOR, etapa="fim")

    assert (mundo.situacao("uso"), mundo.estado.situacao) == ("pronto", "habilitada")


def test_desfazer_fecha_o_que_abriu_guarda_itens_e_larga_os_relogios():
    mundo = iniciada().aprovar("comeco").fazer("decreto")
    assert mundo.item("redes").saldo == 10
    mundo.no_dia(TERCA).dar(C.DESFAZER_APROVACAO, ADMINISTRADOR, etapa="comeco", **MOTIVO)

    assert situacoes(mundo, "comeco", "meio", "arquivo") == [
        "em_analise",
        "nao_iniciada",
        "nao_iniciada",
    ]
    assert mundo.situacao("decreto") == "pronto"
    redes = mundo.item("redes")
    assert (redes.saldo, redes.inicio, redes.prazo) == (None, None, None)
    assert mundo.etapa("comeco").responder_ate == date(2026, 3, 10)
    assert mundo.etapa("comeco").abriu == ()


def test_desfazer_e_aprovar_de_novo_reabre_a_seguinte_com_relogio_inteiro():
    mundo = iniciada().aprovar("comeco")
    mundo.no_dia(TERCA).dar(C.DESFAZER_APROVACAO, ADMINISTRADOR, etapa="comeco", **MOTIVO)
    mundo.dar(C.APROVAR_ETAPA, ADMINISTRADOR, etapa="comeco")

    assert mundo.item("redes").prazo == date(2026, 3, 17)


def test_desfazer_a_segunda_aprovacao_nao_fecha_o_que_a_primeira_abriu():
    mundo = iniciada().aprovar("comeco")
    mundo.dar(C.REABRIR_ETAPA, GERENTE, etapa="comeco", **MOTIVO)
    mundo.aprovar("comeco").dar(C.DESFAZER_APROVACAO, ADMINISTRADOR, etapa="comeco", **MOTIVO)

    assert situacoes(mundo, "comeco", "meio") == ["em_analise", "em_preenchimento"]


def test_desfazer_a_ultima_desfaz_a_habilitacao():
    mundo = iniciada().habilitar()
    mundo.dar(C.DESFAZER_APROVACAO, ADMINISTRADOR, etapa="fim", **MOTIVO)

    assert (mundo.estado.situacao, mundo.estado.habilitada_em) == ("em_andamento", None)
    assert situacoes(mundo, "fim") == ["em_analise"]


def test_desfazer_a_trilha_nao_tira_a_habilitacao():
    mundo = iniciada().habilitar().aprovar("arquivo")
    tipos = mundo.dar(C.DESFAZER_APROVACAO, ADMINISTRADOR, etapa="arquivo", **MOTIVO)

    assert tipos == ["aprovacao_desfeita"]
    assert (mundo.estado.situacao, situacoes(mundo, "arquivo")) == ("habilitada", ["em_analise"])


def test_reabrir_poe_as_seguintes_aprovadas_a_reconfirmar_e_poupa_trilha_e_producao():
    mundo = iniciada().habilitar().aprovar("arquivo")
    mundo.dar(C.REABRIR_ETAPA, GERENTE, etapa="comeco", itens=["oficio"], **MOTIVO)

    assert situacoes(mundo, "comeco", "meio", "fim", "arquivo") == [
        "em_preenchimento",
        "a_reconfirmar",
        "a_reconfirmar",
        "aprovada",
    ]
    assert (mundo.estado.situacao, mundo.estado.producao_em) == ("em_andamento", SEGUNDA)
    assert mundo.item("oficio").devolucao == {"codigo": "outro", "texto": "Porque sim."}


def test_etapa_posterior_em_analise_fica_e_se_aprova_em_ordem():
    mundo = iniciada().aprovar("comeco").enviar("meio")
    mundo.dar(C.REABRIR_ETAPA, GERENTE, etapa="comeco", **MOTIVO)

    assert situacoes(mundo, "meio") == ["em_analise"]
    assert mundo.codigos(C.APROVAR_ETAPA, ADMINISTRADOR, etapa="meio") == [
        "etapa_anterior_pendente"
    ]
    mundo.aprovar("comeco")
    assert mundo.codigos(C.APROVAR_ETAPA, ADMINISTRADOR, etapa="meio") == []


def test_reabrir_a_trilha_nao_tira_a_habilitacao():
    mundo = iniciada().habilitar().aprovar("arquivo")
    mundo.dar(C.REABRIR_ETAPA, GERENTE, etapa="arquivo", **MOTIVO)

    assert (mundo.estado.situacao, situacoes(mundo, "arquivo")) == (
        "habilitada",
        ["em_preenchimento"],
    )


def test_reconfirmadas_em_ordem_habilitam_de_novo():
    mundo = iniciada().habilitar()
    mundo.dar(C.REABRIR_ETAPA, GERENTE, etapa="comeco", **MOTIVO)
    mundo.aprovar("comeco")
    mundo.dar(C.APROVAR_ETAPA, ADMINISTRADOR, etapa="meio")

    tipos = mundo.dar(C.APROVAR_ETAPA, ADMINISTRADOR, etapa="fim")
    assert tipos == ["etapa_aprovada", "implantacao_habilitada"]


# Produção e fim


def test_entrar_em_producao_abre_a_fase_de_depois():
    mundo = iniciada().aprovar("comeco").aprovar("meio").fazer("aulas").no_dia(date(2026, 3, 10))
    mundo.vale("uso")
    assert mundo.reavaliar() == []  # a fase ainda não abriu

    tipos = mundo.dar(C.ENTRAR_EM_PRODUCAO, data="2026-03-05", justificativa="Conferido.")
    assert tipos == ["producao_iniciada", "item_satisfeito"]
    assert mundo.estado.producao_em == mundo.registro[-2].ocorreu_em == date(2026, 3, 5)


def test_aprovar_a_ultima_habilita():
    mundo = iniciada().aprovar("comeco").aprovar("meio").enviar("fim")

    tipos = mundo.dar(C.APROVAR_ETAPA, ADMINISTRADOR, etapa="fim")
    assert tipos == ["etapa_aprovada", "implantacao_habilitada"]
    assert (mundo.estado.situacao, mundo.estado.habilitada_em) == ("habilitada", SEGUNDA)


def test_habilitada_com_a_trilha_por_terminar_segue_nela():
    mundo = iniciada().habilitar()
    mundo.aprovar("arquivo")

    assert (mundo.estado.situacao, situacoes(mundo, "arquivo")) == ("habilitada", ["aprovada"])


# Impedimentos, suspensão, desistência


def test_bloqueio_nao_proibe_nada():
    mundo = iniciada()
    mundo.dar(C.DECLARAR_BLOQUEIO, FAZ_TUDO, motivo_bloqueio="outro", dono="prodesp")

    assert mundo.codigos(C.CONCLUIR_ITEM, FAZ_TUDO, item="oficio", texto="Feito.") == []
    mundo.dar(C.RESOLVER_BLOQUEIO, GERENTE, bloqueio=2)
    assert not mundo.estado.bloqueios


@pytest.mark.parametrize(
    ("alvo", "linha"),
    [("", "principal"), ("oficio", "principal"), ("tabela", "arquivo"), ("arquivo", "arquivo")],
)
def test_bloqueio_vale_na_linha_do_seu_alvo(alvo, linha):
    mundo = iniciada()
    mundo.dar(C.DECLARAR_BLOQUEIO, FAZ_TUDO, motivo_bloqueio="outro", dono="sggd", alvo=alvo)

    assert mundo.estado.bloqueios[2].linha == linha


def test_suspender_e_retomar():
    mundo = iniciada()
    mundo.dar(C.SUSPENDER, GERENTE, retomar_em=FUTURO, **MOTIVO)
    assert (mundo.estado.situacao, mundo.estado.retomar_em) == ("suspensa", date(2026, 4, 10))

    mundo.no_dia(date(2026, 5, 4))
    assert mundo.reavaliar() == []  # nada se retoma sozinho
    mundo.dar(C.RETOMAR)
    assert (mundo.estado.situacao, mundo.estado.retomar_em) == ("em_andamento", None)


@pytest.mark.parametrize("suspensa", [False, True])
def test_readmitir_volta_para_onde_estava(suspensa):
    mundo = iniciada()
    if suspensa:
        mundo.dar(C.SUSPENDER, GERENTE, retomar_em=FUTURO, **MOTIVO)
    antes = mundo.estado.situacao
    mundo.dar(C.DESISTIR, GERENTE, **MOTIVO)
    assert mundo.estado.situacao == "desistente"
    mundo.dar(C.READMITIR, GERENTE, **MOTIVO)

    assert (mundo.estado.situacao, mundo.estado.antes_de_desistir) == (antes, "")


@pytest.mark.parametrize("parar", [C.SUSPENDER, C.DESISTIR])
def test_suspensa_ou_desistente_ainda_ve_fatos_que_se_perdem(parar):
    mundo = iniciada().fazer("oficio").fazer("cadastro")
    dados = {"retomar_em": FUTURO} if parar == C.SUSPENDER else {}
    mundo.dar(parar, GERENTE, **MOTIVO, **dados)

    assert mundo.vale("cadastro", False).reavaliar() == ["item_perdido"]
    assert mundo.item("cadastro").inicio is None


# Retificar


def test_retificar_troca_o_dia_e_faz_da_gerencia_autora():
    mundo = iniciada().fazer("oficio")
    mundo.dar(C.RETIFICAR, GERENTE, seq=2, campo="ocorreu_em", valor="2026-02-20", **MOTIVO)

    oficio = mundo.item("oficio")
    assert (oficio.em, oficio.autor, oficio.situacao) == (date(2026, 2, 20), GERENTE.id, "pronto")
    assert mundo.registro[-1].item == "oficio"
    mundo.enviar("comeco")
    assert "impedido_de_aprovar" in mundo.codigos(C.APROVAR_ETAPA, GERENTE, etapa="comeco")


def test_retificar_de_novo_o_mesmo_dado():
    mundo = iniciada().fazer("oficio")
    for dia in ("2026-02-20", "2026-02-23"):
        mundo.dar(C.RETIFICAR, GERENTE, seq=2, campo="ocorreu_em", valor=dia, **MOTIVO)

    assert mundo.item("oficio").em == date(2026, 2, 23)


def test_dado_trocado_depois_ja_nao_se_retifica_pelo_andamento_velho():
    mundo = iniciada().fazer("oficio")
    mundo.dar(C.REABRIR_ITEM, FAZ_TUDO, item="oficio")
    mundo.fazer("oficio")

    retificar = {"campo": "ocorreu_em", "valor": "2026-02-20", **MOTIVO}
    assert mundo.codigos(C.RETIFICAR, seq=2, **retificar) == ["nao_retificavel"]
    assert mundo.codigos(C.RETIFICAR, seq=4, **retificar) == []


def test_anular_a_producao_fecha_a_fase_e_entra_se_de_novo():
    mundo = iniciada().aprovar("comeco").aprovar("meio").fazer("aulas").produzir()
    seq = mundo.estado.producao_seq
    mundo.dar(C.RETIFICAR, GERENTE, seq=seq, campo="data", valor="", **MOTIVO)

    assert (mundo.estado.producao_em, mundo.estado.producao_seq) == (None, None)
    assert mundo.vez() == "prodesp"
    assert mundo.produzir().estado.producao_em == SEGUNDA


# O passado não muda


def test_o_que_se_sabia_em_qualquer_instante():
    mundo = iniciada()
    instante = mundo.agora
    mundo.no_dia(TERCA).fazer("oficio")

    assert reconstituir(mundo.registro, ate=instante).item("oficio").situacao == "aberto"
    assert reconstituir(mundo.registro, ate=mundo.agora) == mundo.estado


def test_promessa_1_regra_que_muda_amanha_nao_reescreve_o_que_ja_se_decidiu():
    mundo = iniciada().aprovar("comeco").enviar("meio").devolver("meio", "redes")
    antes = mundo.estado
    mundo.roteiro = com_etapa("meio", com_item("redes", prazo=None), correcao=99, analise=99)
    mundo.feriados.add(date(2026, 3, 5))

    assert reconstituir(mundo.registro) == antes
