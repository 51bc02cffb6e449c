"""O que as regras da adesão têm em comum: o dia de hoje, datas que não cabem, salvar conferindo."""

from collections.abc import Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone

from seicidades.comum.formatos import data_curta


def hoje() -> date:
    return timezone.localdate()


def recusar_futura(campo: str, dia: date | None, assunto: str) -> None:
    """O que já aconteceu não tem data adiante.

    Raises:
        ValidationError: no campo.
    """
    if dia and dia > hoje():
        raise ValidationError(
            {
                campo: f"{data_curta(dia)} ainda não chegou. "
                f"Registre {assunto} depois que acontecer, ou confira a data."
            }
        )


def recusar_anterior(
    campo: str, dia: date | None, limite: date | None, de_que: str, saida: str = "Confira a data."
) -> None:
    """Recusa o que vem antes do que devia vir primeiro.

    Args:
        de_que: o que houve no limite, com a preposição: "da minuta".

    Raises:
        ValidationError: no campo.
    """
    if dia and limite and dia < limite:
        raise ValidationError(
            {campo: f"{data_curta(dia)} vem antes {de_que}, em {data_curta(limite)}. {saida}"}
        )


def salvar(objeto, dados: Mapping):
    """Preenche, confere as restrições com as frases do modelo e salva."""
    for campo, valor in dados.items():
        setattr(objeto, campo, valor)
    objeto.full_clean()
    objeto.save()
    return objeto
