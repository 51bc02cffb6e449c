from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from seicidades.correio.models import Mensagem, Portao, Situacao
from tests.factories import MensagemFactory, PortaoFactory

pytestmark = pytest.mark.django_db


def recusado_pelo_banco(nome, criar):
    with pytest.raises(IntegrityError, match=nome), transaction.atomic():
        criar()
    return True


def test_situacao_e_uma_das_conhecidas():
    assert MensagemFactory(situacao=Situacao.FALHOU)
    assert recusado_pelo_banco(
        "mensagem_situacao_conhecida", lambda: MensagemFactory(situacao="perdida")
    )


def test_enviada_tem_data_e_so_ela():
    assert MensagemFactory(enviada=True)
    for campos in ({"situacao": Situacao.ENVIADO}, {"enviado_em": timezone.now()}):
        assert recusado_pelo_banco(
            "mensagem_enviada_tem_data", lambda c=campos: MensagemFactory(**c)
        )


def test_reservada_diz_por_quem_e_ate_quando():
    mensagem = MensagemFactory(transacional=True)
    assert Mensagem.objects.reservar(mensagem.pk, por=timedelta(minutes=1))
    assert recusado_pelo_banco(
        "mensagem_reservada_tem_prazo", lambda: MensagemFactory(situacao=Situacao.RESERVADO)
    )


def test_transacional_nunca_espera_num_contexto():
    assert MensagemFactory(texto="", modelo="aviso", contexto={"titulo": "x"})
    assert recusado_pelo_banco(
        "mensagem_transacional_ja_redigida",
        lambda: MensagemFactory(texto="", modelo="codigo", contexto={"a": 1}, transacional=True),
    )


def test_o_que_foi_redigido_nao_guarda_o_contexto():
    assert MensagemFactory(modelo="aviso")
    assert recusado_pelo_banco(
        "mensagem_redigida_sem_contexto",
        lambda: MensagemFactory(modelo="aviso", contexto={"titulo": "x"}),
    )


def test_portao_e_um_so():
    assert PortaoFactory()
    assert recusado_pelo_banco("portao_unico", lambda: Portao.objects.create(id=2))


def test_reservar_conta_a_tentativa_e_recusa_o_segundo():
    mensagem = MensagemFactory(transacional=True)

    reservada = Mensagem.objects.reservar(mensagem.pk, por=timedelta(minutes=10))

    assert (reservada.situacao, reservada.tentativas) == (Situacao.RESERVADO, 1)
    assert Mensagem.objects.reservar(mensagem.pk, por=timedelta(minutes=10)) is None


def test_reservar_espera_a_hora_de_tentar():
    mensagem = MensagemFactory(transacional=True, tentar_em=timezone.now() + timedelta(minutes=1))

    assert Mensagem.objects.reservar(mensagem.pk, por=timedelta(minutes=10)) is None


def test_aviso_espera_o_portao_e_transacional_nao():
    aviso, codigo = MensagemFactory(), MensagemFactory(transacional=True)
    agora = timezone.now()

    assert list(Mensagem.objects.por_entregar(agora)) == [codigo]
    PortaoFactory(aberto=True)
    assert set(Mensagem.objects.por_entregar(agora)) == {aviso, codigo}


@pytest.mark.parametrize(
    ("situacao", "duvida"), [(Situacao.RESERVADO, False), (Situacao.ENTREGANDO, True)]
)
def test_reserva_vencida_volta_a_fila_e_so_a_que_estava_saindo_fica_em_duvida(situacao, duvida):
    mensagem = MensagemFactory(transacional=True)
    Mensagem.objects.reservar(mensagem.pk, por=timedelta(minutes=-1))
    Mensagem.objects.filter(pk=mensagem.pk).update(situacao=situacao)

    outra_vez = Mensagem.objects.reservar(mensagem.pk, por=timedelta(minutes=10))

    assert (outra_vez.tentativas, outra_vez.possivel_duplicata) == (2, duvida)


def test_quem_perdeu_a_reserva_nao_muda_a_linha():
    mensagem = MensagemFactory(transacional=True)
    lento = Mensagem.objects.reservar(mensagem.pk, por=timedelta(minutes=-1))
    Mensagem.objects.reservar(mensagem.pk, por=timedelta(minutes=10))

    assert lento.marcar_entregando() is False
    lento.marcar_enviada(apagar_conteudo=True)

    mensagem.refresh_from_db()
    assert (mensagem.situacao, mensagem.possivel_duplicata) == (Situacao.RESERVADO, True)
    assert mensagem.texto


def test_abandonada_vezes_demais_e_dada_por_falha():
    mensagem = MensagemFactory(transacional=True, tentativas=7)
    Mensagem.objects.reservar(mensagem.pk, por=timedelta(minutes=-1))

    assert Mensagem.objects.desistir_das_abandonadas(timezone.now()) == 1

    mensagem.refresh_from_db()
    assert mensagem.situacao == Situacao.FALHOU
    assert "parou no meio" in mensagem.erro


def test_mensagem_se_apresenta_sem_o_conteudo():
    assert str(MensagemFactory()) == "Etapa devolvida (pendente)"
    assert [str(Portao(aberto=a)) for a in (True, False)] == ["Portão aberto", "Portão fechado"]
