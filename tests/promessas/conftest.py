"""As cidades e as pessoas do percurso, criadas uma vez por arquivo e desfeitas no fim."""

import pytest

from tests.acesso import mundo as mundos
from tests.acesso import percurso


@pytest.fixture(scope="module")
def mundo(django_db_setup, django_db_blocker):
    with mundos.emprestado(django_db_blocker) as mundo:
        yield mundo


@pytest.fixture(scope="module")
def visitante(mundo):
    return percurso.Visitante(mundo)
