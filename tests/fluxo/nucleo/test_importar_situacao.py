"""Carregar a situação de uma cidade que já andava: o que entra, o que se recusa e o que fica."""

from datetime import date

import pytest

from seicidades.fluxo.nucleo.comandos import TipoDeComando as C
from seicidades.fluxo.nucleo.estado import SituacaoDaEtapa
from tests.fluxo.nucleo.apoio import (
    ADMINISTRADOR,
    ESTRANHO,
    FAZ_TUDO,
    GERENTE,
    OUTRO_GERENTE,
    SEGUNDA,
    Mundo,
    iniciada,
)
from tests.fluxo.nucleo.preparos import Pedido

INICIO = date(2025, 9, 1)
TODAS = {"comeco": "2025-10-01", "meio": "2025-11-03", "fim": "2026-02-02"}
FONTE = "Planilha da carteira."


def pedido(**campos) -> dict:
    """Começo e meio aprovados; cada teste muda um ponto."""
    datas = campos.pop("datas", {"comeco": "2025-10-01", "meio": "2025-11-03"})
    campos.setdefault("etapas", list(datas))
    campos.setdefault("em", INICIO)
    return {"datas": datas, "fonte": FONTE} | campos


def recusas(mundo=None, por=GERENTE, **campos) -> list[str]:
    return (mundo or Mundo()).codigos(C.IMPORTAR_SITUACAO, por, **pedido(**campos))


def importada(mundo=None, **campos) -> Mundo:
    mundo = mundo or Mundo()
    mundo.dar(C.IMPORTAR_SITUACAO, GERENTE, **pedido(**campos))
    return mundo


def test_as_etapas_entram_aprovadas_e_a_seguinte_abre():
    mundo = Mundo()
    eventos = mundo.dar(C.IMPORTAR_SITUACAO, GERENTE, **pedido())

    assert eventos == ["situacao_importada", "etapa_aberta", "etapa_aberta"]
    assert (mundo.situacao("comeco"), mundo.situacao("meio")) == ("aprovada", "aprovada")
    assert mundo.etapa("meio").aprovada_em == date(2025, 11, 3)
    assert mundo.etapa("meio").aprovada_por is None
    assert (mundo.situacao("fim"), mundo.situacao("arquivo")) == ("em_preenchimento",) * 2
    assert mundo.estado.inicio == INICIO


def test_os_itens_entram_prontos_e_importados_sem_autor():
    item = importada().item("oficio")

    assert (item.situacao, item.importado) == ("pronto", True)
    assert (item.autor, item.em) == (None, date(2025, 10, 1))
    assert importada().item("aulas").importado is False


def test_os_dias_ate_hoje_sao_de_ninguem_conhecido_e_somam():
    mundo = importada()

    assert mundo.vez() == "municipio"
    assert mundo.dias() == {"desconhecido": (SEGUNDA - INICIO).days}
    mundo.no_dia(date(2026, 3, 9))
    assert mundo.dias() == {"desconhecido": (SEGUNDA - INICIO).days, "municipio": 7}


def test_relogio_so_corre_de_hoje_em_diante():
    item = importada().item("aulas")

    assert item.inicio == SEGUNDA
    assert importada().item("oficio").inicio is None


def test_importado_nao_se_perde_ate_o_primeiro_fato():
    mundo = importada().vale("cadastro", False)
    assert mundo.reavaliar() == []

    mundo = importada(datas={}).vale("cadastro", False)
    assert mundo.situacao("cadastro") == "aberto"
    mundo = importada(datas={"comeco": "2025-10-01"}).vale("cadastro", False)
    mundo.dar(C.REABRIR_ETAPA, GERENTE, etapa="comeco", motivo="Mudou.", itens=[])
    mundo.dar(C.ALTERAR_FATOS, FAZ_TUDO, item="cadastro", resumo="Corrigido.")
    assert mundo.situacao("cadastro") == "aberto"


def test_todas_aprovadas_e_habilitada_no_dia_da_ultima():
    mundo = importada(datas=TODAS, data="2026-01-12")

    assert mundo.estado.situacao == "habilitada"
    assert mundo.estado.habilitada_em == date(2026, 2, 2)
    assert mundo.estado.producao_em == date(2026, 1, 12)
    assert mundo.vez() == "ninguem"


