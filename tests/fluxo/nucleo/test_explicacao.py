"""A conta de cada prazo, refeita só com o que ela mostra, dá a data do motor."""

from datetime import date, timedelta

import pytest

from seicidades.comum.dias_uteis import Calendario
from seicidades.fluxo.nucleo.comandos import SISTEMA
from seicidades.fluxo.nucleo.comandos import TipoDeComando as C
from seicidades.fluxo.nucleo.explicacao import Conta, Parada, TipoDeLance, contas, pulados
from seicidades.fluxo.nucleo.relogios import Causa
from tests.fluxo.nucleo.apoio import ADMINISTRADOR, FAZ_TUDO, Mundo, com_item, iniciada
from tests.fluxo.nucleo.passeio import passear

SEMENTES = range(60)


def refazer(conta: Conta, calendario: Calendario) -> date | None:
    """Anda dia a dia do começo, com o saldo e os feriados que a conta diz."""
    saldo = conta.orcamento
    for lance in conta.lances:
        if lance.tipo == TipoDeLance.PAROU:
            saldo -= lance.gastos
        elif lance.tipo in (TipoDeLance.COMPLETOU, TipoDeLance.PRORROGOU):
            saldo = lance.saldo
        elif lance.tipo == TipoDeLance.ZEROU:
            saldo = conta.orcamento
        assert lance.saldo in (saldo, None), lance
    if conta.prazo is None:
        return None
    folgas = pulados(calendario, conta.inicio, conta.prazo)
    return andar(conta.inicio, saldo, folgas)


def andar(dia: date, saldo: int, folgas) -> date:
    passo = timedelta(days=1 if saldo > 0 else -1)
    faltam = abs(saldo)
    while faltam:
        dia += passo
        faltam -= dia.weekday() < 5 and dia not in folgas
    return dia


@pytest.mark.parametrize("semente", SEMENTES)
def test_refazer_a_conta_da_o_prazo_do_motor(semente):
    mundo = passear(semente)
    calendario = mundo.contexto.calendario
    feitas = contas(mundo.roteiro, mundo.registro)

    for chave in mundo.roteiro.itens:
        dado = mundo.item(chave)
        if dado.saldo is None:
            assert chave not in feitas or feitas[chave].lances[-1].tipo == TipoDeLance.ZEROU
            continue
        assert (feitas[chave].prazo, feitas[chave].saldo) == (dado.prazo, dado.saldo)
        if dado.saldo >= 0:
            assert refazer(feitas[chave], calendario) == dado.prazo


@pytest.mark.parametrize("semente", SEMENTES)
def test_refazer_a_conta_da_analise_da_o_dia_da_resposta(semente):
    mundo = passear(semente)
    calendario = mundo.contexto.calendario
    feitas = contas(mundo.roteiro, mundo.registro)

    for etapa in mundo.roteiro.etapas:
        ate = mundo.etapa(etapa.chave).responder_ate
        if ate is not None:
            folgas = pulados(calendario, feitas[etapa.chave].inicio, ate)
            assert feitas[etapa.chave].prazo == ate
            assert andar(feitas[etapa.chave].inicio, etapa.analise, folgas) == ate


def test_o_passeio_ve_todos_os_lances():
    vistos = {
        lance.tipo
        for semente in SEMENTES
        for m in [passear(semente)]
        for conta in contas(m.roteiro, m.registro).values()
        for lance in conta.lances
    }

    assert vistos == set(TipoDeLance)


def lances(mundo: Mundo, chave: str) -> list[tuple]:
    conta = contas(mundo.roteiro, mundo.registro)[chave]
    return [(x.tipo.value, x.dia.day, x.saldo, x.prazo and x.prazo.day) for x in conta.lances]


def test_parar_pela_vez_guarda_o_saldo_e_diz_por_que():
    mundo = iniciada().no_dia(date(2026, 3, 5))
    mundo.dar(C.DECLARAR_BLOQUEIO, FAZ_TUDO, motivo_bloqueio="sem_acesso", dono="prodesp")
    mundo.no_dia(date(2026, 3, 9)).dar(C.RESOLVER_BLOQUEIO, bloqueio=mundo.estado.seq)
    conta = contas(mundo.roteiro, mundo.registro)["oficio"]

    assert lances(mundo, "oficio") == [
        ("comecou", 2, 10, 16),
        ("parou", 5, 7, None),
        ("comecou", 9, 7, 18),
    ]
    parada = conta.lances[1]
    assert (parada.gastos, parada.porque, parada.impedimento) == (
        3,
        Causa.IMPEDIMENTO,
        "sem_acesso",
    )


