import pytest

from tests.factories import UsuarioFactory


@pytest.fixture
def gerente(db):
    return UsuarioFactory(gerente=True, nome="Marta Reis")