def test_em_producao_traz_prontos_os_itens_de_antes_dela():
    mundo = importada(data="2026-01-12")

    assert mundo.item("aulas").importado
    assert mundo.situacao("uso") == "aberto"
    mundo.fazer("uso").dar(C.ENVIAR_ETAPA, FAZ_TUDO, etapa="fim")
    mundo.dar(C.APROVAR_ETAPA, ADMINISTRADOR, etapa="fim")
    assert mundo.estado.situacao == "habilitada"


def test_etapa_importada_conta_como_enviada_e_a_producao_ja_nao_se_anula():
    """Senão, uma cidade habilitada por carga ficaria habilitada sem produção."""
    mundo = importada(datas=TODAS, data="2026-01-12")
    anular = {"seq": 1, "campo": "data", "valor": "", "motivo": "Engano."}

    assert mundo.etapa("fim").envios == 1
    assert mundo.codigos(C.RETIFICAR, **anular) == ["seguinte_ja_enviada"]


def test_a_trilha_tambem_se_importa():
    datas = {"comeco": "2025-10-01", "meio": "2025-11-03", "arquivo": "2025-12-01"}

    assert importada(datas=datas).situacao("arquivo") == "aprovada"


def test_suspensa_e_desistente_guardam_de_onde_voltam():
    suspensa = importada(situacao="suspensa", motivo="Eleições.", retomar_em="2026-04-10")
    desistente = importada(situacao="desistente", motivo="Contratou outro.")

    assert suspensa.estado.retomar_em == date(2026, 4, 10)
    assert desistente.estado.situacao == "desistente"
    desistente.dar(C.READMITIR, GERENTE, motivo="Voltou.")
    suspensa.dar(C.RETOMAR, GERENTE)
    assert (suspensa.estado.situacao, desistente.estado.situacao) == ("em_andamento",) * 2
    assert suspensa.vez() == "municipio"


def test_logo_depois_de_iniciar_ainda_vale_e_troca_o_inicio():
    mundo = importada(iniciada())

    assert mundo.estado.inicio == INICIO
    assert mundo.dias() == {"desconhecido": (SEGUNDA - INICIO).days}
    assert mundo.item("oficio").inicio is None


@pytest.mark.parametrize(
    "mundo",
    [
        iniciada().fazer("oficio"),
        iniciada().preencher("comeco").enviar("comeco"),
        iniciada().aprovar("comeco"),
    ],
)
def test_depois_do_primeiro_registro_ja_nao_vale(mundo):
    assert recusas(mundo) == ["ja_andou"]


def test_bloqueio_suspensao_e_outra_carga_tambem_sao_registros():
    bloqueada = iniciada()
    bloqueada.dar(C.DECLARAR_BLOQUEIO, FAZ_TUDO, motivo_bloqueio="outro", dono="prodesp")
    retomada = iniciada()
    retomada.dar(C.SUSPENDER, GERENTE, motivo="x", retomar_em="2026-04-10")
    retomada.dar(C.RETOMAR, GERENTE)

    assert recusas(bloqueada) == recusas(retomada) == recusas(importada()) == ["ja_andou"]
    assert "situacao_nao_aceita" in recusas(importada(datas=TODAS, data="2026-01-12"))


@pytest.mark.parametrize(
    ("onde", "campos"),
    [
        ("comeco", {"situacao": SituacaoDaEtapa.DEVOLVIDA}),
        ("comeco", {"envios": 1}),
        ("oficio", {"autor": 4}),
        ("oficio", {"dado_seq": 2}),
        ("oficio", {"pedinte": 4}),
        ("", {"producao_em": SEGUNDA}),
    ],
)
def test_um_so_registro_ja_impede_a_carga(onde, campos):
    pedido_certo = Pedido(C.IMPORTAR_SITUACAO, iniciada(), GERENTE, pedido())
    assert pedido_certo.codigos == []

    if onde == "comeco":
        andou = pedido_certo.com_a_etapa(onde, **campos)
    else:
        andou = (
            pedido_certo.com_o_item(onde, **campos) if onde else pedido_certo.no_estado(**campos)
        )
    assert andou.codigos == ["ja_andou"]


def test_etapa_ainda_por_abrir_nao_impede_a_carga():
    quieta = Pedido(C.IMPORTAR_SITUACAO, iniciada(), GERENTE, pedido()).com_a_etapa("meio")

    assert quieta.mundo.etapa("meio").situacao == SituacaoDaEtapa.NAO_INICIADA
    assert quieta.codigos == []


@pytest.mark.parametrize("situacao", ["suspensa", "desistente"])
def test_parada_diz_o_motivo(situacao):
    parada = {"situacao": situacao, "retomar_em": "2026-04-10"}

    assert recusas(**parada) == ["falta_dado"]
    assert recusas(**parada, motivo="Eleições.") == []


