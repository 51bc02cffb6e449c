"""Só esta etapa no roteiro."""

import pytest

from interlocutores.etapa import INTERLOCUTORES
from tests.uma_etapa import (  # noqa: F401 (o pytest os acha aqui)
    arquivo,
    cidade,
    em_nome_de,
    implantacao,
    nova_implantacao,
    pagina,
    roteiro,
    roteiro_so_daqui,
)


@pytest.fixture
def etapa():
    return INTERLOCUTORES
