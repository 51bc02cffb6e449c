"""O campo de data: o que aceita e o que recusa, com a saída."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from seicidades.fluxo.forms import CampoDeData


def test_aceita_do_calendario_e_escrita_a_brasileira():
    assert CampoDeData().clean("2026-05-15") == date(2026, 5, 15)
    assert CampoDeData().clean("01/01/1900") == date(1900, 1, 1)


@pytest.mark.parametrize("escrita", ["0001-01-01", "31/12/1899", "0026-03-02"])
def test_recusa_ano_escrito_pela_metade(escrita):
    with pytest.raises(ValidationError, match="antes de 1900"):
        CampoDeData().clean(escrita)
