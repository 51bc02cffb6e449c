"""Cada guarda: o pedido que passa e o mesmo pedido com um só ponto estragado."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from seicidades.comum.dias_uteis import Calendario
from seicidades.comum.papeis import Lado, Papel
from seicidades.fluxo.nucleo.comandos import FATO_PERDIDO, SISTEMA, Ator
from seicidades.fluxo.nucleo.comandos import TipoDeComando as C
from seicidades.fluxo.nucleo.definicao import Fato
from seicidades.fluxo.nucleo.estado import Bloqueio, SituacaoDaImplantacao
from seicidades.fluxo.nucleo.eventos import TipoDeEvento
from seicidades.fluxo.nucleo.guardas.datas import recusas_do_dia
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
    SEGUNDA,
    com_item,
    em_nome,
)
from tests.fluxo.nucleo.preparos import FUTURO, PREPAROS

ONTEM = SEGUNDA - timedelta(days=1)
AMANHA = SEGUNDA + timedelta(days=1)
DA_GERENCIA = [
    tipo
    for tipo, regra in REGRAS.items()
    if any(guarda.__name__ == "gerente_da_carteira" for guarda in regra.quem)
]
SOBRE_TUDO = [
    tipo
    for tipo, regra in REGRAS.items()
    if any(guarda.__name__ == "sem_alvo" for guarda in regra.precisa)
]
COM_ITEM = [t for t in PREPAROS if "item" in PREPAROS[t]().campos and t != C.PRORROGAR_PRAZO]
COM_ETAPA = [t for t in PREPAROS if "etapa" in PREPAROS[t]().campos]
SEMPRE_AGORA = [
    C.RECOLHER_ETAPA,
    C.DEVOLVER_ETAPA,
    C.APROVAR_ETAPA,
    C.DESFAZER_APROVACAO,
    C.REABRIR_ETAPA,
    C.PRORROGAR_PRAZO,
]
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


def preparo(tipo):
    return PREPAROS[tipo]()


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


# Item


def test_item_por_fato_nao_se_declara_nem_o_declarado_se_apura():
    assert "item_por_fato" in preparo(C.CONCLUIR_ITEM).com(item="cadastro").codigos
    assert preparo(C.ALTERAR_FATOS).com(item="oficio").codigos == ["item_declarado"]


def test_concluir_exige_item_por_fazer():
    assert preparo(C.CONCLUIR_ITEM).item_em("oficio", "a_corrigir").codigos == []
    for situacao in ("pronto", "dispensado", "dispensa_pedida"):
        pedido = preparo(C.CONCLUIR_ITEM).item_em("oficio", situacao)
        assert pedido.codigos == ["item_noutra_situacao"]


def test_concluir_exige_as_dependencias():
    pedido = preparo(C.CONCLUIR_ITEM).com(item="tabela")

    assert pedido.codigos == ["depende_de"]
    assert pedido.item_em("decreto", "dispensado").codigos == []
    assert pedido.item_em("decreto", "a_corrigir").codigos == ["depende_de"]


def test_alterar_fatos_nao_espera_as_dependencias():
    assert preparo(C.ALTERAR_FATOS).mundo.situacao("oficio") == "aberto"
    assert preparo(C.ALTERAR_FATOS).codigos == []


def test_item_de_depois_da_producao_espera_por_ela():
    pedido = preparo(C.ALTERAR_FATOS).com(item="uso")

    assert pedido.codigos == ["antes_da_producao"]
    assert pedido.no_estado(producao_em=SEGUNDA).codigos == []


def test_item_declarado_de_depois_da_producao_tambem_espera_por_ela():
    pedido = preparo(C.CONCLUIR_ITEM).no_roteiro(com_item("uso", por_fato=False)).com(item="uso")

    assert pedido.codigos == ["antes_da_producao"]
    assert pedido.no_estado(producao_em=SEGUNDA).codigos == []


def test_item_que_exige_arquivo():
    pedido = preparo(C.CONCLUIR_ITEM).no_roteiro(com_item("oficio", exige_arquivo=True))

    assert pedido.codigos == ["falta_arquivo"]
    assert pedido.com(arquivos=[]).codigos == ["falta_arquivo"]
    assert pedido.com(arquivos=["6f0c0f4e-1b7c-4b5e-9a51-0123456789ab"]).codigos == []


def test_reabrir_serve_ao_pronto_declarado_e_a_retirar_dispensas():
    for situacao in ("dispensa_pedida", "dispensado"):
        assert preparo(C.REABRIR_ITEM).item_em("oficio", situacao).codigos == []
        do_fato = preparo(C.REABRIR_ITEM).com(item="cadastro").item_em("cadastro", situacao)
        assert do_fato.codigos == []
    for situacao in ("aberto", "a_corrigir"):
        pedido = preparo(C.REABRIR_ITEM).item_em("oficio", situacao)
        assert pedido.codigos == ["item_noutra_situacao"]
    pronto_por_fato = preparo(C.REABRIR_ITEM).com(item="cadastro").item_em("cadastro", "pronto")
    assert pronto_por_fato.codigos == ["item_por_fato"]


def test_dispensa_so_de_item_dispensavel_e_por_fazer():
    assert preparo(C.PEDIR_DISPENSA).com(item="oficio").codigos == ["item_indispensavel"]
    assert preparo(C.PEDIR_DISPENSA).item_em("decreto", "a_corrigir").codigos == []
    assert preparo(C.PEDIR_DISPENSA).item_em("decreto", "pronto").codigos == [
        "item_noutra_situacao"
    ]


@pytest.mark.parametrize("tipo", [C.CONFIRMAR_DISPENSA, C.NEGAR_DISPENSA])
@pytest.mark.parametrize("situacao", ["aberto", "pronto", "dispensado", "a_corrigir"])
def test_so_se_decide_dispensa_pedida(tipo, situacao):
    assert preparo(tipo).item_em("decreto", situacao).codigos == ["item_noutra_situacao"]


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


# Impedimentos


def test_bloqueio_tem_motivo_dono_e_alvo_conhecidos():
    pedido = preparo(C.DECLARAR_BLOQUEIO)

    assert pedido.com(motivo_bloqueio="chuva").codigos == ["motivo_desconhecido"]
    for dono in ("", "ninguem", "desconhecido", "prefeita"):
        assert pedido.com(dono=dono).codigos == ["dono_desconhecido"]
    assert pedido.com(alvo="nao_existe").codigos == ["item_desconhecido"]
    for alvo in ("", None, "comeco", "tabela"):
        assert pedido.com(alvo=alvo).codigos == []


@pytest.mark.parametrize(
    ("tipo", "campo"),
    [
        (C.DECLARAR_BLOQUEIO, "motivo_bloqueio"),
        (C.DECLARAR_BLOQUEIO, "dono"),
        (C.RESOLVER_BLOQUEIO, "bloqueio"),
    ],
)
def test_dado_malformado_do_impedimento_tem_uma_razao_so(tipo, campo):
    assert preparo(tipo).com(**{campo: ["x"]}).codigos == ["dado_invalido"]


def test_so_se_resolve_bloqueio_aberto_que_nao_e_do_sistema():
    pedido = preparo(C.RESOLVER_BLOQUEIO)

    assert pedido.com(bloqueio=99).codigos == ["bloqueio_desconhecido"]
    assert pedido.sem("bloqueio").codigos == ["falta_dado"]
    perda = Bloqueio(FATO_PERDIDO, Lado.MUNICIPIO, "principal", item_perdido="cadastro")
    pedido = pedido.no_estado(bloqueios={2: perda})
    assert pedido.codigos == ["bloqueio_do_sistema"]


# Datas e textos


@pytest.mark.parametrize(
    ("tipo", "campo"),
    [(t, "motivo") for t in PREPAROS if "motivo" in PREPAROS[t]().campos]
    + [(C.PEDIR_DISPENSA, "justificativa"), (C.ENTRAR_EM_PRODUCAO, "justificativa")]
    + [(C.SUSPENDER, "retomar_em"), (C.PRORROGAR_PRAZO, "ate"), (C.RETIFICAR, "valor")]
    + [(C.DEVOLVER_ETAPA, "motivos")],
)
def test_o_que_e_obrigatorio_nao_pode_faltar_nem_vir_em_branco(tipo, campo):
    assert preparo(tipo).sem(campo).codigos == ["falta_dado"]
    assert preparo(tipo).com(**{campo: None}).codigos == ["falta_dado"]
    if campo in ("motivo", "justificativa"):
        assert preparo(tipo).com(**{campo: " \n "}).codigos == ["falta_dado"]


@pytest.mark.parametrize("tipo", [tipo for tipo in C if tipo != C.REAVALIAR])
def test_nada_acontece_no_futuro(tipo):
    assert "data_no_futuro" in preparo(tipo).com(em=AMANHA).codigos


@pytest.mark.parametrize("tipo", [tipo for tipo in C if tipo != C.REAVALIAR])
def test_o_que_e_sempre_agora_nao_aceita_data_passada_e_o_resto_aceita(tipo):
    esperado = ["so_agora"] if tipo in SEMPRE_AGORA else []
    assert preparo(tipo).com(em=date(2026, 2, 27)).codigos == esperado
    assert preparo(tipo).com(em=SEGUNDA).codigos == []


@pytest.mark.parametrize(
    ("tipo", "campo"), [(C.SUSPENDER, "retomar_em"), (C.PRORROGAR_PRAZO, "ate")]
)
def test_dia_marcado_e_util_futuro_e_razoavel(tipo, campo):
    assert "data_no_passado" in preparo(tipo).com(**{campo: SEGUNDA.isoformat()}).codigos
    assert preparo(tipo).com(**{campo: "2026-04-11"}).codigos == ["dia_nao_util"]
    assert preparo(tipo).com(**{campo: "9999-12-31"}).codigos == ["data_distante"]
    assert preparo(tipo).com(**{campo: "2031-12-31"}).codigos == []


@pytest.mark.parametrize(
    ("dia", "por_que"),
    [
        (date(2026, 4, 3), ": Paixão de Cristo"),
        (date(2026, 4, 11), ": sábado"),
        (date(2026, 4, 12), ": domingo"),
        (date(2026, 4, 7), ""),
    ],
)
def test_dia_que_nao_e_util_diz_por_que(dia, por_que):
    calendario = Calendario({date(2026, 4, 3): "Paixão de Cristo", date(2026, 4, 7): ""})

    (recusa,) = recusas_do_dia(dia, SEGUNDA, calendario)
    assert recusa.mensagem == f"{dia:%d/%m/%Y} não é dia útil no município{por_que}."


def test_prorrogar_precisa_de_relogio_e_nunca_encurta():
    pedido = preparo(C.PRORROGAR_PRAZO)  # o ofício vence em 16 de março

    assert pedido.com(ate="2026-03-13").codigos == ["encurta_prazo"]
    assert pedido.com(ate="2026-03-16").codigos == []
    assert pedido.com(item="decreto").codigos == ["sem_prazo"]
    assert pedido.item_em("oficio", "pronto").codigos == ["sem_prazo"]
    assert pedido.com(item="nao_existe").codigos == ["item_desconhecido"]
    assert pedido.com(item="nao_existe", etapa="comeco").codigos == ["item_desconhecido"]
    assert pedido.sem("item").codigos == ["item_desconhecido"]
    assert pedido.sem("item").com(etapa="comeco").codigos == []


def test_prazo_que_corre_se_compara_com_o_dia_em_que_vence():
    pedido = preparo(C.PRORROGAR_PRAZO).com(ate="2026-03-16")
    pedido.mundo.no_dia(date(2026, 3, 9))

    assert pedido.codigos == []


def test_devolver_confere_cada_motivo():
    certo = {"item": "oficio", "codigo": "outro", "texto": "Rever."}
    pedido = preparo(C.DEVOLVER_ETAPA)

    def com(**troca):
        return pedido.com(motivos=[certo | troca]).codigos

    assert com(item="decreto") == ["item_de_outra_etapa"]
    assert com(item="nao_existe") == ["item_de_outra_etapa"]
    assert com(codigo="feio") == ["motivo_desconhecido"]
    assert com(texto=" ") == ["falta_dado"]
    assert pedido.com(motivos=[{}]).codigos == [
        "item_de_outra_etapa",
        "motivo_desconhecido",
        "falta_dado",
    ]


def test_retificar_so_o_andamento_que_pos_um_dado_presente():
    pedido = preparo(C.RETIFICAR)

    assert pedido.com(seq=99).codigos == ["nao_retificavel"]
    assert pedido.com(campo="autor").codigos == ["nao_retificavel"]
    assert pedido.sem("seq").codigos == ["nao_retificavel"]
    assert pedido.com(seq=1).codigos == []  # o início
    assert pedido.com_o_item("oficio", dado_seq=None).codigos == ["nao_retificavel"]
    assert pedido.com(valor=AMANHA.isoformat()).codigos == ["data_no_futuro"]


def test_retificar_inicio_e_producao_em_ordem():
    pedido = preparo(C.RETIFICAR).no_estado(producao_em=SEGUNDA, producao_seq=7)
    inicio = pedido.com(seq=1, valor="2026-03-03")
    inicio.mundo.no_dia(date(2026, 3, 5))

    assert inicio.codigos == ["data_depois_da_producao"]
    assert pedido.com(seq=7, campo="data", valor="2026-02-27").codigos == ["data_antes_do_inicio"]
    assert pedido.com(seq=7, campo="data", valor="2026-03-02").codigos == []
    no_dia_da_producao = pedido.com(seq=1, valor="2026-03-02")
    assert no_dia_da_producao.codigos == []
    do_item = pedido.com(valor="2026-03-04")
    do_item.mundo.no_dia(date(2026, 3, 5))
    assert do_item.codigos == []  # o item pode ser de depois da produção


@pytest.mark.parametrize(("seq", "campo"), [(7, "ocorreu_em"), (1, "data"), (2, "data")])
def test_cada_andamento_retifica_so_o_seu_campo(seq, campo):
    pedido = preparo(C.RETIFICAR).no_estado(producao_em=SEGUNDA, producao_seq=7)

    assert pedido.com(seq=seq, campo=campo).codigos == ["nao_retificavel"]


def test_producao_se_anula_ate_a_capacitacao_ser_enviada():
    pedido = preparo(C.RETIFICAR).no_estado(producao_em=SEGUNDA, producao_seq=7)
    anular = pedido.com(seq=7, campo="data", valor=None)

    assert anular.codigos == []
    assert anular.com_a_etapa("fim", envios=1).codigos == ["seguinte_ja_enviada"]


@pytest.mark.parametrize(
    ("tipo", "campos"),
    [
        (C.CONCLUIR_ITEM, {"texto": "Entregue a 111.444.777-35."}),
        (C.DESISTIR, {"motivo": "CPF 11144477735"}),
        (C.ALTERAR_FATOS, {"resumo": "111444777-35"}),
        (
            C.DEVOLVER_ETAPA,
            {"motivos": [{"item": "oficio", "codigo": "outro", "texto": "111.444.777-35"}]},
        ),
    ],
)
def test_texto_com_cpf_nao_entra_no_registro(tipo, campos):
    assert preparo(tipo).com(**campos).codigos == ["texto_com_cpf"]


def test_onze_digitos_que_nao_sao_cpf_passam():
    assert preparo(C.CONCLUIR_ITEM).com(texto="Telefone 11 98765-4321, 12345678901").codigos == []
    assert preparo(C.DESISTIR).com(motivo="Processo 018.00012345/2026-11").codigos == []


def test_prazo_marcado_no_futuro_serve_de_exemplo():
    assert date.fromisoformat(FUTURO).weekday() == 4
