"""Caixas de setor, convite perdido, endereço que recusa mensagens."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from seicidades.comum.papeis import Papel
from seicidades.comum.validadores import parece_caixa_de_setor
from seicidades.contas import servicos, tasks, views_da_entrada
from seicidades.contas.models import CaixaPostal, Convite
from seicidades.correio.models import Mensagem
from seicidades.correio.servicos import recusas_do_correio
from tests.contas.conftest import link_da_mensagem, ultima_mensagem
from tests.factories import (
    ConviteFactory,
    MensagemFactory,
    OrgaoFactory,
    UsuarioFactory,
    VinculoFactory,
)

pytestmark = pytest.mark.django_db
PEDIR = "/convites/outro-link/"


@pytest.mark.parametrize(
    ("email", "e"),
    [
        ("gabinete@exemplo.invalid", True),
        ("TI@exemplo.invalid", True),
        ("secretaria.saude@exemplo.invalid", True),
        ("administração2@exemplo.invalid", True),
        ("ana.prado@exemplo.invalid", False),
        ("tiago@exemplo.invalid", False),
        ("gestor-sei.3500105@exemplo.invalid", False),
    ],
)
def test_reconhece_caixa_de_setor_pela_primeira_palavra(email, e):
    assert parece_caixa_de_setor(email) is e


def convidar(email, **campos):
    gerente = UsuarioFactory(gerente=True)
    return servicos.convidar(
        orgao=OrgaoFactory(), papel=Papel.GESTOR_TI, nome="Ana", email=email, por=gerente, **campos
    )


def test_convidar_caixa_de_setor_marca_salvo_se_e_de_uma_pessoa_so():
    convidar("ti@exemplo.invalid")
    convidar("rh@exemplo.invalid", caixa_de_uma_pessoa=True)
    convidar("ana@exemplo.invalid")
    marcas = dict(CaixaPostal.objects.order_by("pk").values_list("email", "compartilhada"))
    assert marcas == {"ti@exemplo.invalid": True, "rh@exemplo.invalid": False}
    assert "mais de uma pessoa" in servicos.aviso_da_caixa("ti@exemplo.invalid")
    assert servicos.aviso_da_caixa("rh@exemplo.invalid", de_uma_pessoa=True) == ""
    assert servicos.aviso_da_caixa("ana@exemplo.invalid") == ""


@pytest.mark.parametrize("antes", [True, False])
def test_outro_orgao_nao_muda_o_que_se_sabe_da_caixa_de_quem_ja_responde(antes):
    pessoa = UsuarioFactory(email="ti@exemplo.invalid")
    VinculoFactory(usuario=pessoa, papel=Papel.GESTOR_SEI)
    servicos.marcar_caixa(pessoa.email, compartilhada=antes, por=None)
    convidar(pessoa.email, caixa_de_uma_pessoa=antes)
    assert servicos.caixa_compartilhada(pessoa.email) is antes


def test_quem_le_caixa_de_setor_so_aceita_com_senha(client):
    servicos.marcar_caixa("ti@exemplo.invalid", compartilhada=True, por=None)
    ConviteFactory(segredo="s", email="ti@exemplo.invalid")
    assert "sem_senha" not in client.get("/convites/s/").context["form"].fields
    recusada = client.post("/convites/s/", {"nome": "Ana", "sem_senha": "on"})
    assert set(recusada.context["form"].errors) == {"password1", "password2"}


def test_quem_prefere_aceita_sem_senha_e_entra_por_codigo(client):
    ConviteFactory(segredo="s", email="ana@exemplo.invalid")
    assert client.post("/convites/s/", {"nome": "Ana Prado", "sem_senha": "on"}).url == "/"
    assert not Convite.objects.get().aceito_por.has_usable_password()


def test_caixa_em_minusculas():
    with pytest.raises(IntegrityError, match="caixa_email_minusculo"):
        CaixaPostal.objects.create(email="TI@exemplo.invalid", compartilhada=True)


# --- Convite perdido


@pytest.fixture
def fila(monkeypatch):
    """O que a página manda à fila, que o teste faz na hora."""
    pedidos = []

    def chamar(nome, *args):
        pedidos.append((nome, args))
        tasks.reenviar_convites(*args)

    monkeypatch.setattr(views_da_entrada, "chamar_tarefa", chamar)
    return pedidos


def test_pedir_outro_link_diz_o_mesmo_exista_ou_nao_o_endereco(client, fila):
    convite = ConviteFactory(vencido=True, enviado_em="2026-01-05T12:00:00Z")
    conta = VinculoFactory().usuario
    paginas = set()
    for email in (convite.email, conta.email, "ninguem@exemplo.invalid"):
        resposta = client.post(PEDIR, {"email": email})
        paginas.add(resposta.text.replace(email, "").split("<main")[1])
    assert len({len(p) // 50 for p in paginas}) == 1
    assert all("Se este endereço foi convidado" in p for p in paginas)
    assert fila[0][1] == (convite.email,)
    assert client.get(link_da_mensagem(convite.email)).status_code == 200
    assert ultima_mensagem(conta.email).assunto == "Você já tem acesso"
    assert Mensagem.objects.count() == 2


def test_abrir_a_pagina_de_pedir_nada_envia_e_pedir_em_seguida_nao_repete(client, fila):
    convite = ConviteFactory(enviado_em="2026-01-05T12:00:00Z")
    client.get(PEDIR)
    assert fila == []
    for _ in range(2):
        client.post(PEDIR, {"email": convite.email})
    assert Mensagem.objects.count() == 1


@pytest.mark.parametrize(("horas", "morre"), [(0, False), (5.9, False), (6.1, True)])
def test_pedir_sem_entrar_nao_mata_o_link_que_saiu_ha_pouco(client, fila, horas, morre):
    enviado = timezone.now() - timedelta(hours=horas)
    convite = ConviteFactory(segredo="recente", enviado_em=enviado)
    client.post(PEDIR, {"email": convite.email})
    assert Mensagem.objects.exists() is morre
    assert (client.get("/convites/recente/").status_code == 404) is morre


def test_quem_gerencia_reenvia_a_qualquer_hora(client):
    convite = ConviteFactory(enviado_em=timezone.now() - timedelta(minutes=2))
    servicos.reenviar_convite(convite, por=convite.criado_por)
    assert client.get(link_da_mensagem(convite.email)).status_code == 200


def test_convite_cancelado_nao_volta_pelo_pedido(client, fila):
    convite = ConviteFactory(revogado=True)
    client.post(PEDIR, {"email": convite.email})
    assert not Mensagem.objects.exists()


def test_pedido_nao_reaviva_convite_depois_do_qual_outra_pessoa_assumiu(client, fila):
    convite = ConviteFactory(segredo="s", enviado_em="2026-01-05T12:00:00Z")
    VinculoFactory(orgao=convite.orgao, papel=convite.papel, suplente=convite.suplente)
    client.post(PEDIR, {"email": convite.email})
    assert not Mensagem.objects.exists()
    assert client.post("/convites/s/", {"nome": "Ana", "sem_senha": "on"}).status_code == 410


def test_pedir_o_convite_de_quem_ja_tem_conta_escreve_a_ela_uma_vez_por_dia(client, fila):
    conta = VinculoFactory().usuario
    for _ in range(3):
        client.post(PEDIR, {"email": conta.email})
    assert Mensagem.objects.filter(para=conta.email).count() == 1


def test_pedir_outro_link_tem_limite_por_endereco(client, fila):
    for _ in range(5):
        client.post(PEDIR, {"email": "ana@exemplo.invalid"})
    assert client.post(PEDIR, {"email": "ana@exemplo.invalid"}).status_code == 429


# --- Endereço que recusa


def recusada(para):
    return MensagemFactory(para=para, situacao="falhou", tentativas=1, erro="550 sem caixa")


def test_recusa_e_a_definitiva_sem_entrega_depois(django_assert_num_queries):
    recusada("a@exemplo.invalid")
    recusada("b@exemplo.invalid")
    MensagemFactory(para="b@exemplo.invalid", enviada=True)
    MensagemFactory(para="c@exemplo.invalid", falhou=True)  # esgotou as tentativas: rede
    nosso = "SMTPSenderRefused: (550, b'remetente recusado', 'nao-responda@exemplo.invalid')"
    MensagemFactory(para="d@exemplo.invalid", situacao="falhou", tentativas=1, erro=nosso)
    todos = [f"{letra}@exemplo.invalid" for letra in "abcd"]
    with django_assert_num_queries(1):
        achadas = recusas_do_correio(todos)
    assert set(achadas) == {"a@exemplo.invalid"}
    assert recusas_do_correio([]) == {}


def test_pagina_das_pessoas_mostra_o_endereco_que_recusa_e_a_saida(client):
    vinculo = VinculoFactory()
    convite = ConviteFactory(orgao=vinculo.orgao, papel=Papel.GESTOR_TI)
    for email in (vinculo.usuario.email, convite.email):
        recusada(email)
    client.force_login(UsuarioFactory(gerente=True))
    pagina = client.get(f"/pessoas/{vinculo.orgao_id}/").text
    assert pagina.count("Endereço recusa mensagens") == 2
    assert "550 sem caixa" in pagina
    client.force_login(VinculoFactory(orgao=vinculo.orgao, papel=Papel.GESTOR_DOCUMENTAL).usuario)
    assert "recusa mensagens" not in client.get(f"/pessoas/{vinculo.orgao_id}/").text


def test_trocar_o_endereco_derruba_o_antigo_e_avisa_o_novo(client):
    vinculo = VinculoFactory()
    gerente = UsuarioFactory(gerente=True)
    client.force_login(vinculo.usuario)
    assert client.get("/conta/perfil/").status_code == 200
    servicos.trocar_endereco(vinculo.usuario, "Nova@exemplo.invalid", por=gerente)
    vinculo.usuario.refresh_from_db()
    assert vinculo.usuario.email == "nova@exemplo.invalid"
    assert "mudou" in ultima_mensagem("nova@exemplo.invalid").assunto
    assert client.get("/conta/perfil/").url.startswith("/conta/entrar/")


def test_trocar_o_endereco_recusa_o_de_outra_conta_e_gente_do_estado():
    gerente, outra = UsuarioFactory(gerente=True), UsuarioFactory()
    for pessoa, email in ((UsuarioFactory(), outra.email), (gerente, "x@exemplo.invalid")):
        with pytest.raises(servicos.VinculoRecusado):
            servicos.trocar_endereco(pessoa, email, por=gerente)
