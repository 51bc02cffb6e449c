"""As guardas de quem pede, e em nome de quem.

Cada teste: o pedido que passa e o mesmo pedido com um só ponto estragado.
"""

from dataclasses import replace

import pytest

from seicidades.comum.papeis import Lado, Papel
from seicidades.fluxo.nucleo.comandos import SISTEMA, Ator
from seicidades.fluxo.nucleo.comandos import TipoDeComando as C
from seicidades.fluxo.nucleo.regras import REGRAS
from tests.fluxo.nucleo.apoio import (
    ADMINISTRADOR,
    ESTRANHO,
    FAZ_TUDO,
    GERENTE,
    GESTOR_SEI,
    GESTOR_TI,
    OBSERVADOR,
    OUTRO_GERENTE,
    com_item,
    em_nome,
)
from tests.fluxo.nucleo.preparos import preparo

DA_GERENCIA = [
    tipo
    for tipo, regra in REGRAS.items()
    if any(guarda.__name__ == "gerente_da_carteira" for guarda in regra.quem)
]


# Papel


@pytest.mark.parametrize("tipo", DA_GERENCIA)
@pytest.mark.parametrize("ator", [FAZ_TUDO, OUTRO_GERENTE, ADMINISTRADOR, ESTRANHO, SISTEMA])
def test_so_a_gerencia_da_carteira(tipo, ator):
    assert preparo(tipo).por_outro(ator).codigos == ["nao_e_do_seu_papel"]


@pytest.mark.parametrize("tipo", [C.CONCLUIR_ITEM, C.REABRIR_ITEM, C.ALTERAR_FATOS])
@pytest.mark.parametrize("ator", [GESTOR_TI, GERENTE, ADMINISTRADOR, OBSERVADOR, ESTRANHO])
def test_item_e_de_quem_tem_o_papel(tipo, ator):
    assert preparo(tipo).por_outro(ator).codigos == ["nao_e_do_seu_papel"]
    assert preparo(tipo).por_outro(GESTOR_SEI).codigos == []


def test_pedir_dispensa_e_de_quem_tem_o_papel():
    assert preparo(C.PEDIR_DISPENSA).por_outro(GESTOR_TI).codigos == ["nao_e_do_seu_papel"]
    assert preparo(C.PEDIR_DISPENSA).por_outro(GESTOR_SEI).codigos == []


@pytest.mark.parametrize("tipo", [C.CONFIRMAR_DISPENSA, C.NEGAR_DISPENSA])
def test_dispensa_decide_gerencia_ou_gestor_sei_que_nao_pediu(tipo):
    assert preparo(tipo).por_outro(GESTOR_SEI).codigos == []
    assert preparo(tipo).por_outro(GESTOR_TI).codigos == ["nao_e_do_seu_papel"]
    assert preparo(tipo).por_outro(OUTRO_GERENTE).codigos == ["nao_e_do_seu_papel"]
    assert preparo(tipo).por_outro(FAZ_TUDO).codigos == ["impedido_de_dispensar"]


def test_quem_pediu_uma_dispensa_ja_decidida_nao_esta_impedido_da_proxima():
    pedido = preparo(C.CONFIRMAR_DISPENSA)
    pedido.dar()

    assert pedido.por_outro(FAZ_TUDO).codigos == ["item_noutra_situacao"]


@pytest.mark.parametrize("tipo", [C.ENVIAR_ETAPA, C.RECOLHER_ETAPA])
def test_enviar_e_recolher_sao_do_papel_de_envio(tipo):
    assert preparo(tipo).por_outro(GESTOR_SEI).codigos == []
    assert preparo(tipo).por_outro(GESTOR_TI).codigos == ["nao_e_do_seu_papel"]


def test_recolher_tambem_e_da_gerencia():
    assert preparo(C.RECOLHER_ETAPA).por_outro(GERENTE).codigos == []
    assert preparo(C.RECOLHER_ETAPA).por_outro(OUTRO_GERENTE).codigos == ["nao_e_do_seu_papel"]


@pytest.mark.parametrize("ator", [OUTRO_GERENTE, ADMINISTRADOR])
def test_aprova_qualquer_gerente_ou_administrador(ator):
    assert preparo(C.APROVAR_ETAPA).por_outro(ator).codigos == []


