"""Uma implantação do roteiro de verdade, com gente em todos os papéis."""

import pytest
from django.utils import timezone

from seicidades.comum.papeis import Papel
from seicidades.fluxo import servicos
from tests.factories import OrgaoFactory, UsuarioFactory, VinculoFactory


@pytest.fixture
def gerente(db):
    return UsuarioFactory(gerente=True)


@pytest.fixture
def implantacao(gerente):
    servicos.publicar_roteiro()
    implantacao, _ = servicos.iniciar(OrgaoFactory(), gerente, chave="inicio")
    return implantacao


@pytest.fixture
def conhecimento(implantacao):
    return VinculoFactory(
        orgao=implantacao.orgao, papel=Papel.GESTOR_CONHECIMENTO, inicio=timezone.localdate()
    ).usuario
