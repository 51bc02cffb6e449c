"""Os estados são contas sobre dias: nada se escreve à mão, e o tempo só anda para a frente."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adesao.estados import (
    EM_VIGOR,
    EstadoDaAssinatura,
    EstadoDoCadastro,
    EstadoDoInstrumento,
    Extensao,
    Marcas,
    Movimento,
    Passo,
    efetivos,
    em_vigor_desde,
    estado_do_cadastro,
    estado_do_instrumento,
    fim_da_vigencia,
    situacao_da_assinatura,
    somar_meses,
    ultima_de,
    vez_da_assinatura,
)
from seicidades.comum.papeis import Lado

E = EstadoDoInstrumento
ALTURA = {estado: altura for altura, estado in enumerate(E)}
ALTURA[E.VENCENDO] = ALTURA[E.VIGENTE]  # um aditivo leva de vencendo de volta a vigente
DIA = date(2026, 3, 2)
HOJE = date(2026, 6, 1)

dias = st.dates(date(2025, 1, 1), date(2028, 12, 31))
talvez = st.none() | dias


def _marcas():
    return st.builds(
        Marcas,
        juridico_em=talvez,
        disponivel_em=talvez,
        assinaturas=st.lists(talvez, max_size=4).map(tuple),
        exige_publicacao=st.booleans(),
        publicado_em=talvez,
        informado=talvez,
        meses=st.none() | st.integers(1, 60),
        extensoes=st.lists(st.builds(Extensao, talvez, dias), max_size=2).map(tuple),
        rescindido_em=talvez,
        cancelado_em=talvez,
    )


@given(_marcas(), dias, dias)
def test_o_estado_nunca_volta_com_o_passar_dos_dias(marcas, um, outro):
    antes, depois = sorted((um, outro))
    estados = [estado_do_instrumento(marcas, dia) for dia in (antes, depois)]
    assert ALTURA[estados[0]] <= ALTURA[estados[1]]


@given(_marcas(), dias)
def test_vigente_so_com_todas_as_assinaturas_e_publicado_se_exigido(marcas, hoje):
    estado = estado_do_instrumento(marcas, hoje)
    firmado = estado in EM_VIGOR | {E.ASSINADO, E.PUBLICADO}
    if firmado:
        assinado = ultima_de(marcas.assinaturas)
        assert assinado
        assert assinado <= hoje
    if estado in EM_VIGOR:
        assert fim_da_vigencia(marcas, hoje) >= hoje
        assert not marcas.exige_publicacao or marcas.publicado_em <= hoje


@given(_marcas(), dias, dias)
def test_encerrado_por_cancelamento_ou_rescisao_de_qualquer_altura(marcas, fim, hoje):
    depois = max(fim, hoje)
    for campo in ("cancelado_em", "rescindido_em"):
        valores = {n: getattr(marcas, n) for n in Marcas.__slots__} | {campo: fim}
        assert estado_do_instrumento(Marcas(**valores), depois) == E.ENCERRADO


def test_os_nove_estados_na_ordem_dos_dias():
    marcas = Marcas(
        juridico_em=date(2026, 1, 10),
        disponivel_em=date(2026, 1, 20),
        assinaturas=(date(2026, 1, 25), date(2026, 2, 1)),
        exige_publicacao=True,
        publicado_em=date(2026, 2, 5),
        meses=12,
    )
    em = {
        date(2026, 1, 9): E.MINUTA,
        date(2026, 1, 10): E.EM_ANALISE,
        date(2026, 1, 20): E.LIBERADO,
        date(2026, 1, 25): E.PARCIAL,
        date(2026, 2, 1): E.ASSINADO,
        date(2026, 2, 5): E.VIGENTE,
        date(2027, 2, 1) - timedelta(days=180): E.VENCENDO,
        date(2027, 2, 1): E.VENCENDO,
        date(2027, 2, 2): E.ENCERRADO,
    }
    assert {dia: estado_do_instrumento(marcas, dia) for dia in em} == em
    sem_validade = Marcas(assinaturas=(DIA,), exige_publicacao=True, publicado_em=DIA)
    assert estado_do_instrumento(sem_validade, HOJE) == E.PUBLICADO


def test_sem_ninguem_a_assinar_nao_ha_assinado():
    assert estado_do_instrumento(Marcas(disponivel_em=DIA, meses=12), HOJE) == E.LIBERADO


def test_aditivo_so_estende_quando_em_vigor_e_antes_de_acabar():
    def fim(desde, hoje=None):
        extensoes = (Extensao(desde, date(2028, 3, 2)),)
        return fim_da_vigencia(Marcas(assinaturas=(DIA,), meses=12, extensoes=extensoes), hoje)

    original, novo = date(2027, 3, 2), date(2028, 3, 2)
    assert fim(None) == original
    assert fim(original) == novo
    assert fim(original + timedelta(days=1)) == original
    assert fim(date(2026, 12, 1), date(2026, 11, 30)) == original


def test_em_vigor_pede_publicacao_quando_o_tipo_a_exige():
    assinado = {"assinaturas": (DIA,), "exige_publicacao": True}
    assert em_vigor_desde(Marcas(**assinado)) is None
    assert em_vigor_desde(Marcas(**assinado, publicado_em=HOJE)) == HOJE
    assert em_vigor_desde(Marcas(assinaturas=(DIA, None))) is None
    assert em_vigor_desde(Marcas(assinaturas=(DIA,), cancelado_em=HOJE)) is None


@pytest.mark.parametrize(
    ("dia", "meses", "fim"),
    [
        (date(2026, 3, 25), 60, date(2031, 3, 25)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2026, 11, 5), 2, date(2027, 1, 5)),
    ],
)
def test_somar_meses_fica_no_mesmo_dia_ou_no_ultimo(dia, meses, fim):
    assert somar_meses(dia, meses) == fim


# --- Usuário externo e assinatura


def test_cadastro_passa_de_pendente_a_liberado_e_pode_ser_desativado():
    def em(hoje):
        return estado_do_cadastro(hoje, DIA, date(2026, 3, 4), date(2026, 5, 4))

    assert [em(date(2026, 3, 1)), em(DIA), em(date(2026, 3, 4)), em(HOJE)] == [
        EstadoDoCadastro.SEM_CADASTRO,
        EstadoDoCadastro.PENDENTE,
        EstadoDoCadastro.LIBERADO,
        EstadoDoCadastro.DESATIVADO,
    ]


LIBERADA = Movimento(Passo.LIBERADA, DIA, date(2026, 3, 9))
VISTA = Movimento(Passo.VISUALIZADA, date(2026, 3, 3))


def estado(hoje, *movimentos, **campos):
    return situacao_da_assinatura(hoje, movimentos, **campos).estado


def test_assinatura_passo_a_passo():
    A = EstadoDaAssinatura
    assert estado(HOJE) == A.AGUARDANDO
    assert estado(HOJE, disponivel_em=DIA) == A.LIBERADA
    assert estado(HOJE, Movimento(Passo.AGUARDA, DIA), disponivel_em=DIA) == A.AGUARDANDO
    assert estado(DIA, LIBERADA) == A.LIBERADA
    assert estado(date(2026, 3, 9), LIBERADA, VISTA) == A.VISUALIZADA
    assert estado(date(2026, 3, 10), LIBERADA, VISTA) == A.EXPIRADA
    assert estado(HOJE, LIBERADA, assinado_em=date(2026, 3, 4)) == A.ASSINADA
    assert estado(HOJE, LIBERADA, Movimento(Passo.CANCELADA, DIA)) == A.CANCELADA
    assert estado(HOJE, LIBERADA, substituido_em=DIA) == A.SUBSTITUIDA


def test_liberar_de_novo_vence_a_que_expirou():
    de_novo = Movimento(Passo.LIBERADA, date(2026, 5, 29), date(2026, 6, 5))
    situacao = situacao_da_assinatura(HOJE, (LIBERADA, VISTA, de_novo))
    assert (situacao.estado, situacao.vale_ate) == (
        EstadoDaAssinatura.LIBERADA,
        date(2026, 6, 5),
    )


def test_desfeito_tira_so_o_ultimo():
    desfeito = Movimento(Passo.DESFEITO, HOJE)
    assert efetivos([desfeito, LIBERADA, VISTA, desfeito]) == [LIBERADA]


@pytest.mark.parametrize(
    ("estado", "lado", "cadastro", "vez"),
    [
        ("aguardando", Lado.MUNICIPIO, None, Lado.PRODESP),
        ("aguardando", Lado.MUNICIPIO, "sem_cadastro", Lado.MUNICIPIO),
        ("aguardando", Lado.MUNICIPIO, "pendente", Lado.PRODESP),
        ("liberada", Lado.MUNICIPIO, "liberado", Lado.MUNICIPIO),
        ("visualizada", Lado.MUNICIPIO, None, Lado.MUNICIPIO),
        ("expirada", Lado.MUNICIPIO, "liberado", Lado.PRODESP),
        ("cancelada", Lado.MUNICIPIO, "liberado", Lado.PRODESP),
        ("liberada", Lado.SGGD, None, Lado.SGGD),
        ("aguardando", Lado.PRODESP, None, Lado.PRODESP),
        ("assinada", Lado.MUNICIPIO, None, Lado.NINGUEM),
        ("substituida", Lado.MUNICIPIO, None, Lado.NINGUEM),
    ],
)
def test_cada_espera_tem_dono(estado, lado, cadastro, vez):
    cadastro = EstadoDoCadastro(cadastro) if cadastro else None
    assert vez_da_assinatura(EstadoDaAssinatura(estado), lado, cadastro) == vez
