"""Os dias de cada um, por etapa e causa: somam os decorridos e são os que o motor contou."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from seicidades.comum.papeis import Lado
from seicidades.fluxo.nucleo.comandos import TipoDeComando as C
from seicidades.fluxo.nucleo.definicao import PRINCIPAL
from seicidades.fluxo.nucleo.relogios import Causa
from seicidades.fluxo.nucleo.tempos import Tramo, dias_por, tramos
from tests.fluxo.nucleo.apoio import FAZ_TUDO, GERENTE, SEGUNDA, Mundo, iniciada
from tests.fluxo.nucleo.passeio import passear

SEMENTES = range(60)
# De quem pode ser a vez em cada causa que é de um lado só.
LADO_DA_CAUSA = {
    Causa.ANALISE: Lado.PRODESP,
    Causa.RECONFIRMACAO: Lado.PRODESP,
    Causa.DISPENSA: Lado.PRODESP,
    Causa.PRODUCAO: Lado.PRODESP,
    Causa.ENVIO: Lado.MUNICIPIO,
    Causa.SUSPENSAO: Lado.NINGUEM,
    Causa.DESISTENCIA: Lado.NINGUEM,
    Causa.TRILHA_FECHADA: Lado.NINGUEM,
    Causa.CONCLUIDA: Lado.NINGUEM,
    Causa.ANTES_DA_CARGA: Lado.DESCONHECIDO,
}


def contar(mundo: Mundo, linha: str = PRINCIPAL) -> list[Tramo]:
    todos = tramos(mundo.roteiro, mundo.registro, mundo.hoje)
    return [t for t in todos if t.linha == linha]


def resumo(mundo: Mundo, linha: str = PRINCIPAL) -> list[tuple]:
    """Lado, etapa, causa e dias de cada tramo, em ordem."""
    return [
        (t.razao.lado.value, t.razao.etapa, t.razao.causa.value, t.dias)
        for t in contar(mundo, linha)
    ]


@pytest.mark.parametrize("semente", SEMENTES)
def test_os_dias_somam_os_decorridos_e_sao_os_que_o_motor_contou(semente):
    mundo = passear(semente)
    mundo.agora += timedelta(days=semente % 4)
    comeco = [e for e in mundo.registro if e.tipo in ("implantacao_iniciada", "situacao_importada")]
    decorridos = (mundo.hoje - comeco[-1].ocorreu_em).days

    for linha, vez in mundo.estado.vez.items():
        deles = contar(mundo, linha)
        assert sum(t.dias for t in deles) == decorridos
        assert all(um.ate == outro.de for um, outro in pairwise(deles))
        contados = {lado: dias for lado, dias in vez.dias_ate(mundo.hoje).items() if dias}
        assert dias_por(deles, lambda t: t.razao.lado.value) == contados


@pytest.mark.parametrize("semente", SEMENTES)
def test_a_causa_nunca_discorda_de_quem_tem_a_vez(semente):
    mundo = passear(semente)

    for tramo in tramos(mundo.roteiro, mundo.registro, mundo.hoje):
        esperado = LADO_DA_CAUSA.get(tramo.razao.causa, tramo.razao.lado)
        assert tramo.razao.lado == esperado, tramo
        assert (tramo.razao.motivo != "") == (tramo.razao.causa == Causa.IMPEDIMENTO)


def test_o_passeio_passa_por_todas_as_causas():
    vistas = {
        t.razao.causa
        for semente in SEMENTES
        for m in [passear(semente)]
        for t in tramos(m.roteiro, m.registro, m.hoje)
    }

    assert vistas >= set(Causa) - {Causa.DEPENDENCIA, Causa.RECONFIRMACAO, Causa.DESISTENCIA}


def test_da_ida_e_volta_de_uma_etapa_cada_dia_tem_dono_e_causa():
    mundo = iniciada()
    mundo.no_dia(date(2026, 3, 12)).preencher("comeco")
    mundo.no_dia(date(2026, 3, 14)).enviar("comeco")
    mundo.no_dia(date(2026, 3, 19)).devolver("comeco", "oficio")
    mundo.no_dia(date(2026, 3, 22)).fazer("oficio")
    mundo.no_dia(date(2026, 3, 23)).aprovar("comeco")
    mundo.no_dia(date(2026, 3, 25))

    assert resumo(mundo) == [
        ("municipio", "comeco", "itens", 10),
        ("municipio", "comeco", "envio", 2),
        ("prodesp", "comeco", "analise", 5),
        ("municipio", "comeco", "correcao", 3),
        ("municipio", "comeco", "envio", 1),
        ("municipio", "meio", "itens", 2),
    ]


def test_impedimento_suspensao_e_dispensa_tem_nome():
    mundo = iniciada().aprovar("comeco").fazer("redes")
    mundo.no_dia(date(2026, 3, 4))
    mundo.dar(C.DECLARAR_BLOQUEIO, FAZ_TUDO, motivo_bloqueio="sem_acesso", dono="prodesp")
    mundo.no_dia(date(2026, 3, 7)).dar(C.RESOLVER_BLOQUEIO, bloqueio=mundo.estado.seq)
    mundo.dar(C.SUSPENDER, motivo="Enchente.", retomar_em="2026-04-10")
    mundo.no_dia(date(2026, 3, 11)).dar(C.RETOMAR)
    mundo.dar(C.PEDIR_DISPENSA, FAZ_TUDO, item="decreto", justificativa="Já há lei.")
    mundo.no_dia(date(2026, 3, 16))

    assert resumo(mundo) == [
        ("municipio", "meio", "itens", 2),
        ("prodesp", "meio", "impedimento", 3),
        ("ninguem", "meio", "suspensao", 4),
        ("prodesp", "meio", "dispensa", 5),
    ]
    assert [t.razao.motivo for t in contar(mundo)] == ["", "sem_acesso", "", ""]


def test_a_espera_da_producao_e_o_depois_de_habilitada_tem_nome():
    mundo = iniciada().aprovar("comeco").aprovar("meio").fazer("aulas")
    mundo.no_dia(date(2026, 3, 9)).produzir().aprovar("fim").no_dia(date(2026, 3, 12))

    assert resumo(mundo) == [
        ("prodesp", "fim", "producao", 7),
        ("ninguem", "", "concluida", 3),
    ]


def test_o_que_se_conta_tarde_muda_a_vez_no_dia_em_que_foi_e_encurta_a_causa():
    mundo = iniciada().fazer("conferencia").fazer("extrato")
    mundo.no_dia(date(2026, 3, 12)).preencher("comeco")
    mundo.no_dia(date(2026, 3, 14))
    mundo.dar(C.ENVIAR_ETAPA, FAZ_TUDO, etapa="comeco", em=date(2026, 3, 10))

    assert resumo(mundo) == [
        ("municipio", "comeco", "itens", 8),
        ("prodesp", "comeco", "analise", 4),
    ]


def test_o_passado_carregado_e_de_quem_nao_se_sabe():
    mundo = Mundo()
    mundo.dar(
        C.IMPORTAR_SITUACAO,
        em=date(2026, 1, 1),
        etapas=["comeco"],
        datas={"comeco": "2026-02-01"},
        fonte="Planilha.",
    )
    mundo.no_dia(date(2026, 3, 5))

    assert resumo(mundo) == [
        ("desconhecido", "", "antes_da_carga", (SEGUNDA - date(2026, 1, 1)).days),
        ("municipio", "meio", "itens", 3),
    ]


def test_carregar_logo_depois_de_iniciar_recomeca_a_conta():
    mundo = iniciada().no_dia(date(2026, 3, 6))
    mundo.dar(C.IMPORTAR_SITUACAO, em=date(2026, 2, 1), etapas=[], datas={}, fonte="Planilha.")
    mundo.no_dia(date(2026, 3, 8))

    assert [(lado, dias) for lado, _, _, dias in resumo(mundo)] == [
        ("desconhecido", 33),
        ("municipio", 2),
    ]


def test_a_trilha_tem_a_sua_conta_e_espera_sem_dono_ate_abrir():
    mundo = iniciada().no_dia(date(2026, 3, 6)).aprovar("comeco").no_dia(date(2026, 3, 9))

    assert resumo(mundo, "arquivo") == [
        ("ninguem", "arquivo", "trilha_fechada", 4),
        ("municipio", "arquivo", "dependencia", 3),
    ]


def test_no_dia_do_comeco_ainda_nao_ha_dias_e_sem_registro_nao_ha_conta():
    assert contar(iniciada()) == []
    assert tramos(Mundo().roteiro, [], SEGUNDA) == []


def test_retificar_o_comeco_nao_refaz_os_dias_ja_contados():
    mundo = iniciada().no_dia(date(2026, 3, 6))
    antes = resumo(mundo)
    seq = mundo.estado.inicio_seq
    mundo.dar(
        C.RETIFICAR, GERENTE, seq=seq, campo="ocorreu_em", valor="2026-03-01", motivo="Errei."
    )

    assert resumo(mundo) == antes
