import pytest
from django.contrib.admin.models import LogEntry

from seicidades.correio.models import Mensagem, Portao, Situacao
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
