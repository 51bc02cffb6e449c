"""O que os testes da adesão repetem."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone


def amanha():
    return timezone.localdate() + timedelta(days=1)


def recusa(chamar, campo="__all__") -> str:
    """A frase com que a regra recusa, no campo dito."""
    with pytest.raises(ValidationError) as erro:
        chamar()
    if campo == "__all__":
        return " ".join(erro.value.messages)
    assert list(erro.value.message_dict) == [campo]
    return erro.value.message_dict[campo][0]
