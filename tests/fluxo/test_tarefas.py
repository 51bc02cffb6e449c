"""O que muda fora do fluxo chega a ele: papéis que acabam, feriados que nascem."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from seicidades.comum.papeis import Papel
from seicidades.contas import servicos as contas
from seicidades.correio import servicos as correio
from seicidades.fluxo import avisos, receptores, servicos, tasks
from seicidades.fluxo.frases import frase
from seicidades.fluxo.models import Implantacao, RecalculoDePrazos
from seicidades.fluxo.nucleo.comandos import TipoDeComando as C
from seicidades.fluxo.nucleo.definicao import Fato
from seicidades.fluxo.verificacao import verificar
from seicidades.municipios import servicos as municipios
from seicidades.municipios.models import FeriadoMunicipal
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


# --- Feriado que nasce, muda ou some tarde


@pytest.fixture
def em_fila(monkeypatch, django_capture_on_commit_callbacks):
    """Muda um feriado e faz o que a fila faria."""

    def agir(mudanca):
        pedidas = []
        monkeypatch.setattr(receptores, "chamar_tarefa", lambda *p: pedidas.append(p))
        with django_capture_on_commit_callbacks(execute=True):
            mudanca()
        for _, pk in pedidas:
            tasks.reavaliar(pk)
        return pedidas

    return agir


def ultima_frase(cidade) -> tuple[str, str]:
    implantacao = cidade.implantacao
    linha = frase(implantacao.andamentos.order_by("seq").last(), implantacao.roteiro)
    return linha.texto, linha.detalhe


def test_feriado_novo_move_o_prazo_e_a_historia_diz_de_quando_para_quando(
    relogio, iniciada, em_fila
):
    feriado = FeriadoMunicipal(
        municipio=iniciada.orgao.municipio, data=date(2026, 3, 12), nome="Aniversário"
    )
    em_fila(lambda: municipios.salvar_feriado(feriado))

    texto, detalhe = ultima_frase(iniciada)
    assert texto == "Os prazos foram recalculados: feriado novo: Aniversário, 12/03/2026."
    assert "O prazo de «Fazer oficio» passou de 16/03/2026 para 17/03/2026." in detalhe
    recalculo = RecalculoDePrazos.objects.get()
    assert (recalculo.motivo, recalculo.feito_em) == (
        "feriado novo: Aniversário, 12/03/2026",
        relogio.agora,
    )
    assert recalculo.movidos == len(recalculo.andamento.dados["pedido"]["movidos"]) > 0


def test_feriado_retirado_traz_o_prazo_de_volta_e_a_resposta_em_analise_tambem_se_move(
    relogio, enviada, em_fila
):
    municipio = enviada.orgao.municipio
    feriado = FeriadoMunicipal(municipio=municipio, data=date(2026, 3, 5), nome="Padroeiro")
    em_fila(lambda: municipios.salvar_feriado(feriado))
    etapa = enviada.implantacao.etapas.get(chave="comeco")
    assert etapa.responder_ate == date(2026, 3, 10)

    em_fila(lambda: municipios.excluir_feriados(FeriadoMunicipal.objects.filter(pk=feriado.pk)))
    etapa.refresh_from_db()
    assert etapa.responder_ate == date(2026, 3, 9)
    assert ultima_frase(enviada) == (
        "Os prazos foram recalculados: feriado retirado: Padroeiro, 05/03/2026.",
        "A resposta a Começo passou de 10/03/2026 para 09/03/2026.",
    )
    assert verificar(enviada.implantacao) == []


def test_feriado_que_muda_de_dia_diz_de_onde_para_onde(relogio, iniciada, em_fila):
    municipio = iniciada.orgao.municipio
    feriado = FeriadoMunicipal(municipio=municipio, data=date(2026, 3, 12), nome="Aniversário")
    em_fila(lambda: municipios.salvar_feriado(feriado))
    feriado.data = date(2026, 4, 14)
    em_fila(lambda: municipios.salvar_feriado(feriado))

    assert ultima_frase(iniciada)[0] == (
        "Os prazos foram recalculados: "
        "feriado mudado: de Aniversário, 12/03/2026 para Aniversário, 14/04/2026."
    )
    assert iniciada.implantacao.itens.get(chave="oficio").prazo == date(2026, 3, 16)


def test_feriado_que_nao_move_nada_tambem_se_da_por_feito(relogio, iniciada, em_fila):
    feriado = FeriadoMunicipal(
        municipio=iniciada.orgao.municipio, data=date(2026, 12, 4), nome="Distante"
    )
    em_fila(lambda: municipios.salvar_feriado(feriado))

    recalculo = RecalculoDePrazos.objects.get()
    assert (recalculo.movidos, recalculo.andamento) == (0, None)
    assert recalculo.feito_em is not None
    assert iniciada.implantacao.seq == 1


def test_a_madrugada_atende_o_que_a_fila_perdeu(relogio, iniciada):
    servicos.pedir_recalculos({iniciada.orgao.municipio_id: ["feriado novo: x"]})
    assert RecalculoDePrazos.objects.pendentes().count() == 1

    tasks.reavaliar(iniciada.implantacao.pk)
    assert RecalculoDePrazos.objects.pendentes().count() == 0


def test_muitos_feriados_ou_nome_com_cpf_cabem_no_registro(relogio, iniciada):
    pk = iniciada.orgao.municipio_id
    servicos.pedir_recalculos({pk: [f"feriado novo: {n}" for n in range(40)]})
    servicos.pedir_recalculos({pk: ["feriado novo: 111.444.777-35"]})

    muitos, com_cpf = RecalculoDePrazos.objects.order_by("pk").values_list("motivo", flat=True)
    assert muitos.endswith("feriado novo: 4 e mais 35")
    assert com_cpf == servicos.SEM_NOMES


def test_recalculo_diz_que_moveu_so_com_o_andamento(iniciada):
    certo = RecalculoDePrazos(
        implantacao=iniciada.implantacao,
        motivo="x",
        pedido_em=timezone.now(),
        feito_em=timezone.now(),
        movidos=1,
        andamento=iniciada.implantacao.andamentos.first(),
    )
    certo.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        RecalculoDePrazos.objects.update(andamento=None)


def test_a_pagina_dos_feriados_diz_que_prazos_mudaram(client, relogio, iniciada, em_fila):
    client.force_login(iniciada.administrador)
    endereco = reverse("admin:municipios_feriadomunicipal_changelist")
    assert "O que mudou nos prazos" not in client.get(endereco).content.decode()
    servicos.pedir_recalculos({iniciada.orgao.municipio_id: ["feriado novo: x"]})
    assert "ainda recalculando 1 de 1 implantação" in client.get(endereco).content.decode()

    relogio.andar(minutes=1)
    feriado = FeriadoMunicipal(
        municipio=iniciada.orgao.municipio, data=date(2026, 3, 12), nome="Aniversário"
    )
    em_fila(lambda: municipios.salvar_feriado(feriado))
    pagina = client.get(endereco).content.decode()
    assert "feriado novo: Aniversário, 12/03/2026:" in pagina
    assert "O prazo de «Fazer oficio» passou de 16/03/2026 para 17/03/2026." in pagina
    assert client.get(reverse("admin:fluxo_recalculodeprazos_changelist")).status_code == 200
