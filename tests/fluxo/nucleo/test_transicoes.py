"""O que cada comando deixa: situações, datas, autores e o que o sistema causa depois."""

from datetime import date

import pytest

from seicidades.fluxo.nucleo.comandos import TipoDeComando as C
from seicidades.fluxo.nucleo.evolucao import reconstituir
from tests.fluxo.nucleo.apoio import (
    ADMINISTRADOR,
    FAZ_TUDO,
    GERENTE,
    GESTOR_SEI,
    OUTRO_GERENTE,
    SEGUNDA,
    Mundo,
    com_etapa,
    com_item,
    em_nome,
    iniciada,
)
from tests.fluxo.nucleo.preparos import FUTURO

TERCA = date(2026, 3, 3)
MOTIVO = {"motivo": "Porque sim."}


def situacoes(mundo: Mundo, *chaves: str) -> list[str]:
    return [mundo.etapa(c).situacao.value for c in chaves]


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


# Itens


def test_concluir_guarda_autor_dia_e_andamento():
    mundo = iniciada()
    mundo.dar(C.CONCLUIR_ITEM, FAZ_TUDO, item="oficio", texto="Feito.", em=date(2019, 5, 6))

    oficio = mundo.item("oficio")
    assert (oficio.situacao, oficio.autor, oficio.em) == ("pronto", 4, date(2019, 5, 6))
    assert oficio.dado_seq == oficio.seq == 2


def test_item_de_etapa_futura_fica_pronto_e_a_etapa_nao_abre():
    mundo = iniciada().fazer("decreto")

    assert mundo.situacao("decreto") == "pronto"
    assert situacoes(mundo, "meio") == ["nao_iniciada"]


def test_reabrir_item_apaga_o_dado():
    mundo = iniciada().fazer("oficio")
    mundo.dar(C.REABRIR_ITEM, FAZ_TUDO, item="oficio")

    oficio = mundo.item("oficio")
    assert (oficio.situacao, oficio.autor, oficio.em, oficio.dado_seq) == (
        "aberto",
        None,
        None,
        None,
    )


def test_nada_recua_quando_a_dependencia_recua():
    mundo = iniciada().fazer("oficio").fazer("cadastro")
    mundo.dar(C.REABRIR_ITEM, FAZ_TUDO, item="oficio")

    assert mundo.situacao("cadastro") == "pronto"


def test_registrar_em_nome_faz_da_gerencia_a_autora():
    mundo = iniciada()
    mundo.dar(C.CONCLUIR_ITEM, em_nome("gestor_sei"), item="oficio", texto="Ofício 12.")

    evento = mundo.registro[-1]
    assert (mundo.item("oficio").autor, evento.papel) == (GERENTE.id, "gerente")
    assert (evento.em_nome_de, evento.origem) == ("gestor_sei", "oficio")


# Dispensas


def test_dispensa_confirmada_negada_e_retirada():
    pedida = iniciada()
    pedida.dar(C.PEDIR_DISPENSA, FAZ_TUDO, item="decreto", justificativa="Já há.")
    assert (pedida.situacao("decreto"), pedida.item("decreto").pedinte) == ("dispensa_pedida", 4)

    pedida.dar(C.NEGAR_DISPENSA, GESTOR_SEI, item="decreto", motivo="Não há.")
    assert (pedida.situacao("decreto"), pedida.item("decreto").pedinte) == ("aberto", None)

    pedida.dar(C.PEDIR_DISPENSA, FAZ_TUDO, item="decreto", justificativa="Já há.")
    pedida.dar(C.REABRIR_ITEM, FAZ_TUDO, item="decreto")
    assert pedida.situacao("decreto") == "aberto"

    pedida.dar(C.PEDIR_DISPENSA, FAZ_TUDO, item="decreto", justificativa="Já há.")
    pedida.dar(C.CONFIRMAR_DISPENSA, GERENTE, item="decreto")
    assert pedida.situacao("decreto") == "dispensado"


@pytest.mark.parametrize("saida", ["negar", "retirar", "retirar_confirmada"])
def test_dispensa_que_nao_vale_devolve_o_item_a_corrigir(saida):
    """Senão, pedir e retirar dispensa apagaria a devolução sem correção nenhuma."""
    mundo = iniciada().aprovar("comeco").enviar("meio").devolver("meio", "decreto")
    mundo.dar(C.PEDIR_DISPENSA, FAZ_TUDO, item="decreto", justificativa="Já há.")
    if saida == "negar":
        mundo.dar(C.NEGAR_DISPENSA, GERENTE, item="decreto", motivo="Não há.")
    else:
        if saida == "retirar_confirmada":
            mundo.dar(C.CONFIRMAR_DISPENSA, GERENTE, item="decreto")
        mundo.dar(C.REABRIR_ITEM, FAZ_TUDO, item="decreto")

    assert mundo.situacao("decreto") == "a_corrigir"
    assert mundo.item("decreto").devolucao["texto"] == "Rever."


