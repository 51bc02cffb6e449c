"""Planilhas fora da requisição: poucas tentativas, uma de cada vez, e a pessoa sabe."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from adesao.models import PlanilhaDeAssinaturas
from seicidades.documentos.models.planilha import (
    A_CONFERIR,
    ESPERA_DEPOIS_DE_FALHAR,
    MAXIMO_DE_TENTATIVAS,
    RESERVA,
)
from seicidades.documentos.servicos.planilhas import DE_NOVO, tratar, varrer
from tests.factories import UsuarioFactory

pytestmark = pytest.mark.django_db
CONTEUDO = b"codigo_ibge;passo;dia\n"


@pytest.fixture
def planilha():
    return PlanilhaDeAssinaturas.nova("a.csv", CONTEUDO, UsuarioFactory(gerente=True))


def passar_o_tempo(planilha):
    PlanilhaDeAssinaturas.objects.filter(pk=planilha.pk).update(reservada_ate=timezone.now())


def tentar(planilha, fazer):
    tratar(PlanilhaDeAssinaturas, str(planilha.pk), A_CONFERIR, fazer)
    planilha.refresh_from_db()
    return planilha


def falhar(planilha):
    raise RuntimeError("defeito")


def test_o_defeito_se_diz_e_se_tenta_de_novo_poucas_vezes(planilha, caplog):
    lida = tentar(planilha, falhar)
    assert (lida.em_curso, lida.tentativas, lida.aviso) == (True, 1, DE_NOVO)
    assert lida.reservada_ate <= timezone.now() + ESPERA_DEPOIS_DE_FALHAR

    for _ in range(MAXIMO_DE_TENTATIVAS - 1):
        passar_o_tempo(planilha)
        lida = tentar(planilha, falhar)

    assert lida.situacao == "recusada"
    assert lida.sha256[:12] in lida.aviso
    assert [r.levelname for r in caplog.records].count("ERROR") == MAXIMO_DE_TENTATIVAS
    assert varrer(PlanilhaDeAssinaturas, falhar) == 0


def test_quem_morre_a_tratar_nao_tenta_para_sempre_e_o_codigo_fica_no_registro(planilha, caplog):
    feitas = []
    for _ in range(MAXIMO_DE_TENTATIVAS + 1):
        passar_o_tempo(planilha)
        lida = tentar(planilha, feitas.append)  # nada mudou: é como se morresse no meio
    assert len(feitas) == MAXIMO_DE_TENTATIVAS
    assert lida.situacao == "recusada"
    assert [r.getMessage() for r in caplog.records if lida.sha256[:12] in r.getMessage()]


def test_enquanto_um_a_trata_outro_nao_a_pega(planilha):
    tentar(planilha, lambda p: None)
    assert not PlanilhaDeAssinaturas.objects.reservar(planilha.pk, A_CONFERIR)
    assert planilha.reservada_ate <= timezone.now() + RESERVA
    passar_o_tempo(planilha)
    assert PlanilhaDeAssinaturas.objects.reservar(planilha.pk, A_CONFERIR)


def test_a_varredura_so_chama_a_que_ficou_sem_ninguem(planilha):
    chamadas = []

    def chamar(situacao, pk):
        chamadas.append((situacao, pk))

    tentar(planilha, lambda p: None)
    assert varrer(PlanilhaDeAssinaturas, chamar) == 0
    passar_o_tempo(planilha)
    assert varrer(PlanilhaDeAssinaturas, chamar) == 1
    assert chamadas == [("na_fila", str(planilha.pk))]


def test_a_descartada_no_meio_nao_quebra(planilha):
    def descartar_e_falhar(planilha):
        planilha.delete()
        raise RuntimeError("defeito")

    tratar(PlanilhaDeAssinaturas, str(planilha.pk), A_CONFERIR, descartar_e_falhar)
    tratar(PlanilhaDeAssinaturas, str(uuid.uuid4()), A_CONFERIR, falhar)
    assert not PlanilhaDeAssinaturas.objects.exists()


def test_o_conteudo_fica_cifrado_e_volta_igual(planilha):
    lida = PlanilhaDeAssinaturas.objects.get()
    assert CONTEUDO not in bytes(lida.conteudo_cifrado)
    assert (lida.conteudo, lida.conferencia) == (CONTEUDO, {})
    assert lida.expira_em - lida.enviada_em == timedelta(days=2)