@pytest.mark.parametrize("ator", [FAZ_TUDO, OBSERVADOR, ESTRANHO])
def test_os_demais_nao_aprovam(ator):
    assert "nao_e_do_seu_papel" in preparo(C.APROVAR_ETAPA).por_outro(ator).codigos


def test_o_sistema_nao_e_autor_de_nada():
    aprovar = preparo(C.APROVAR_ETAPA).com_a_etapa("comeco", remetente=None)
    dispensar = preparo(C.CONFIRMAR_DISPENSA).com_o_item("decreto", pedinte=None)

    assert aprovar.por_outro(SISTEMA).codigos == ["nao_e_do_seu_papel"]
    assert dispensar.por_outro(SISTEMA).codigos == ["nao_e_do_seu_papel"]


def test_nao_aprova_quem_enviou():
    pedido = preparo(C.APROVAR_ETAPA).com_a_etapa("comeco", remetente=ADMINISTRADOR.id)
    assert pedido.codigos == ["impedido_de_aprovar"]


@pytest.mark.parametrize("item", ["oficio", "cadastro", "extrato"])
def test_nao_aprova_quem_e_autor_de_item_que_nao_e_da_prodesp(item):
    pedido = preparo(C.APROVAR_ETAPA).com_o_item(item, autor=ADMINISTRADOR.id)
    assert pedido.codigos == ["impedido_de_aprovar"]


def test_autoria_de_item_da_prodesp_ou_dispensado_nao_conta():
    pedido = preparo(C.APROVAR_ETAPA).com_o_item("conferencia", autor=ADMINISTRADOR.id)
    assert pedido.codigos == []
    pedido = preparo(C.APROVAR_ETAPA).com_o_item("oficio", autor=ADMINISTRADOR.id)
    assert pedido.item_em("oficio", "dispensado").codigos == []


def test_impedida_toda_a_gerencia_a_saida_e_recolher():
    pedido = preparo(C.APROVAR_ETAPA).com_o_item("oficio", autor=ADMINISTRADOR.id)
    assert "recolha" in pedido.recusas[0].saida.lower()


def test_desfaz_so_quem_aprovou_e_ainda_e_do_estado():
    assert preparo(C.DESFAZER_APROVACAO).por_outro(GERENTE).codigos == ["nao_e_do_seu_papel"]
    ex = replace(ADMINISTRADOR, papel_do_estado="")
    assert preparo(C.DESFAZER_APROVACAO).por_outro(ex).codigos == ["nao_e_do_seu_papel"]


def test_aprovacao_que_veio_de_carga_nao_se_desfaz():
    pedido = preparo(C.DESFAZER_APROVACAO).com_a_etapa("comeco", aprovada_por=None)
    assert pedido.codigos == ["nao_e_do_seu_papel"]


def test_bloqueio_declara_qualquer_um_da_implantacao():
    apoio = Ator(9, frozenset({Papel.APOIO}))
    assert preparo(C.DECLARAR_BLOQUEIO).por_outro(apoio).codigos == []
    assert preparo(C.DECLARAR_BLOQUEIO).por_outro(GERENTE).codigos == []
    for ator in (ESTRANHO, OBSERVADOR, ADMINISTRADOR, OUTRO_GERENTE):
        assert preparo(C.DECLARAR_BLOQUEIO).por_outro(ator).codigos == ["nao_e_do_seu_papel"]


def test_bloqueio_resolve_quem_declarou_o_dono_ou_a_gerencia():
    pedido = preparo(C.RESOLVER_BLOQUEIO)
    assert pedido.por_outro(FAZ_TUDO).codigos == []  # declarou
    assert pedido.por_outro(GESTOR_TI).codigos == ["nao_e_do_seu_papel"]
    do_municipio = replace(pedido.mundo.estado.bloqueios[2], dono=Lado.MUNICIPIO)
    pedido = pedido.no_estado(bloqueios={2: do_municipio})
    assert pedido.por_outro(GESTOR_TI).codigos == []
    assert pedido.por_outro(OBSERVADOR).codigos == ["nao_e_do_seu_papel"]


