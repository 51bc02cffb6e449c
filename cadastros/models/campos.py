"""Campos que se repetem nos modelos da etapa."""

from datetime import date

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


class EntradaDeLista(models.Model):
    """O que se pede a todas ou, com `desde`, só às implantações que começaram depois.

    Assim uma entrada nova não desfaz o que outra implantação já concluiu.
    """

    chave = models.SlugField("chave", max_length=50, unique=True)
    ordem = models.PositiveSmallIntegerField("ordem")
    desde = models.DateField(
        "pedida às implantações iniciadas desde",
        null=True,
        blank=True,
        help_text="Vazio: pedida a todas, também às que já passaram desta etapa.",
    )
    em_uso = models.BooleanField("em uso", default=True)

    objects = ListaQuerySet.as_manager()

    class Meta:
        abstract = True

    def pedida_a(self, inicio: date | None) -> bool:
        """Se cabe a uma implantação que começou neste dia, ou que ainda não começou."""
        return self.desde is None or inicio is None or inicio >= self.desde
