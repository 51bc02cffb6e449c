import pytest

from seicidades.documentos.servicos import guardar
from seicidades.fluxo.models import Implantacao
from seicidades.fluxo.servicos import publicar_roteiro
from tests.documentos.amostras import envio
from tests.factories import OrgaoFactory, UsuarioFactory


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
