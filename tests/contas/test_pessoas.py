"""Contas: criar, avisar, mudar, desativar."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.utils import timezone

from seicidades.comum.papeis import Papel
from seicidades.contas import servicos
from seicidades.correio.models import Mensagem
from tests.contas.conftest import ultima_mensagem
from tests.factories import SENHA, UsuarioFactory, VinculoFactory

pytestmark = pytest.mark.django_db


def test_criar_com_senha_nao_avisa():
    pessoa = servicos.criar_usuario(
        email="Ana@Exemplo.invalid", nome="Ana Fictícia", telefone="1835029000", senha=SENHA
    )

    assert (pessoa.email, pessoa.nome_publico) == ("ana@exemplo.invalid", "Ana Fictícia")
    assert pessoa.check_password(SENHA)
    assert not Mensagem.objects.exists()


def test_criar_sem_senha_avisa_que_a_entrada_e_por_codigo():
    pessoa = servicos.criar_usuario(
        email="ana@exemplo.invalid", nome="Ana", papel_estado=Papel.GERENTE, avisar=True
    )

    assert not pessoa.has_usable_password()
    mensagem = ultima_mensagem("ana@exemplo.invalid")
    assert mensagem.transacional
    assert "enviaremos um código" in mensagem.texto
    assert "http://testserver/conta/entrar/" in mensagem.texto


def test_desativar_encerra_todos_os_papeis():
    vinculo = VinculoFactory()
    futuro = VinculoFactory(
        usuario=vinculo.usuario, inicio=timezone.localdate() + timedelta(days=5)
    )
    pessoa = vinculo.usuario
    pessoa.is_active = False

    servicos.atualizar_usuario(pessoa, por=UsuarioFactory(administrador=True))

    for encerrado in (vinculo, futuro):
        encerrado.refresh_from_db()
        assert encerrado.fim is not None
    assert not pessoa.vinculos.ativos(timezone.localdate()).exists()
    assert futuro.fim == futuro.inicio - timedelta(days=1)


def test_deixar_de_ser_gerente_encerra_a_carteira():
    carteira = VinculoFactory(gerencia=True)
    pessoa = carteira.usuario
    pessoa.papel_estado = Papel.ADMINISTRADOR
    servicos.atualizar_usuario(pessoa, por=None)
    assert pessoa.vinculos.ativos(timezone.localdate()).exists()

    pessoa.papel_estado = Papel.OBSERVADOR
    servicos.atualizar_usuario(pessoa, por=None)

    assert not pessoa.vinculos.ativos(timezone.localdate()).exists()


def test_mudar_o_nome_nao_mexe_nos_papeis():
    vinculo = VinculoFactory()
    vinculo.usuario.nome = "Outro Nome"

    servicos.atualizar_usuario(vinculo.usuario, por=None)

    vinculo.refresh_from_db()
    assert (vinculo.fim, vinculo.usuario.nome) == (None, "Outro Nome")


def test_reiniciar_segundo_fator_apaga_e_avisa():
    pessoa = UsuarioFactory(gerente=True)
    Authenticator.objects.create(user=pessoa, type="totp", data={"secret": "x"})

    servicos.reiniciar_segundo_fator(pessoa)

    assert not Authenticator.objects.exists()
    assert "reiniciou o segundo fator" in ultima_mensagem(pessoa.email).texto
