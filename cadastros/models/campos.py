"""Campos que se repetem nos modelos da etapa."""

from django.conf import settings
from django.db import models

VAZIO = ""


def autor(rotulo: str) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=rotulo
    )


def implantacao(nome: str) -> models.ForeignKey:
    return models.ForeignKey(
        "fluxo.Implantacao",
        models.PROTECT,
        related_name=f"cadastros_{nome}",
        verbose_name="implantação",
    )


def arquivo() -> models.ForeignKey:
    return models.ForeignKey(
        "documentos.Arquivo",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="arquivo",
    )


class ListaQuerySet(models.QuerySet):
    """Das listas que a administração mantém: o que saiu de uso fica, mas não se pede mais."""

    def em_uso(self):
        return self.filter(em_uso=True)