def test_pedido_de_dispensa_sobrevive_a_reabertura_da_etapa_e_ainda_se_decide():
    mundo = iniciada().aprovar("comeco").aprovar("meio")
    mundo.dar(C.REABRIR_ETAPA, GERENTE, etapa="comeco", **MOTIVO)
    mundo.dar(C.REABRIR_ITEM, FAZ_TUDO, item="decreto")
    mundo.dar(C.PEDIR_DISPENSA, FAZ_TUDO, item="decreto", justificativa="Já há.")
    mundo.dar(C.REABRIR_ETAPA, GERENTE, etapa="meio", **MOTIVO)

    assert mundo.situacao("decreto") == "dispensa_pedida"
    assert mundo.codigos(C.CONFIRMAR_DISPENSA, GERENTE, item="decreto") == []


def test_reabrir_a_etapa_nomeando_o_item_substitui_o_pedido_de_dispensa():
    mundo = iniciada().aprovar("comeco").aprovar("meio")
    mundo.dar(C.REABRIR_ETAPA, GERENTE, etapa="comeco", **MOTIVO)
    mundo.dar(C.REABRIR_ITEM, FAZ_TUDO, item="decreto")
    mundo.dar(C.PEDIR_DISPENSA, FAZ_TUDO, item="decreto", justificativa="Já há.")
    mundo.dar(C.REABRIR_ETAPA, GERENTE, etapa="meio", itens=["decreto"], **MOTIVO)

    decreto = mundo.item("decreto")
    assert (decreto.situacao, decreto.pedinte) == ("a_corrigir", None)


# Fatos


def test_fato_satisfeito_torna_o_item_pronto_com_autor():
    mundo = iniciada().vale("cadastro")

    tipos = mundo.dar(C.ALTERAR_FATOS, FAZ_TUDO, item="cadastro", resumo="Informado.")
    assert tipos == ["fato_registrado", "item_satisfeito"]
    assert (mundo.situacao("cadastro"), mundo.item("cadastro").autor) == ("pronto", 4)


def test_so_quem_grava_dado_vira_autor_do_que_o_sistema_satisfaz():
    """A gerência que reabre, recolhe ou põe em produção não fica impedida por isso."""
    mundo = iniciada().aprovar("comeco").aprovar("meio").fazer("aulas").vale("uso")
    mundo.produzir()

    assert mundo.registro[-1].tipo == "item_satisfeito"
    assert mundo.item("uso").autor is None
    mundo.dar(C.ENVIAR_ETAPA, FAZ_TUDO, etapa="fim")
    assert mundo.codigos(C.APROVAR_ETAPA, GERENTE, etapa="fim") == []


def test_fato_perdido_antes_do_envio_reabre_o_item():
    mundo = iniciada().fazer("oficio").fazer("cadastro").vale("cadastro", False)

    assert mundo.reavaliar() == ["item_perdido"]
    assert mundo.situacao("cadastro") == "aberto"
    assert mundo.vale("cadastro").reavaliar() == ["item_satisfeito"]


def test_fato_perdido_em_analise_so_deixa_devolver_ou_recolher():
    mundo = iniciada().enviar("comeco").vale("cadastro", False)
    assert mundo.reavaliar() == ["item_perdido"]

    assert mundo.vale("cadastro").reavaliar() == []  # volta o fato, não volta o item
    assert mundo.situacao("cadastro") == "aberto"
    assert mundo.codigos(C.APROVAR_ETAPA, ADMINISTRADOR, etapa="comeco") == ["item_pendente"]
    assert mundo.codigos(C.ALTERAR_FATOS, FAZ_TUDO, item="cadastro") == ["etapa_noutra_situacao"]

    tipos = mundo.dar(C.RECOLHER_ETAPA, FAZ_TUDO, etapa="comeco", **MOTIVO)
    assert tipos == ["etapa_recolhida", "item_satisfeito"]