@pytest.mark.parametrize("ator", [FAZ_TUDO, GERENTE, ADMINISTRADOR])
def test_reavaliar_e_so_do_sistema(ator):
    assert preparo(C.REAVALIAR).por_outro(ator).codigos == ["nao_e_do_seu_papel"]


# Em nome de


@pytest.mark.parametrize("nome", ["gestor_sei", "municipio"])
def test_gerencia_age_em_nome_do_papel_ou_do_lado(nome):
    assert preparo(C.CONCLUIR_ITEM).por_outro(em_nome(nome)).codigos == []


def test_em_nome_exige_gerencia_nome_que_cabe_canal_e_comprovacao():
    pedido = preparo(C.CONCLUIR_ITEM).por_outro(em_nome("gestor_sei"))

    assert pedido.por_outro(em_nome("gestor_ti")).codigos == ["nome_nao_cabe"]
    assert pedido.por_outro(em_nome("gestor_sei", "tela")).codigos == ["falta_canal"]
    assert pedido.sem("texto").codigos == ["falta_comprovacao"]
    alheio = replace(em_nome("gestor_sei"), papeis=FAZ_TUDO.papeis)
    assert pedido.por_outro(alheio).codigos == ["so_gerente_em_nome"]


@pytest.mark.parametrize("ator", [GERENTE, FAZ_TUDO])
def test_item_da_sggd_so_em_nome_dela(ator):
    pedido = preparo(C.CONCLUIR_ITEM).com(item="extrato")

    assert pedido.por_outro(ator).codigos == ["nao_e_do_seu_papel"]
    assert pedido.por_outro(em_nome("sggd")).codigos == []
    assert pedido.por_outro(em_nome("municipio")).codigos == ["nome_nao_cabe"]


@pytest.mark.parametrize("lado", [Lado.SGGD, Lado.TERCEIRO])
def test_item_de_fora_a_gerencia_so_registra_em_nome_de_quem_fez(lado):
    alheio = com_item("extrato", lado=lado)
    pedido = preparo(C.CONCLUIR_ITEM).no_roteiro(alheio).com(item="extrato")

    (recusa,) = pedido.por_outro(GERENTE).recusas
    assert recusa.codigo == "nao_e_do_seu_papel"
    assert recusa.mensagem.startswith(f"Quem pode fazer isto: {lado.rotulo}; a gerência")
    assert pedido.por_outro(em_nome(lado)).codigos == []
    assert (
        Papel.GESTOR_SEI.rotulo in preparo(C.CONCLUIR_ITEM).por_outro(ESTRANHO).recusas[0].mensagem
    )


def test_item_da_prodesp_a_gerencia_faz_em_seu_proprio_nome():
    pedido = preparo(C.CONCLUIR_ITEM).com(item="conferencia")

    assert pedido.por_outro(GERENTE).codigos == []
    assert pedido.por_outro(em_nome("prodesp")).codigos == ["nome_nao_cabe"]


def test_envio_em_nome_de_quem_envia():
    pedido = preparo(C.ENVIAR_ETAPA).com(texto="Ofício 12.")

    assert pedido.por_outro(em_nome("gestor_sei")).codigos == []
    assert pedido.por_outro(em_nome("representante")).codigos == ["nome_nao_cabe"]


EM_NOME = {C.CONCLUIR_ITEM, C.REABRIR_ITEM, C.ALTERAR_FATOS, C.PEDIR_DISPENSA, C.ENVIAR_ETAPA}


@pytest.mark.parametrize("tipo", [t for t in C if t not in EM_NOME | {C.REAVALIAR}])
def test_decisao_nao_se_toma_em_nome_de_outro(tipo):
    pedido = preparo(tipo)
    falando = replace(pedido.por, em_nome_de="gestor_sei")

    assert "nome_nao_cabe" in pedido.por_outro(falando).codigos


@pytest.mark.parametrize("origem", ["fax", "x" * 300, "sistema", ""])
def test_canal_fora_da_lista_e_recusado(origem):
    pedido = preparo(C.CONCLUIR_ITEM)
    assert pedido.por_outro(replace(FAZ_TUDO, origem=origem)).codigos == ["canal_desconhecido"]
