"""O que muda fora do fluxo chega a ele: papéis que acabam, feriados que nascem."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from seicidades.comum.papeis import Papel
from seicidades.contas import servicos as contas
from seicidades.correio import servicos as correio
from seicidades.fluxo import avisos, receptores, servicos, tasks
from seicidades.fluxo.models import Implantacao
from seicidades.fluxo.nucleo.comandos import TipoDeComando as C
from seicidades.fluxo.nucleo.definicao import Fato
from seicidades.municipios.sinais import calendario_mudou
from tests.factories import FeriadoMunicipalFactory
from tests.fluxo import roteiros


@pytest.fixture
def chamadas(monkeypatch) -> list:
    """O que iria para a fila."""
    feitas = []
    monkeypatch.setattr(receptores, "chamar_tarefa", lambda *pedido: feitas.append(pedido))
    return feitas


@pytest.fixture
def cadastro_pede_gestor_de_ti(monkeypatch, iniciada):
    """O item `cadastro` vale enquanto há quem seja Gestor de TI."""

    def apurar(ids):
        ativos = iniciada.orgao.vinculos.ativos(timezone.localdate()).filter(papel=Papel.GESTOR_TI)
        return {pk: {"cadastro": Fato(ativos.exists(), "Gestor de TI designado.")} for pk in ids}

    monkeypatch.setattr(roteiros, "apurar", apurar)
    for etapa in roteiros.CURTO.principais:
        monkeypatch.setitem(etapa.__dict__, "apurar", apurar)
    servicos.reavaliar(iniciada.implantacao)
    return iniciada


def test_papel_que_acaba_pede_reavaliacao_e_o_item_se_perde(
    cadastro_pede_gestor_de_ti, chamadas, django_capture_on_commit_callbacks
):
    cidade = cadastro_pede_gestor_de_ti
    assert cidade.implantacao.itens.get(chave="cadastro").situacao == "pronto"
    vinculo = cidade.gestor_ti.vinculos.get()
    vinculo.inicio = timezone.localdate() - timedelta(days=9)
    vinculo.save()

    with django_capture_on_commit_callbacks(execute=True):
        ontem = timezone.localdate() - timedelta(days=1)
        contas.encerrar_vinculo(vinculo, fim=ontem, por=cidade.gerente)

    assert (receptores.REAVALIAR, cidade.implantacao.pk) in chamadas
    tasks.reavaliar(cidade.implantacao.pk)
    assert cidade.implantacao.itens.get(chave="cadastro").situacao == "aberto"
    ultimo = cidade.implantacao.andamentos.order_by("seq").last()
    assert (ultimo.tipo, ultimo.ator) == ("item_perdido", None)


def test_feriado_novo_recalcula_os_prazos(
    relogio, iniciada, chamadas, django_capture_on_commit_callbacks
):
    oficio = iniciada.implantacao.itens.get(chave="oficio")
    assert oficio.prazo == date(2026, 3, 16)
    municipio = iniciada.orgao.municipio
    FeriadoMunicipalFactory(municipio=municipio, data=date(2026, 3, 12))

    with django_capture_on_commit_callbacks(execute=True):
        calendario_mudou.send(sender=None, municipio_ids={municipio.pk})
    assert chamadas == [(receptores.REAVALIAR, iniciada.implantacao.pk)]
    tasks.reavaliar(iniciada.implantacao.pk)

    oficio.refresh_from_db()
    assert oficio.prazo == date(2026, 3, 17)
    assert iniciada.implantacao.andamentos.filter(tipo="prazos_recalculados").count() == 1


def test_feriado_de_outro_municipio_nao_pede_nada(iniciada, chamadas):
    calendario_mudou.send(sender=None, municipio_ids={iniciada.orgao.municipio_id + 1})

    assert chamadas == []


def test_reavaliar_sem_mudanca_nao_escreve_e_a_que_nao_existe_nao_falha(iniciada):
    tasks.reavaliar(iniciada.implantacao.pk)
    tasks.reavaliar(iniciada.implantacao.pk + 1)

    assert iniciada.implantacao.seq == 1


def test_reavaliar_todas_chama_uma_por_uma(iniciada, monkeypatch):
    pedidas = []
    monkeypatch.setattr(tasks.reavaliar, "delay", pedidas.append)

    tasks.reavaliar_todas()
    assert pedidas == list(Implantacao.objects.values_list("pk", flat=True))


@pytest.mark.parametrize("parada", [C.SUSPENDER, C.DESISTIR])
def test_suspensa_ou_desistente_tambem_se_reavalia(iniciada, fatos, parada):
    dados = {"retomar_em": "2030-03-15"} if parada == C.SUSPENDER else {}
    iniciada.executar(parada, iniciada.gerente, motivo="Enchente.", **dados)
    fatos["cadastro"] = Fato(True, "Completo.")

    servicos.reavaliar(iniciada.implantacao)
    assert iniciada.implantacao.itens.get(chave="cadastro").situacao == "pronto"


def test_andamento_de_interesse_acorda_os_avisos_depois_do_commit(
    pronta, chamadas, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        pronta.executar(C.ENVIAR_ETAPA, pronta.gestor_sei, etapa="comeco")
    assert chamadas == [(receptores.AVISAR,)]

    with django_capture_on_commit_callbacks(execute=True):
        pronta.executar(C.RECOLHER_ETAPA, pronta.gestor_sei, etapa="comeco", motivo="Errei.")
    assert chamadas == [(receptores.AVISAR,)]  # recolher não interessa


def test_fila_fora_do_ar_nao_derruba_o_que_ja_se_gravou(
    pronta, monkeypatch, django_capture_on_commit_callbacks
):
    def sem_fila(*_, **__):
        raise correio.OperationalError("sem ligação")

    monkeypatch.setattr(correio.app, "send_task", sem_fila)
    with django_capture_on_commit_callbacks(execute=True):
        pronta.executar(C.ENVIAR_ETAPA, pronta.gestor_sei, etapa="comeco")

    assert pronta.implantacao.ler_estado().etapa("comeco").situacao == "em_analise"


def test_a_agenda_avisa_o_que_ficou(enviada):
    tasks.avisar()

    assert avisos.avisar_pendentes() == 0
