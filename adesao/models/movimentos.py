"""O que todo movimento guarda: o que houve, em que dia e quem o registrou."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class Movimento(models.Model):
    """Base de um passo com o seu dia. As linhas só se acrescentam.

    Quem herda declara `tipo`, com as escolhas, e de quem é o movimento.
    """

    ocorreu_em = models.DateField("aconteceu em")
    registrado_em = models.DateTimeField("registrado em", default=timezone.now, editable=False)
    registrado_por = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="registrado por",
    )

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.get_tipo_display()} em {self.ocorreu_em:%d/%m/%Y}"
