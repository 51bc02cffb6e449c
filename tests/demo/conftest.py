"""O Estado inteiro carregado, como na demonstração."""

from io import StringIO

import pytest
from django.core.management import call_command


@pytest.fixture
def municipios(db):
    call_command("importar_municipios", stdout=StringIO())


@pytest.fixture
def na_demo(settings):
    settings.DEMO = True
