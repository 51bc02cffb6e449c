from datetime import date, timedelta

import pytest
from django.utils import timezone

from seicidades.comum.papeis import Papel
from seicidades.contas import servicos
from seicidades.contas.models import Vinculo
from seicidades.contas.sinais import vinculo_mudou
from tests.factories import ConviteFactory, OrgaoFactory, UsuarioFactory, VinculoFactory

pytestmark = pytest.mark.django_db

INICIO = date(2026, 3, 2)


@pytest.fixture
def anunciados():
    """Os órgãos anunciados pelo sinal."""
    orgaos = []

    def ouvir(sender, orgao_id, **kwargs):
        orgaos.append(orgao_id)

    vinculo_mudou.connect(ouvir)
    yield orgaos
    vinculo_mudou.disconnect(ouvir)


def vincular(usuario, orgao, papel=Papel.GESTOR_SEI, **campos):
    return servicos.vincular(usuario, orgao, papel, **{"inicio": INICIO, "por": None} | campos)


def periodo(vinculo):
    vinculo.refresh_from_db()
    return vinculo.inicio, vinculo.fim


def test_vincular_registra_quem_quando_e_por_que_ato():
    por, pessoa, orgao = UsuarioFactory(gerente=True), UsuarioFactory(), OrgaoFactory()

    vinculo = vincular(pessoa, orgao, ato="Portaria nº 12/2026", por=por)

    assert (vinculo.usuario, vinculo.orgao, vinculo.papel) == (pessoa, orgao, Papel.GESTOR_SEI)
    assert (vinculo.inicio, vinculo.fim, vinculo.suplente) == (INICIO, None, False)
    assert (vinculo.ato, vinculo.criado_por) == ("Portaria nº 12/2026", por)


def test_vincular_anuncia_depois_do_commit(anunciados, django_capture_on_commit_callbacks):
    orgao = OrgaoFactory()
    with django_capture_on_commit_callbacks(execute=True):
        vincular(UsuarioFactory(), orgao)
        assert anunciados == []

    assert anunciados == [orgao.pk]


def test_vincular_encerra_o_anterior_na_vespera():
    anterior, por = VinculoFactory(), UsuarioFactory(gerente=True)
    suplente = VinculoFactory(orgao=anterior.orgao, suplente=True)

    novo = vincular(UsuarioFactory(), anterior.orgao, por=por)

    assert periodo(anterior) == (date(2026, 1, 5), date(2026, 3, 1))
    assert anterior.encerrado_por == por
    assert periodo(suplente) == (date(2026, 1, 5), None)
    assert list(Vinculo.objects.filter(suplente=False).ativos(INICIO)) == [novo]


def test_troca_no_mesmo_dia_guarda_o_que_nao_chegou_a_valer():
    engano = VinculoFactory(inicio=INICIO)

    vincular(UsuarioFactory(), engano.orgao)

    assert periodo(engano) == (INICIO, INICIO - timedelta(days=1))


def test_vincular_de_novo_a_mesma_pessoa_devolve_o_mesmo_vinculo():
    vinculo = VinculoFactory(ato="Portaria nº 1")

    outra_vez = vincular(vinculo.usuario, vinculo.orgao, ato="Portaria nº 2")

    assert outra_vez == vinculo
    assert periodo(vinculo) == (date(2026, 1, 5), None)
    assert vinculo.ato == "Portaria nº 2"
    assert vincular(vinculo.usuario, vinculo.orgao).ato == "Portaria nº 2"


def test_vincular_a_mesma_pessoa_desfaz_o_encerramento_marcado_e_antecipa_o_inicio():
    vinculo = VinculoFactory(inicio=date(2026, 4, 1), fim=date(2026, 12, 31))

    vincular(vinculo.usuario, vinculo.orgao)

    assert periodo(vinculo) == (INICIO, None)


def test_titular_que_vira_suplente_deixa_de_ser_titular():
    titular = VinculoFactory()

    suplente = vincular(titular.usuario, titular.orgao, suplente=True)

    assert periodo(titular)[1] == date(2026, 3, 1)
    assert suplente.suplente


def test_uma_pessoa_exerce_varios_papeis_e_varias_pessoas_apoiam():
    vinculo, outra = VinculoFactory(), UsuarioFactory()
    for papel in (Papel.GESTOR_TI, Papel.APOIO):
        vincular(vinculo.usuario, vinculo.orgao, papel)
    vincular(outra, vinculo.orgao, Papel.APOIO)

    assert vinculo.orgao.vinculos.ativos(INICIO).count() == 4


