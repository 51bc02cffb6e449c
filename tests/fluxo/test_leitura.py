"""A próxima ação e o resto do retrato, em cada situação, sem banco."""

from datetime import date

import pytest

from seicidades.comum.dias_uteis import Calendario
from seicidades.comum.papeis import Papel
from seicidades.fluxo.leitura import Retrato
from seicidades.fluxo.models import Implantacao, VersaoDoRoteiro
from seicidades.fluxo.nucleo.comandos import TipoDeComando as C
from tests.fluxo.nucleo.apoio import (
    ADMINISTRADOR,
    FAZ_TUDO,
    GERENTE,
    Mundo,
    com_item,
    em_nome,
    iniciada,
)
from tests.fluxo.nucleo.preparos import FUTURO

MOTIVO = {"motivo": "Porque sim."}


def retrato(mundo: Mundo, *papeis: Papel, pessoas=None) -> Retrato:
    roteiro = mundo.roteiro
    versao = VersaoDoRoteiro(pk=1, numero=1, digest=roteiro.digest, dados=roteiro.para_dados())
    return Retrato(
        Implantacao(pk=7, versao=versao),
        mundo.estado,
        frozenset(papeis),
        Calendario(mundo.feriados),
        mundo.hoje,
        pessoas,
    )


def proxima(mundo: Mundo, *papeis: Papel):
    return retrato(mundo, *papeis).proxima


def test_o_item_mais_urgente_com_prazo_e_conta():
    acao = proxima(iniciada(), Papel.GESTOR_SEI)

    assert (acao.titulo, acao.botao, acao.url) == (
        "Fazer oficio",
        "Fazer agora",
        "/implantacoes/7/itens/oficio/",
    )
    assert (acao.dias, acao.prazo, acao.prazo_sugerido) == (10, date(2026, 3, 16), True)
    assert acao.alvo == "oficio"


def test_o_que_voltou_para_corrigir_vem_primeiro_com_o_motivo():
    mundo = iniciada().enviar("comeco").devolver("comeco", "oficio")

    acao = proxima(mundo, Papel.GESTOR_SEI)
    assert (acao.titulo, acao.botao) == ("Fazer oficio", "Corrigir")
    assert acao.por_que == "Outro motivo: Rever."


def test_cada_papel_ve_so_o_que_e_seu():
    mundo = iniciada()

    assert proxima(mundo, Papel.GESTOR_TI).titulo == "Fazer redes"  # não precisa esperar a vez
    assert proxima(mundo, Papel.GERENTE).titulo == "Fazer conferencia"
    assert proxima(mundo, Papel.APOIO).titulo == "Nada para você fazer agora"


def test_tudo_pronto_quem_envia_envia():
    mundo = iniciada().preencher("comeco")

    acao = proxima(mundo, Papel.GESTOR_SEI)
    assert (acao.titulo, acao.url) == (
        "Envie a etapa Começo",
        "/implantacoes/7/etapas/comeco/",
    )
    assert proxima(mundo, Papel.REPRESENTANTE).titulo == "Nada para você fazer agora"


def test_a_ultima_etapa_pronta_antes_da_producao_nao_se_manda_enviar():
    mundo = Mundo(roteiro=com_item("uso", dispensavel=True)).iniciar()
    mundo.aprovar("comeco").aprovar("meio").fazer("aulas")
    mundo.dar(C.PEDIR_DISPENSA, FAZ_TUDO, item="uso", justificativa="Não cabe.")
    mundo.dar(C.CONFIRMAR_DISPENSA, GERENTE, item="uso")
    assert proxima(mundo, Papel.GESTOR_SEI).titulo == "Nada para você fazer agora"

    mundo.produzir()
    assert proxima(mundo, Papel.GESTOR_SEI).titulo == "Envie a etapa Fim"


def test_etapa_a_reconfirmar_espera_a_prodesp_e_nao_novo_envio():
    mundo = iniciada().aprovar("comeco").aprovar("meio")
    mundo.dar(C.REABRIR_ETAPA, GERENTE, etapa="comeco", **MOTIVO)
    mundo.aprovar("comeco")

    acao = proxima(mundo, Papel.GESTOR_SEI)
    assert (acao.titulo, acao.url) == ("Nada para você fazer agora", "")
    assert "A vez é da Prodesp" in acao.por_que


def test_em_analise_a_vez_e_da_prodesp():
    acao = proxima(iniciada().enviar("comeco"), Papel.REPRESENTANTE)
    assert "A Prodesp está analisando" in acao.por_que


def test_a_vez_de_outro_lado_e_de_outras_pessoas():
    mundo = iniciada()
    assert "outras pessoas do município" in proxima(mundo, Papel.APOIO).por_que
    mundo.fazer("oficio").fazer("cadastro").fazer("conferencia")
    assert "A vez é da SGGD" in proxima(mundo, Papel.APOIO).por_que


