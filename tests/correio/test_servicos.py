import logging

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from kombu.exceptions import OperationalError

from seicidades.correio import servicos
from seicidades.correio.models import Mensagem, Portao, Situacao
from tests.factories import MensagemFactory

pytestmark = pytest.mark.django_db

ENTREGA, VARREDURA = servicos.TAREFA_DE_ENTREGA, servicos.TAREFA_DE_VARREDURA


@pytest.fixture
def chamadas(monkeypatch):
    """As tarefas pedidas à fila, no lugar da fila."""
    pedidas = []
    monkeypatch.setattr(
        servicos.app, "send_task", lambda nome, args, **_: pedidas.append((nome, *args))
    )
    return pedidas


def enfileirar(**campos):
    padrao = {
        "para": "pessoa@exemplo.invalid",
        "assunto": "Assunto",
        "texto": "Texto",
        "chave": "k:1",
    }
    return servicos.enfileirar(**padrao | campos)


def test_enfileirar_chama_a_entrega_depois_do_commit(chamadas, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        mensagem = enfileirar()
        assert chamadas == []

    assert chamadas == [(ENTREGA, mensagem.pk)]


@pytest.mark.django_db(transaction=True)
def test_enfileirar_desfeito_com_a_transacao_nao_deixa_rastro(chamadas):
    with transaction.atomic():
        enfileirar()
        transaction.set_rollback(True)

    assert not Mensagem.objects.exists()
    assert chamadas == []


def test_mesma_chave_e_a_mesma_linha(chamadas, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        primeira, segunda = enfileirar(), enfileirar(assunto="Outro")

    assert primeira == segunda
    assert len(chamadas) == 1
    assert Mensagem.objects.get().assunto == "Assunto"


def test_message_id_vem_da_chave_e_nao_muda(settings):
    settings.DEFAULT_FROM_EMAIL = "SEI Cidades <nao-responda@exemplo.invalid>"

    assert enfileirar().message_id == servicos.identificar("k:1")
    assert servicos.identificar("k:1") != servicos.identificar("k:2")
    assert servicos.identificar("k:1").endswith("@exemplo.invalid>")


def test_assunto_vira_uma_linha_so():
    mensagem = enfileirar(assunto="Convite\r\nBcc: outra@exemplo.invalid\n")

    assert mensagem.assunto == "Convite Bcc: outra@exemplo.invalid"


def test_endereco_invalido_e_recusado_antes_de_entrar_na_fila():
    with pytest.raises(ValidationError):
        enfileirar(para="pessoa@exemplo.invalid\nBcc: x@exemplo.invalid")


def test_fila_fora_do_ar_nao_derruba_quem_enfileira(
    monkeypatch, caplog, django_capture_on_commit_callbacks
):
    def cair(*args, **kwargs):
        raise OperationalError("sem conexão")

    monkeypatch.setattr(servicos.app, "send_task", cair)
    with caplog.at_level(logging.WARNING), django_capture_on_commit_callbacks(execute=True):
        mensagem = enfileirar()

    assert mensagem.situacao == Situacao.PENDENTE
    assert "a varredura cuidará" in caplog.text


def test_portao_guarda_quem_o_abriu_e_chama_a_varredura(
    chamadas, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        servicos.mudar_portao(aberto=True, por="admin@exemplo.invalid")
        servicos.mudar_portao(aberto=False, por="outra@exemplo.invalid")

    portao = Portao.objects.get()
    assert (portao.aberto, portao.mudado_por) == (False, "outra@exemplo.invalid")
    assert portao.mudado_em is not None
    assert chamadas == [(VARREDURA,)]


def test_reprocessar_devolve_a_fila_so_as_que_falharam(
    chamadas, django_capture_on_commit_callbacks
):
    falha, enviada = MensagemFactory(falhou=True), MensagemFactory(enviada=True)

    with django_capture_on_commit_callbacks(execute=True):
        assert servicos.reprocessar(Mensagem.objects.all()) == 1

    falha.refresh_from_db()
    enviada.refresh_from_db()
    assert (falha.situacao, falha.tentativas) == (Situacao.PENDENTE, 0)
    assert enviada.situacao == Situacao.ENVIADO
    assert chamadas == [(ENTREGA, falha.pk)]


AVISO = {
    "titulo": "Etapa devolvida: <Adesão> & companhia",
    "paragrafos": ["A etapa voltou para o município."],
    "motivos": ["Falta a assinatura de D'Ávila & Filhos"],
    "botao_texto": "Ver o que corrigir",
    "botao_url": "http://testserver/implantacoes/1/",
}


def test_modelo_de_aviso_em_texto_e_html():
    mensagem = servicos.enfileirar_modelo(
        "aviso", AVISO, para="pessoa@exemplo.invalid", chave="aviso:1"
    )

    assert mensagem.assunto == "Etapa devolvida: <Adesão> & companhia"
    assert "- Falta a assinatura de D'Ávila & Filhos\n" in mensagem.texto
    assert "Ver o que corrigir:\nhttp://testserver/implantacoes/1/\n" in mensagem.texto
    assert "&lt;Adesão&gt; &amp; companhia" in mensagem.html
    assert mensagem.transacional is False


def test_modelo_de_aviso_dispensa_motivos_e_botao():
    contexto = {"titulo": "Etapa aprovada", "paragrafos": ["Tudo certo."]}

    mensagem = servicos.enfileirar_modelo(
        "aviso", contexto, para="pessoa@exemplo.invalid", chave="aviso:2"
    )

    assert mensagem.texto.startswith("Tudo certo.\n\n--\nSEI Cidades")
    assert "botao" not in mensagem.html.split("</style>")[1]