def test_a_situacao_que_nao_combina_diz_o_que_ha():
    def mensagem(**campos):
        (recusa,) = Mundo().recusas(C.IMPORTAR_SITUACAO, GERENTE, **pedido(**campos))
        return recusa.mensagem

    assert mensagem(situacao="habilitada") == ("A situação diz habilitada e há etapas por aprovar.")
    assert mensagem(situacao="em_andamento", datas=TODAS, data="2026-01-12") == (
        "A situação diz em andamento e há todas as etapas aprovadas."
    )


@pytest.mark.parametrize("por", [GERENTE, ADMINISTRADOR])
def test_gerencia_da_carteira_e_administracao_podem(por):
    assert recusas(por=por) == []


@pytest.mark.parametrize("por", [OUTRO_GERENTE, FAZ_TUDO, ESTRANHO])
def test_os_demais_nao(por):
    assert recusas(por=por) == ["nao_e_do_seu_papel"]


@pytest.mark.parametrize(
    ("campos", "codigo"),
    [
        ({"fonte": " "}, "falta_dado"),
        ({"fonte": "CPF 529.982.247-25"}, "texto_com_cpf"),
        ({"item": "oficio"}, "alvo_indevido"),
        ({"em": date(2026, 3, 3)}, "data_no_futuro"),
        ({"datas": {"meio": "2025-11-03"}}, "etapa_fora_de_ordem"),
        ({"datas": {"comeco": "2025-10-01", "arquivo": "2025-12-01"}}, None),
        ({"datas": {"arquivo": "2025-12-01"}}, "etapa_fora_de_ordem"),
        ({"datas": {"nao_existe": "2025-12-01"}}, "etapa_desconhecida"),
        ({"etapas": ["comeco", "meio"], "datas": {"comeco": "2025-10-01"}}, "falta_dado"),
        ({"datas": {"comeco": "2026-03-03"}}, "data_no_futuro"),
        ({"datas": {"comeco": "2025-08-31"}}, "data_fora_de_ordem"),
        ({"datas": {"comeco": "2025-10-01", "meio": "2025-09-30"}}, "data_fora_de_ordem"),
        ({"datas": {"comeco": "2025-10-01", "meio": "2025-10-01"}}, None),
        ({"datas": TODAS}, "falta_producao"),
        ({"datas": {"comeco": "2025-10-01"}, "data": "2026-01-12"}, "etapa_anterior_pendente"),
        ({"data": "2025-08-31"}, "producao_fora_de_ordem"),
        ({"data": "2026-03-03"}, "producao_fora_de_ordem"),
        ({"datas": TODAS, "data": "2026-02-03"}, "producao_fora_de_ordem"),
        ({"datas": TODAS, "data": "2026-02-02"}, None),
        ({"data": "2026-03-02"}, None),
        ({"datas": {"comeco": "2025-09-01", "meio": "2025-09-01"}, "data": "2025-09-01"}, None),
        ({"datas": TODAS | {"arquivo": "2025-12-01"}, "data": "2026-01-12"}, None),
        ({"situacao": "em_andamento"}, None),
        ({"situacao": "habilitada"}, "situacao_nao_combina"),
        ({"datas": TODAS, "data": "2026-01-12", "situacao": "habilitada"}, None),
        ({"datas": TODAS, "data": "2026-01-12", "situacao": "suspensa"}, "situacao_nao_combina"),
        ({"situacao": "nao_iniciada"}, "situacao_desconhecida"),
        ({"situacao": "desistente"}, "falta_dado"),
        ({"situacao": "suspensa", "motivo": "x"}, "falta_dado"),
        ({"situacao": "suspensa", "motivo": "x", "retomar_em": "2026-03-01"}, "data_no_passado"),
        ({"datas": {"comeco": "ontem"}}, "dado_invalido"),
        ({"datas": ["comeco"], "etapas": []}, "dado_invalido"),
        ({"etapas": "comeco"}, "dado_invalido"),
        ({"cor": "azul"}, "dado_desconhecido"),
    ],
)
def test_cada_contradicao_e_recusada(campos, codigo):
    achados = recusas(**campos)

    assert (codigo in achados) if codigo else achados == []
    for recusa in Mundo().recusas(C.IMPORTAR_SITUACAO, GERENTE, **pedido(**campos)):
        assert recusa.mensagem
        assert recusa.saida
