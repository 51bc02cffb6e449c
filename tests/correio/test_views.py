"""A caixa da demonstração: aberta lá, inexistente em outro lugar."""

import pytest

from tests.factories import MensagemFactory, PortaoFactory, UsuarioFactory

pytestmark = pytest.mark.django_db

CAIXA = "/demonstracao/correio/"


def test_fora_da_demonstracao_nao_existe(client):
    mensagem = MensagemFactory()
    client.force_login(UsuarioFactory(administrador=True))

    assert client.get(CAIXA).status_code == 404
    assert client.get(f"{CAIXA}{mensagem.pk}/").status_code == 404


@pytest.fixture
def demo(settings):
    settings.DEMO = True


def test_lista_sem_entrar_da_mais_nova_para_a_mais_velha(client, demo):
    MensagemFactory(assunto="Primeira")
    MensagemFactory(assunto="Segunda", transacional=True)

    pagina = client.get(CAIXA).text

    assert pagina.index("Segunda") < pagina.index("Primeira")
    assert "fechado" in pagina
    PortaoFactory(aberto=True)
    assert "está aberto" in client.get(CAIXA).text


def test_vazia_diz_o_que_vai_aparecer(client, demo):
    assert "Nenhuma mensagem" in client.get(CAIXA).text


def test_paginada(client, demo, django_assert_max_num_queries):
    MensagemFactory.create_batch(51)

    with django_assert_max_num_queries(4):
        assert "pagina=2" in client.get(CAIXA).text
    assert client.get(CAIXA, {"pagina": 2}).status_code == 200


def test_mensagem_mostra_o_texto_com_link_e_nada_executa(client, demo):
    mensagem = MensagemFactory(
        texto="Abra http://testserver/convites/abc/\n<script>alert(1)</script>",
        html="<script>alert(2)</script>",
    )

    pagina = client.get(f"{CAIXA}{mensagem.pk}/").text

    assert 'href="http://testserver/convites/abc/"' in pagina
    assert "&lt;script&gt;alert(1)" in pagina
    assert "alert(2)" not in pagina


def test_so_se_le(client, demo):
    assert client.post(CAIXA).status_code == 405
