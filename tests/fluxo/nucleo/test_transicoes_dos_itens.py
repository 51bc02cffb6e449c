"""O que cada comando deixa nos itens: o que se fez, o que se dispensou e o que os fatos dizem."""

from datetime import date

import pytest

from seicidades.fluxo.nucleo.comandos import TipoDeComando as C
from tests.fluxo.nucleo.apoio import (
    ADMINISTRADOR,
    FAZ_TUDO,
    GERENTE,
    GESTOR_SEI,
    Mundo,
    com_item,
    em_nome,
    iniciada,
    situacoes,
)

MOTIVO = {"motivo": "Porque sim."}


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