def test_sucessor_ja_marcado_recusa_quem_entraria_antes():
    VinculoFactory(usuario__nome="Bia Fictícia", orgao=OrgaoFactory(), inicio=date(2026, 4, 1))
    orgao = Vinculo.objects.get().orgao

    with pytest.raises(servicos.VinculoRecusado) as recusa:
        vincular(UsuarioFactory(), orgao)

    assert recusa.value.codigo == "outra_pessoa_assume_depois"
    assert "Bia Fictícia já assume como Gestor SEI em 01/04/2026" in recusa.value.mensagem


@pytest.mark.parametrize(
    ("pessoa", "papel", "codigo"),
    [
        ({"is_active": False}, Papel.GESTOR_SEI, "conta_desativada"),
        ({"gerente": True}, Papel.GESTOR_SEI, "pessoa_do_estado"),
        ({}, Papel.GERENTE, "nao_e_gerente"),
        ({"observador": True}, Papel.GERENTE, "nao_e_gerente"),
        ({"administrador": True}, Papel.ADMINISTRADOR, "papel_sem_orgao"),
        ({"observador": True}, Papel.OBSERVADOR, "papel_sem_orgao"),
    ],
)
def test_papel_que_a_pessoa_nao_pode_exercer(pessoa, papel, codigo):
    with pytest.raises(servicos.VinculoRecusado) as recusa:
        vincular(UsuarioFactory(**pessoa), OrgaoFactory(), papel)

    assert recusa.value.codigo == codigo
    assert not Vinculo.objects.exists()


@pytest.mark.parametrize("papel_estado", [Papel.GERENTE, Papel.ADMINISTRADOR])
def test_carteira_e_de_gerente_ou_administracao(papel_estado):
    pessoa = UsuarioFactory(papel_estado=papel_estado)

    assert vincular(pessoa, OrgaoFactory(), Papel.GERENTE).papel == Papel.GERENTE


def test_encerrar_anuncia_e_e_idempotente(anunciados, django_capture_on_commit_callbacks):
    vinculo, por = VinculoFactory(), UsuarioFactory(gerente=True)
    with django_capture_on_commit_callbacks(execute=True):
        servicos.encerrar_vinculo(vinculo, fim=date(2026, 3, 31), por=por)
        servicos.encerrar_vinculo(vinculo, fim=date(2026, 4, 30), por=UsuarioFactory())

    assert periodo(vinculo) == (date(2026, 1, 5), date(2026, 3, 31))
    assert vinculo.encerrado_por == por
    assert anunciados == [vinculo.orgao_id]


def test_encerrar_antes_da_vespera_do_inicio_e_recusado():
    vinculo = VinculoFactory(inicio=INICIO)

    with pytest.raises(servicos.VinculoRecusado, match="02/03/2026"):
        servicos.encerrar_vinculo(vinculo, fim=date(2026, 2, 28), por=None)
    assert servicos.encerrar_vinculo(vinculo, fim=date(2026, 3, 1), por=None).fim


def test_pessoas_do_orgao_na_ordem_da_pagina(django_assert_num_queries):
    orgao = OrgaoFactory()
    titular = VinculoFactory(orgao=orgao)
    suplente = VinculoFactory(orgao=orgao, suplente=True)
    apoios = [VinculoFactory(orgao=orgao, papel=Papel.APOIO) for _ in range(2)]
    VinculoFactory(orgao=orgao, papel=Papel.GESTOR_TI, encerrado=True)
    futuro = VinculoFactory(
        orgao=orgao, papel=Papel.GESTOR_TI, inicio=timezone.localdate() + timedelta(days=3)
    )
    convite = ConviteFactory(orgao=orgao, papel=Papel.REPRESENTANTE)
    ConviteFactory(orgao=orgao, revogado=True)
    VinculoFactory(orgao=orgao, gerencia=True)
    VinculoFactory()

    with django_assert_num_queries(3):
        lugares = servicos.pessoas_do_orgao(orgao)

    assert [(lugar.papel, lugar.vago) for lugar in lugares] == [
        (Papel.REPRESENTANTE, True),
        (Papel.GESTOR_SEI, False),
        (Papel.GESTOR_TI, True),
        (Papel.GESTOR_CONHECIMENTO, True),
        (Papel.GESTOR_DOCUMENTAL, True),
        (Papel.APOIO, False),
    ]
    assert lugares[0].convites == [convite]
    assert (lugares[1].titulares, lugares[1].suplentes) == ([titular], [suplente])
    assert lugares[2].titulares == [futuro]
    assert set(lugares[5].titulares) == set(apoios)