@pytest.mark.parametrize(
    ("parar", "porque"),
    [
        (lambda m: m.fazer("oficio"), Parada.PRONTO),
        (
            lambda m: m.dar(C.SUSPENDER, motivo="Enchente.", retomar_em="2026-04-10"),
            Causa.SUSPENSAO,
        ),
        (lambda m: m.dar(C.DESISTIR, motivo="Não quer."), Causa.DESISTENCIA),
    ],
)
def test_cada_parada_tem_a_sua_razao(parar, porque):
    mundo = iniciada().no_dia(date(2026, 3, 4))
    parar(mundo)

    assert contas(mundo.roteiro, mundo.registro)["oficio"].lances[-1].porque == porque


def test_pedir_dispensa_para_a_conta():
    mundo = iniciada().aprovar("comeco").no_dia(date(2026, 3, 4))
    mundo.dar(C.PEDIR_DISPENSA, FAZ_TUDO, item="decreto", justificativa="Já há lei.")

    assert contas(mundo.roteiro, mundo.registro)["decreto"].lances[-1].porque == (
        Parada.DISPENSA_PEDIDA
    )


def test_o_item_de_que_este_depende_reaberto_para_a_conta():
    mundo = iniciada().fazer("oficio").no_dia(date(2026, 3, 4))
    mundo.dar(C.REABRIR_ITEM, FAZ_TUDO, item="oficio")

    conta = contas(mundo.roteiro, mundo.registro)["cadastro"]
    assert conta.lances[-1].porque == Parada.DEPENDENCIA


def test_devolver_completa_uma_vez_e_a_conta_recomeca_no_mesmo_dia():
    mundo = iniciada().no_dia(date(2026, 3, 13)).enviar("comeco")
    mundo.no_dia(date(2026, 3, 16)).devolver("comeco", "oficio")

    assert lances(mundo, "oficio") == [
        ("comecou", 2, 10, 16),
        ("parou", 13, 1, None),
        ("completou", 16, 5, 23),
        ("comecou", 16, 5, 23),
    ]


def test_prorrogar_conta_de_hoje_ate_o_dia_dado_e_guarda_quem_e_por_que():
    mundo = iniciada().no_dia(date(2026, 3, 4))
    mundo.dar(C.PRORROGAR_PRAZO, item="oficio", ate="2026-03-25", motivo="Férias.")
    lance = contas(mundo.roteiro, mundo.registro)["oficio"].lances[-1]

    assert (lance.tipo, lance.saldo, lance.prazo) == ("prorrogou", 15, date(2026, 3, 25))
    assert lance.antes == date(2026, 3, 16)
    assert (lance.evento.ator, lance.evento.dados["pedido"]["motivo"]) == (1, "Férias.")


def test_feriado_que_nasce_tarde_move_o_prazo_do_item_e_o_da_resposta():
    mundo = iniciada().no_dia(date(2026, 3, 4)).enviar("comeco").no_dia(date(2026, 3, 5))
    mundo.feriados.add(date(2026, 3, 10))

    assert mundo.reavaliar() == ["prazos_recalculados"]
    assert mundo.etapa("comeco").responder_ate == date(2026, 3, 12)
    assert mundo.registro[-1].dados["pedido"]["movidos"] == {
        "comeco": ["2026-03-11", "2026-03-12"],
    }
    assert lances(mundo, "comeco")[-1] == ("recalculou", 5, 5, 12)


def test_recalcular_com_motivo_guarda_o_motivo():
    mundo = iniciada().no_dia(date(2026, 3, 4))
    mundo.feriados.add(date(2026, 3, 10))
    mundo.dar(C.REAVALIAR, SISTEMA, motivo="feriado novo: Aniversário, 10/03/2026")

    pedido = mundo.registro[-1].dados["pedido"]
    assert pedido["motivo"] == "feriado novo: Aniversário, 10/03/2026"


def test_desfazer_a_aprovacao_zera_a_conta_do_que_ela_abriu():
    mundo = iniciada().aprovar("comeco")
    mundo.dar(
        C.DESFAZER_APROVACAO,
        ADMINISTRADOR,
        etapa="comeco",
        motivo="Aprovei sem ver.",
    )

    assert lances(mundo, "decreto")[-1] == ("zerou", 2, None, None)


def test_item_sem_prazo_nao_tem_conta():
    mundo = Mundo(roteiro=com_item("oficio", prazo=None)).iniciar()

    assert "oficio" not in contas(mundo.roteiro, mundo.registro)


def test_os_feriados_pulados_sao_so_os_de_dia_de_semana_depois_do_comeco():
    dias = {date(2026, 3, 2): "começo", date(2026, 3, 7): "sábado", date(2026, 3, 10): "terça"}

    assert pulados(Calendario(dias), date(2026, 3, 2), date(2026, 3, 16)) == {
        date(2026, 3, 10): "terça"
    }
