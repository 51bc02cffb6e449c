"""O Estado inteiro: as cidades contadas à mão e as sorteadas."""

from collections import Counter
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from seicidades.contas.models import Usuario, Vinculo
from seicidades.demo.carga import carregar
from seicidades.demo.enredos import ENREDOS
from seicidades.demo.sorteio import DESTINOS, estado_inteiro
from seicidades.fluxo.declaracao import roteiro_do_codigo
from seicidades.fluxo.models import Andamento, EtapaDaImplantacao, Implantacao
from seicidades.fluxo.nucleo.eventos import TipoDeEvento
from seicidades.fluxo.verificacao import verificar
from seicidades.municipios.models import Orgao

SENHA = "jabuticaba-no-quintal"
O_BASTANTE = 190


pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def estado(django_db_setup, django_db_blocker):
    """Uma carga só para o módulo: aqui os testes só leem."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("importar_municipios", stdout=StringIO())
        yield carregar(senha=SENHA, vazia=False, enredos=estado_inteiro())
        transaction.set_rollback(True)


def _prontos_por_fato(implantacao, etapa):
    """Os devolvidos também têm fato: é a pessoa que falta conferir."""
    por_fato = {i.chave for i in etapa.itens if i.por_fato}
    feitos = {i.chave for i in implantacao.itens.all() if i.situacao in ("pronto", "a_corrigir")}
    return por_fato & feitos


def test_tudo_e_o_que_o_motor_diria_e_as_etapas_confirmam(estado):
    """Corrente, dobra e projeção de cada uma; e os fatos dizem o mesmo que a história."""
    assert estado == len(ENREDOS) + sum(d.quantas for d in DESTINOS) >= O_BASTANTE

    implantacoes = list(Implantacao.objects.select_related("versao").prefetch_related("itens"))
    assert [d for i in implantacoes for d in verificar(i)] == []
    for etapa in roteiro_do_codigo().etapas:
        fatos = etapa.apurar([i.pk for i in implantacoes])
        for implantacao in implantacoes:
            satisfeitos = {c for c, fato in fatos[implantacao.pk].items() if fato.satisfeito}
            assert satisfeitos == _prontos_por_fato(implantacao, etapa), (implantacao, etapa.chave)


def test_ha_cidade_em_toda_situacao_de_toda_etapa_principal(estado):
    assert set(Implantacao.objects.order_by().values_list("situacao", flat=True)) == {
        "em_andamento",
        "suspensa",
        "desistente",
        "habilitada",
    }
    etapas = Counter(EtapaDaImplantacao.objects.order_by().values_list("chave", "situacao"))
    for chave in ("adesao", "interlocutores", "regulamentacao", "cadastros", "capacitacao"):
        for situacao in ("em_preenchimento", "em_analise", "aprovada"):
            assert etapas[chave, situacao], (chave, situacao)
    assert {c for c, s in etapas if s == "devolvida"} >= {"adesao", "interlocutores", "cadastros"}
    assert {s for c, s in etapas if c == "gestao_documental"} >= {"em_analise", "aprovada"}


def test_ha_mais_cidades_no_comeco_que_no_fim(estado):
    atuais = Counter(Implantacao.objects.order_by().values_list("etapa_atual", flat=True))
    principais = ("adesao", "interlocutores", "regulamentacao", "cadastros", "capacitacao", "")
    quantas = [atuais[etapa] for etapa in principais]
    assert quantas == sorted(quantas, reverse=True)
    assert quantas[-1] >= 8


def test_cada_gerente_tem_carteira_analises_e_atrasos_e_ha_cidades_sem_gerente(estado):
    hoje = timezone.localdate()
    vinculos = Vinculo.objects.ativos(hoje).filter(papel="gerente")
    carteiras = Counter(vinculos.order_by().values_list("usuario__email", flat=True))
    assert len(carteiras) == 3
    assert len(set(carteiras.values())) == 3
    for email in carteiras:
        delas = Implantacao.objects.filter(
            orgao__in=vinculos.filter(usuario__email=email).values("orgao")
        )
        assert delas.filter(etapas__situacao="em_analise").exists(), email
        assert delas.filter(situacao="em_andamento", prazo__lt=hoje).exists(), email
        assert delas.filter(prazo__range=(hoje, hoje + timedelta(days=10))).exists(), email
    sem_gerente = Orgao.objects.filter(implantacao__isnull=False).exclude(
        pk__in=vinculos.values("orgao")
    )
    assert sem_gerente.count() == 5


def test_as_historias_tem_os_tropecos_que_a_gerencia_encontra(estado):
    tipos = set(Andamento.objects.order_by().values_list("tipo", flat=True))
    assert tipos >= {
        TipoDeEvento.ETAPA_DEVOLVIDA,
        TipoDeEvento.ETAPA_RECOLHIDA,
        TipoDeEvento.ETAPA_REABERTA,
        TipoDeEvento.BLOQUEIO_DECLARADO,
        TipoDeEvento.BLOQUEIO_RESOLVIDO,
        TipoDeEvento.DISPENSA_CONFIRMADA,
        TipoDeEvento.PRAZO_PRORROGADO,
        TipoDeEvento.IMPLANTACAO_RETOMADA,
        TipoDeEvento.IMPLANTACAO_READMITIDA,
    }


def test_os_comecos_se_espalham_por_meses_em_dias_uteis_e_nada_esta_no_futuro(estado):
    inicios = list(Implantacao.objects.order_by().values_list("inicio", flat=True))
    hoje = timezone.localdate()
    assert min(inicios) < hoje - timedelta(days=330)
    assert max(inicios) > hoje - timedelta(days=20)
    assert len({(d.year, d.month) for d in inicios}) >= 11
    assert {d.weekday() for d in inicios} == {0, 1, 2, 3, 4}
    assert not Andamento.objects.filter(registrado_em__gt=timezone.now()).exists()


def test_o_tempo_nao_volta_dentro_de_uma_historia(estado):
    anterior = {}
    andamentos = Andamento.objects.order_by("implantacao_id", "seq")
    for implantacao, quando in andamentos.values_list("implantacao_id", "registrado_em"):
        assert anterior.get(implantacao, quando) <= quando
        anterior[implantacao] = quando


def test_toda_pessoa_e_ficticia_e_quase_nenhuma_se_repete(estado):
    assert not Usuario.objects.exclude(email__endswith="@exemplo.invalid").exists()
    nomes = Counter(Usuario.objects.order_by().values_list("nome", flat=True))
    assert len(nomes) > 400
    assert max(nomes.values()) < 6
