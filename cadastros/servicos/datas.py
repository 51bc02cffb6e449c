"""Recusas de datas comuns aos registros da etapa."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone


def recusar_futura(dia: date | None, campo: str) -> None:
    """Recusa, no campo, um dia que ainda não chegou."""
    hoje = timezone.localdate()
    if dia and dia > hoje:
        raise ValidationError(
            {
                campo: f"{dia:%d/%m/%Y} ainda não chegou; hoje é {hoje:%d/%m/%Y}. "
                "Informe o dia em que aconteceu."
            }
        )
