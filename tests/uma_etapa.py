"""Um roteiro de uma etapa só, e gente para preenchê-la. Quem usa define o fixture `etapa`."""

from dataclasses import dataclass

import pytest
from django.urls import reverse
from django.utils import timezone

from seicidades.comum.papeis import Papel
from seicidades.contas.models import Usuario
from seicidades.documentos.servicos import guardar
from seicidades.fluxo import declaracao
from seicidades.fluxo.models import Implantacao
from seicidades.fluxo.servicos import iniciar, publicar_roteiro
from tests.documentos.amostras import envio
from tests.factories import OrgaoFactory, UsuarioFactory, VinculoFactory


@pytest.fixture(autouse=True)
def roteiro_so_daqui(monkeypatch, etapa):
    monkeypatch.setattr(declaracao, "_registro", {etapa.chave: etapa})


@pytest.fixture
def roteiro(db):
    return publicar_roteiro()


@pytest.fixture
def nova_implantacao(roteiro):
    """Cria implantações que ainda não começaram: bastam para as regras da etapa."""

    def criar():
        return Implantacao.objects.create(orgao=OrgaoFactory(), versao=roteiro)

    return criar


@pytest.fixture
def implantacao(nova_implantacao):
    return nova_implantacao()


@pytest.fixture
def arquivo(db):
    """Guarda um PDF no cofre de um órgão."""

    def guardar_pdf(orgao):
        return guardar(orgao, envio(), UsuarioFactory(gerente=True))

    return guardar_pdf


@dataclass
class Cidade:
    """Uma implantação iniciada e as pessoas que a tocam."""

    implantacao: Implantacao
    gerente: Usuario
    representante: Usuario
    gestor_sei: Usuario
    gestor_ti: Usuario

    def item(self, chave):
        return self.implantacao.itens.get(chave=chave)


@pytest.fixture
def cidade(roteiro) -> Cidade:
    hoje = timezone.localdate()
    orgao = OrgaoFactory()
    gerente = UsuarioFactory(gerente=True)
    VinculoFactory(orgao=orgao, usuario=gerente, papel=Papel.GERENTE, inicio=hoje)
    papeis = (Papel.REPRESENTANTE, Papel.GESTOR_SEI, Papel.GESTOR_TI)
    pessoas = [VinculoFactory(orgao=orgao, papel=papel, inicio=hoje).usuario for papel in papeis]
    implantacao, _ = iniciar(orgao, gerente, chave="inicio")
    return Cidade(implantacao, gerente, *pessoas)


@pytest.fixture
def pagina(client, cidade, etapa):
    """Abre ou envia uma página, em nome de alguém."""

    def pedir(nome, por, dados=None, args=(), **consulta):
        client.force_login(por)
        url = reverse(f"{etapa.chave}:{nome}", args=[cidade.implantacao.pk, *args], query=consulta)
        return client.get(url) if dados is None else client.post(url, dados)

    return pedir


EM_NOME_DE = {"nome-origem": "oficio", "nome-comprovacao": "Ofício 12/2026 da prefeitura."}


@pytest.fixture
def em_nome_de():
    """O que a gerência diz ao registrar em nome de outra pessoa."""
    return EM_NOME_DE