@pytest.mark.parametrize(("dono", "corre"), [("sggd", False), ("municipio", True)])
def test_impedimento_aberto_diz_com_quem_e_se_o_prazo_corre(dono, corre):
    mundo = iniciada()
    mundo.dar(C.DECLARAR_BLOQUEIO, FAZ_TUDO, motivo_bloqueio="outro", dono=dono)

    texto = proxima(mundo, Papel.APOIO).por_que
    assert texto.startswith("Há um impedimento aberto, com ")
    assert ("não corre" in texto) != corre


def test_impedimento_so_da_trilha_nao_se_conta_como_da_principal():
    mundo = iniciada()
    mundo.dar(C.DECLARAR_BLOQUEIO, FAZ_TUDO, motivo_bloqueio="outro", dono="sggd", alvo="tabela")

    assert "outras pessoas" in proxima(mundo, Papel.APOIO).por_que


def test_suspensa_desistente_e_habilitada():
    suspensa = iniciada()
    suspensa.dar(C.SUSPENDER, GERENTE, retomar_em=FUTURO, **MOTIVO)
    assert "10/04/2026" in proxima(suspensa, Papel.GESTOR_SEI).por_que

    desistente = iniciada()
    desistente.dar(C.DESISTIR, GERENTE, **MOTIVO)
    assert proxima(desistente, Papel.GESTOR_SEI).titulo == "O município saiu do programa"

    habilitada = iniciada().habilitar()
    assert proxima(habilitada, Papel.GESTOR_SEI).titulo == "O município está habilitado"
    assert proxima(habilitada, Papel.GESTOR_DOCUMENTAL).titulo == "Fazer tabela"


# O resto do retrato


def test_a_jornada_e_a_paralela():
    mundo = iniciada().aprovar("comeco").enviar("meio")
    visto = retrato(mundo, Papel.GESTOR_SEI)

    assert [(e["titulo"], e["situacao"], e["texto"]) for e in visto.jornada] == [
        ("Começo", "aprovada", "concluída em 02/03/2026"),
        ("Meio", "em_analise", "resposta até 09/03/2026"),
        ("Fim", "nao_iniciada", "abre depois da 2"),
    ]
    assert [e["atual"] for e in visto.jornada] == [False, True, False]
    assert visto.paralela["texto"] == "0 de 1 itens · até 16/03/2026"


def test_desfeita_a_aprovacao_a_jornada_ainda_se_le():
    mundo = iniciada().aprovar("comeco")
    mundo.dar(C.DESFAZER_APROVACAO, ADMINISTRADOR, etapa="comeco", **MOTIVO)

    assert retrato(mundo).jornada[0]["texto"] == "resposta até 09/03/2026"


def test_a_linha_de_um_item_que_espera_ou_esta_feito():
    mundo = iniciada()
    visto = retrato(mundo, pessoas={"gestor_sei": "Ana"})
    itens = mundo.roteiro.itens

    oficio, cadastro, uso = (visto.linha(itens[c]) for c in ("oficio", "cadastro", "uso"))
    assert (oficio.detalhe, oficio.espera) == ("Gestor SEI · Ana", False)
    assert (cadastro.texto, cadastro.espera) == ("Depois de: «Fazer oficio».", True)
    assert uso.texto == "Só depois que o SEI entrar em produção."
    assert visto.linha(itens["redes"]).detalhe == "Gestor de TI · sem pessoa designada"
    feito = retrato(mundo.fazer("oficio")).linha(itens["oficio"])
    assert (feito.texto, feito.parado) == ("Feito em 02/03/2026.", False)


def test_relogio_parado_aparece_parado():
    mundo = iniciada()
    mundo.dar(C.DECLARAR_BLOQUEIO, FAZ_TUDO, motivo_bloqueio="outro", dono="sggd")

    linha = retrato(mundo).linha(mundo.roteiro.itens["oficio"])
    assert (linha.parado, linha.dias) == (True, None)


def test_com_quem_esta_conta_os_itens_dos_outros():
    assert retrato(iniciada(), Papel.GESTOR_SEI).com_quem_esta() == [
        {"quem": "Prodesp", "quantos": 1},
        {"quem": "SGGD", "quantos": 1},
    ]


def test_o_que_vem_depois_da_vez():
    assert retrato(iniciada()).depois_da_vez.startswith("Quando Começo for enviada")
    assert "responde até 09/03/2026" in retrato(iniciada().enviar("comeco")).depois_da_vez
    assert retrato(iniciada().habilitar()).depois_da_vez == ""
    da_sggd = iniciada().preencher("comeco")
    da_sggd.dar(C.REABRIR_ITEM, em_nome("sggd"), item="extrato", texto="Voltou.")
    assert retrato(da_sggd).depois_da_vez == "Falta «Fazer extrato»."


def test_impedimento_por_perda_diz_que_item_deixou_de_valer():
    mundo = iniciada().aprovar("comeco").vale("cadastro", False)
    mundo.reavaliar()

    (bloqueio,) = retrato(mundo).bloqueios
    assert (bloqueio["motivo"], bloqueio["do_sistema"]) == (
        "«Fazer cadastro» deixou de valer",
        True,
    )
