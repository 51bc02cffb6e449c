"""Muitas mensagens de uma vez, e a saída com um clique."""

import pytest

from seicidades.correio import servicos, tasks
from seicidades.correio.models import Mensagem
from tests.factories import MensagemFactory, PortaoFactory

pytestmark = pytest.mark.django_db
SAIR = "http://testserver/lembretes/sair/1:abc/"


def rascunho(numero: int, **campos) -> servicos.Rascunho:
    padrao = {
        "para": f"pessoa{numero}@exemplo.invalid",
        "assunto": "Lembrete\nsemanal",
        "texto": "Há o que fazer.\n",
        "html": "<p>Há o que fazer.</p>",
        "chave": f"lote:{numero}",
    }
    return servicos.Rascunho(**padrao | campos)


def test_lote_entra_com_um_insert_e_acorda_a_varredura_uma_vez(
    monkeypatch, django_assert_num_queries, django_capture_on_commit_callbacks
):
    chamadas = []
    monkeypatch.setattr(servicos, "chamar_tarefa", lambda *args: chamadas.append(args))
    with django_capture_on_commit_callbacks(execute=True), django_assert_num_queries(1):
        servicos.enfileirar_lote(rascunho(numero) for numero in range(50))

    assert Mensagem.objects.filter(assunto="Lembrete semanal", transacional=False).count() == 50
    assert chamadas == [(servicos.TAREFA_DE_VARREDURA,)]


def test_chave_repetida_fica_como_esta():
    servicos.enfileirar_lote([rascunho(1)])
    servicos.enfileirar_lote([rascunho(1, assunto="Outro"), rascunho(2)])

    assert list(Mensagem.objects.order_by("chave").values_list("chave", "assunto")) == [
        ("lote:1", "Lembrete semanal"),
        ("lote:2", "Lembrete semanal"),
    ]


def test_lote_vazio_nao_toca_no_banco(django_assert_num_queries):
    with django_assert_num_queries(0):
        servicos.enfileirar_lote([])


def test_saida_com_um_clique_vai_no_cabecalho(caixa_postal):
    PortaoFactory(aberto=True)
    tasks.entregar(MensagemFactory(sair_url=SAIR).pk)
    tasks.entregar(MensagemFactory().pk)

    assert caixa_postal.cabecalhos("List-Unsubscribe") == [f"<{SAIR}>"]
    assert caixa_postal.cabecalhos("List-Unsubscribe-Post") == ["List-Unsubscribe=One-Click"]
