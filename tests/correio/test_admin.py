import pytest
from django.contrib.admin.models import LogEntry
from django.db import IntegrityError
from django.utils import timezone

from seicidades.correio.models import Mensagem, Portao, Situacao
from seicidades.correio.servicos import recusas_do_correio
from tests.factories import MensagemFactory, PortaoFactory, UsuarioFactory

pytestmark = pytest.mark.django_db

MENSAGENS, PORTAO = "/admin/correio/mensagem/", "/admin/correio/portao/"


@pytest.fixture(autouse=True)
def administradora(client):
    pessoa = UsuarioFactory(administrador=True)
    client.force_login(pessoa)
    return pessoa


def test_mensagens_so_se_leem(client):
    aviso = MensagemFactory()
    endereco = f"{MENSAGENS}{aviso.pk}/change/"

    assert "A etapa foi devolvida com motivos." in client.get(endereco).text
    assert client.post(endereco, {"para": "x@exemplo.invalid"}).status_code == 403
    assert client.get(f"{MENSAGENS}add/").status_code == 403
    assert client.post(f"{MENSAGENS}{aviso.pk}/delete/", {"post": "yes"}).status_code == 403


def test_conteudo_transacional_nao_aparece_nem_para_a_administracao(client):
    codigo = MensagemFactory(transacional=True, texto="BCDF-GHJK", html="<p>BCDF-GHJK</p>")

    pagina = client.get(f"{MENSAGENS}{codigo.pk}/change/").text

    assert codigo.para in pagina
    assert "BCDF-GHJK" not in pagina


def test_lista_filtra_por_situacao(client):
    MensagemFactory(falhou=True, assunto="Recusada pelo destino")
    MensagemFactory(enviada=True, assunto="Entregue ao destino")

    pagina = client.get(MENSAGENS, {"situacao": "falhou"}).text

    assert "Recusada pelo destino" in pagina
    assert "Entregue ao destino" not in pagina


def test_devolver_a_fila_as_que_falharam_fica_registrado(client, administradora):
    falha, enviada = MensagemFactory(falhou=True), MensagemFactory(enviada=True)
    acao = {"action": "devolver_a_fila", "_selected_action": [falha.pk, enviada.pk]}

    pagina = client.post(MENSAGENS, acao, follow=True).text

    assert "Mensagens devolvidas à fila: 1." in pagina
    assert Mensagem.objects.get(pk=falha.pk).situacao == Situacao.PENDENTE
    entrada = LogEntry.objects.get()
    assert (entrada.object_id, entrada.user) == (str(falha.pk), administradora)


def test_abrir_e_fechar_o_portao_guarda_quem(client, administradora):
    assert client.get(PORTAO).url == f"{PORTAO}1/change/"
    assert not Portao.objects.get().aberto

    client.post(f"{PORTAO}1/change/", {"aberto": "on"})

    portao = Portao.objects.get()
    assert (portao.aberto, portao.mudado_por) == (True, administradora.email)
    assert LogEntry.objects.get().user == administradora


def test_portao_nao_se_cria_nem_se_apaga(client):
    PortaoFactory()

    assert client.get(f"{PORTAO}add/").status_code == 403
    assert client.post(f"{PORTAO}1/delete/", {"post": "yes"}).status_code == 403


def test_o_que_se_retirou_da_fila_nao_volta_a_ela(client):
    retirada = MensagemFactory(situacao=Situacao.RETIRADO, erro="Deixou o papel.")
    acao = {"action": "devolver_a_fila", "_selected_action": [retirada.pk]}

    pagina = client.post(MENSAGENS, acao, follow=True).text

    assert "Retiradas da fila, que não voltam a ela: 1." in pagina
    assert Mensagem.objects.get().situacao == Situacao.RETIRADO
    assert not LogEntry.objects.exists()


def test_a_devolucao_que_veio_depois_marca_o_endereco_como_a_recusa(client, administradora):
    voltou, falha = MensagemFactory(enviada=True), MensagemFactory(falhou=True)
    acao = {"action": "caixa_recusou", "_selected_action": [voltou.pk, falha.pk]}
    assert recusas_do_correio([voltou.para]) == {}

    pagina = client.post(MENSAGENS, acao, follow=True).text

    assert "Mensagens marcadas como devolvidas: 1." in pagina
    recusa = recusas_do_correio([voltou.para])[voltou.para]
    assert (recusa, recusa.erro) == (
        voltou,
        f"Aviso de devolução registrado por {administradora.nome_publico}",
    )
    assert LogEntry.objects.get().object_id == str(voltou.pk)


def test_o_que_sai_depois_da_devolucao_limpa_o_endereco(client):
    voltou = MensagemFactory(enviada=True)
    client.post(MENSAGENS, {"action": "caixa_recusou", "_selected_action": [voltou.pk]})
    MensagemFactory(enviada=True, para=voltou.para)

    assert recusas_do_correio([voltou.para]) == {}


def test_so_volta_o_que_saiu():
    with pytest.raises(IntegrityError, match="mensagem_devolvida_foi_enviada"):
        MensagemFactory(falhou=True, devolvida_em=timezone.now())