def test_fato_ausente_nao_foi_avaliado_e_nada_se_perde():
    mundo = iniciada().fazer("oficio").fazer("cadastro")
    mundo.fatos = {}

    assert mundo.reavaliar() == []
    assert mundo.situacao("cadastro") == "pronto"


def test_devolvido_por_fato_so_fica_pronto_com_registro_novo():
    mundo = iniciada().enviar("comeco").devolver("comeco", "cadastro")

    assert mundo.reavaliar() == []
    assert mundo.situacao("cadastro") == "a_corrigir"
    assert "item_pendente" in mundo.codigos(C.ENVIAR_ETAPA, FAZ_TUDO, etapa="comeco")

    mundo.dar(C.ALTERAR_FATOS, FAZ_TUDO, item="cadastro", resumo="conferido")
    cadastro = mundo.item("cadastro")
    assert (cadastro.situacao, cadastro.devolucao) == ("pronto", None)


def test_devolvido_com_fato_ainda_insatisfeito_continua_a_corrigir():
    mundo = iniciada().enviar("comeco").devolver("comeco", "cadastro").vale("cadastro", False)
    mundo.dar(C.ALTERAR_FATOS, FAZ_TUDO, item="cadastro", resumo="Por fazer.")

    assert mundo.situacao("cadastro") == "a_corrigir"


def test_devolvido_e_gravado_sem_fato_avaliado_continua_a_corrigir():
    mundo = iniciada().enviar("comeco").devolver("comeco", "cadastro")
    mundo.fatos = {}
    mundo.dar(C.ALTERAR_FATOS, FAZ_TUDO, item="cadastro", resumo="Por fazer.")

    assert mundo.situacao("cadastro") == "a_corrigir"


# Fatos depois da aprovação


def test_perda_depois_da_aprovacao_e_um_bloqueio_por_item_que_o_fato_fecha():
    mundo = iniciada().aprovar("comeco").vale("cadastro", False)

    assert mundo.reavaliar() == ["bloqueio_declarado"]
    assert mundo.reavaliar() == []  # um só
    (bloqueio,) = mundo.estado.bloqueios.values()
    assert (bloqueio.item_perdido, bloqueio.dono, bloqueio.por) == ("cadastro", "municipio", None)
    assert mundo.situacao("cadastro") == "pronto"
    assert situacoes(mundo, "comeco") == ["aprovada"]

    assert mundo.vale("cadastro").reavaliar() == ["bloqueio_resolvido"]
    assert not mundo.estado.bloqueios


def test_alterar_fatos_em_etapa_aprovada_pode_perder_e_recuperar():
    mundo = iniciada().aprovar("comeco").vale("cadastro", False)

    tipos = mundo.dar(C.ALTERAR_FATOS, FAZ_TUDO, item="cadastro", resumo="Apagado.")
    assert tipos == ["fato_registrado", "bloqueio_declarado"]
    mundo.vale("cadastro")
    tipos = mundo.dar(C.ALTERAR_FATOS, GESTOR_SEI, item="cadastro", resumo="Refeito.")
    assert tipos == ["fato_registrado", "bloqueio_resolvido"]
    assert (mundo.item("cadastro").autor, situacoes(mundo, "comeco")) == (7, ["aprovada"])


def test_reabrir_com_perda_aberta_reabre_o_item_e_o_fato_fecha_o_bloqueio():
    mundo = iniciada().aprovar("comeco").vale("cadastro", False)
    mundo.reavaliar()

    tipos = mundo.dar(C.REABRIR_ETAPA, GERENTE, etapa="comeco", **MOTIVO)
    assert tipos == ["etapa_reaberta", "item_perdido"]
    assert (mundo.situacao("cadastro"), len(mundo.estado.bloqueios)) == ("aberto", 1)

    assert mundo.vale("cadastro").reavaliar() == ["bloqueio_resolvido", "item_satisfeito"]


def test_perda_de_item_depois_dispensado_nao_bloqueia_para_sempre():
    mundo = Mundo(roteiro=com_item("cadastro", dispensavel=True)).iniciar()
    mundo.aprovar("comeco").vale("cadastro", False).reavaliar()
    mundo.dar(C.REABRIR_ETAPA, GERENTE, etapa="comeco", **MOTIVO)
    mundo.dar(C.PEDIR_DISPENSA, FAZ_TUDO, item="cadastro", justificativa="Não cabe.")

    tipos = mundo.dar(C.CONFIRMAR_DISPENSA, GERENTE, item="cadastro")
    assert tipos == ["dispensa_confirmada", "bloqueio_resolvido"]


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
