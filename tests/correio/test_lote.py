"""Muitas mensagens de uma vez, e a saída com um clique."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from seicidades.correio import redacao, servicos, tasks
from seicidades.correio.models import MAXIMO_DE_TENTATIVAS, Mensagem, Situacao
from tests.factories import MensagemFactory, PortaoFactory, UsuarioFactory

pytestmark = pytest.mark.django_db
AVISO = {"titulo": "Lembrete", "paragrafos": ["Há o que fazer, D'Ávila & Filhos."]}
SAIR = "http://testserver/lembretes/sair/1:abc/"


def rascunho(numero: int, **campos) -> servicos.Rascunho:
    padrao = {
        "para": f"pessoa{numero}@exemplo.invalid",
        "assunto": "Lembrete\nsemanal",
        "modelo": "aviso",
        "contexto": AVISO,
        "chave": f"lote:{numero}",
    }
    return servicos.Rascunho(**padrao | campos)


def test_lote_entra_com_um_copy_e_acorda_a_varredura_uma_vez(
    monkeypatch, django_capture_on_commit_callbacks
):
    chamadas = []
    monkeypatch.setattr(servicos, "chamar_tarefa", lambda *args: chamadas.append(args))
    with (
        django_capture_on_commit_callbacks(execute=True),
        CaptureQueriesContext(connection) as feitas,
    ):
        servicos.enfileirar_lote(rascunho(numero) for numero in range(50))

    assert [q["sql"].split()[0] for q in feitas] == ["SAVEPOINT", "COPY", "RELEASE"]
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


# --- Redigir na entrega -----------------------------------------------------------------


@pytest.fixture
def na_fila(caixa_postal):
    PortaoFactory(aberto=True)
    servicos.enfileirar_lote([rascunho(1)])
    return Mensagem.objects.get()


@pytest.fixture
def modelo_quebrado(monkeypatch):
    """Só o modelo `aviso` falha."""
    certo = redacao.redigir

    def quebrar(modelo, contexto, para):
        if modelo == "aviso":
            raise KeyError("paragrafos")
        return certo(modelo, contexto, para)

    with monkeypatch.context() as remendo:
        remendo.setattr(redacao, "redigir", quebrar)
        yield remendo.undo


def test_espera_como_dados_e_quem_entrega_redige(na_fila, caixa_postal):
    assert (na_fila.texto, na_fila.html, na_fila.contexto) == ("", "", AVISO)

    tasks.entregar(na_fila.pk)

    na_fila.refresh_from_db()
    assert (na_fila.situacao, na_fila.contexto) == (Situacao.ENVIADO, {})
    assert "D'Ávila & Filhos" in na_fila.texto
    assert "D&#x27;Ávila &amp; Filhos" in na_fila.html
    assert caixa_postal.cabecalhos("Message-ID") == [servicos.identificar("lote:1")]


def test_redigida_uma_vez_nao_muda_com_o_modelo(na_fila, caixa_postal, monkeypatch):
    caixa_postal.respostas = ["450 mais tarde"]
    tasks.entregar(na_fila.pk)
    na_fila.refresh_from_db()
    antes = na_fila.texto
    assert na_fila.situacao == Situacao.PENDENTE

    monkeypatch.setattr(redacao, "redigir", lambda *args: ("Outro.", "<p>Outro.</p>"))
    Mensagem.objects.update(tentar_em=timezone.now())
    tasks.entregar(na_fila.pk)

    na_fila.refresh_from_db()
    assert (na_fila.situacao, na_fila.texto) == (Situacao.ENVIADO, antes)


def test_modelo_que_falha_fica_dito_na_linha_e_nao_segura_as_outras(
    na_fila, caixa_postal, modelo_quebrado
):
    outra = MensagemFactory()
    tasks.entregar(na_fila.pk)
    tasks.entregar(outra.pk)

    for mensagem in (na_fila, outra):
        mensagem.refresh_from_db()
    assert (na_fila.situacao, na_fila.possivel_duplicata) == (Situacao.PENDENTE, False)
    assert "O modelo 'aviso' não redigiu a mensagem (KeyError" in na_fila.erro
    assert na_fila.contexto == AVISO
    assert outra.situacao == Situacao.ENVIADO
    assert len(caixa_postal.recebidas) == 1

    modelo_quebrado()
    Mensagem.objects.update(tentar_em=timezone.now())
    tasks.entregar(na_fila.pk)
    na_fila.refresh_from_db()
    assert (na_fila.situacao, na_fila.erro) == (Situacao.ENVIADO, "")


def test_modelo_que_falha_sempre_acaba_em_falha(na_fila, modelo_quebrado):
    Mensagem.objects.update(tentativas=MAXIMO_DE_TENTATIVAS - 1)

    tasks.entregar(na_fila.pk)

    na_fila.refresh_from_db()
    assert na_fila.situacao == Situacao.FALHOU


def test_a_administracao_le_o_que_vai_sair(client, na_fila, modelo_quebrado):
    client.force_login(UsuarioFactory(administrador=True))
    url = f"/admin/correio/mensagem/{na_fila.pk}/change/"
    assert "não redigiu a mensagem" in client.get(url).text

    modelo_quebrado()

    assert "Há o que fazer" in client.get(url).text
    na_fila.refresh_from_db()
    assert na_fila.contexto == AVISO


def test_a_caixa_da_demonstracao_mostra_o_que_vai_sair(client, settings):
    settings.DEMO = True
    servicos.enfileirar_lote([rascunho(1)])

    assert (
        "Há o que fazer" in client.get(f"/demonstracao/correio/{Mensagem.objects.get().pk}/").text
    )
