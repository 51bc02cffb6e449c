from datetime import date, timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from seicidades.fluxo import servicos
from seicidades.fluxo.models import EtapaDaImplantacao, Implantacao
from seicidades.municipios.models import Orgao
from seicidades.paineis import panorama
from seicidades.paineis.sprite import sprite_do_mapa
from tests.factories import UsuarioFactory


@pytest.fixture
def estado(db):
    """Os 645 municípios e uma implantação iniciada em Adamantina."""
    call_command("importar_municipios", stdout=StringIO())
    servicos.publicar_roteiro()
    adamantina = Orgao.objects.prefeituras().get(municipio__codigo_ibge="3500105")
    return servicos.iniciar(adamantina, UsuarioFactory(gerente=True), chave="x")[0]


def test_o_mapa_tem_os_645_e_cada_um_no_seu_nivel(estado, django_assert_num_queries):
    with django_assert_num_queries(2):
        lugares = panorama.lugares()

    niveis = {lugar.codigo: lugar.nivel.chave for lugar in lugares}
    assert len(lugares) == 645
    assert (niveis["3500105"], niveis["3550308"]) == ("e1", "e0")


def test_a_tabela_soma_o_mesmo_que_a_legenda(estado):
    lugares = panorama.lugares()
    tabela = panorama.por_regiao(lugares)

    assert tabela["total"] == 645
    assert tabela["totais"] == [linha["quantos"] for linha in panorama.legenda(lugares)]


def test_habilitada_e_suspensa_se_distinguem(estado):
    Implantacao.objects.update(situacao="habilitada", ordem_atual=6, etapa_atual="")
    assert {x.nivel.chave for x in panorama.lugares() if x.url} == {"e6"}

    Implantacao.objects.update(situacao="suspensa", ordem_atual=3)
    assert {(x.nivel.chave, x.parada) for x in panorama.lugares() if x.url} == {("e3", "suspensa")}


def test_o_arquivo_de_contornos_e_o_que_a_geometria_manda():
    guardado = settings.BASE_DIR / "static/img/mapa-sp.svg"

    assert guardado.read_text(encoding="utf-8") == sprite_do_mapa()


@pytest.mark.parametrize("desenho", ["mapa", "quadrados", "tabela", "nao-existe"])
def test_a_pagina_do_mapa_em_cada_desenho(client, estado, desenho):
    client.force_login(UsuarioFactory(observador=True))

    pagina = client.get(reverse("paineis:mapa"), {"ver": desenho})

    assert pagina.status_code == 200
    assert "1. Adesão" in pagina.content.decode()


@pytest.mark.parametrize("nome", ["paineis:mapa", "paineis:numeros"])
def test_o_municipio_nao_abre_o_panorama(client, db, nome):
    client.force_login(UsuarioFactory())

    assert client.get(reverse(nome)).status_code == 403


def test_idade_conta_dias_uteis_desde_a_abertura_da_etapa(estado):
    hoje = timezone.localdate()
    EtapaDaImplantacao.objects.filter(chave="adesao").update(aberta_em=hoje - timedelta(days=28))

    adesao, *_ = panorama.idades_por_etapa(Implantacao.objects.all(), hoje)

    assert adesao.idades[0].cidade == "Adamantina"
    assert 15 <= adesao.p50 == adesao.p85 == adesao.idades[0].dias <= 20


def test_idades_sem_ninguem_nao_divide_por_zero(db):
    etapas = panorama.idades_por_etapa(Implantacao.objects.all(), date(2026, 3, 2))

    assert [(e.p50, e.p85, e.x50) for e in etapas] == [(0, 0, 10)] * 5


@given(st.lists(st.integers(0, 400), min_size=1))
def test_p85_cobre_ao_menos_85_por_cento(valores):
    corte = panorama.percentil(sorted(valores), 85)

    assert sum(v <= corte for v in valores) >= 0.85 * len(valores)


@pytest.mark.parametrize(
    ("nome", "sigla"),
    [("Adamantina", "Ada"), ("São Paulo", "SPa"), ("São José dos Campos", "SJC")],
)
def test_sigla_de_tres_letras(nome, sigla):
    assert panorama.sigla(nome) == sigla


def test_a_pagina_de_numeros(client, estado):
    client.force_login(UsuarioFactory(gerente=True))

    pagina = client.get(reverse("paineis:numeros"))

    assert "Adamantina" in pagina.content.decode()
    assert "Nenhuma cidade nesta etapa agora." in pagina.content.decode()
