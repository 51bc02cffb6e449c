"""A restrição do banco que recusou uma linha, dita como o modelo a diz.

As regras conferem antes de gravar; isto é para quando duas pessoas gravam ao
mesmo tempo, e só o banco vê as duas.
"""

from functools import cache

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import BaseConstraint, UniqueConstraint


def recusa_do_banco(erro: IntegrityError) -> ValidationError | None:
    """A frase da restrição, no último dos campos que ela compara; `None` se ela não tem frase."""
    diagnostico = getattr(erro.__cause__, "diag", None)
    restricao = _com_frase().get(getattr(diagnostico, "constraint_name", None))
    if restricao is None:
        return None
    campos = restricao.fields if isinstance(restricao, UniqueConstraint) else ()
    frase = restricao.get_violation_error_message()
    return ValidationError({campos[-1]: frase} if campos else frase)


@cache
def _com_frase() -> dict[str, BaseConstraint]:
    """Nome → restrição dos nossos modelos que diz à pessoa o que fazer."""
    padrao = BaseConstraint.default_violation_error_message
    return {
        restricao.name: restricao
        for modelo in apps.get_models()
        for restricao in modelo._meta.constraints
        if restricao.violation_error_message != padrao
    }
