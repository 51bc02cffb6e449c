"""Os textos de que saem os documentos, versão a versão."""

import hashlib

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from seicidades.documentos.declaracao import TipoDeDocumento, documentos_registrados


class VersaoPublicada(Exception):
    """Alguém tentou mudar ou apagar um texto já publicado."""

    def __init__(self):
        super().__init__(
            "Uma versão publicada não muda nem é apagada: há documentos feitos com ela. "
            "Comece uma versão nova a partir desta."
        )


class ModeloDeDocumento(models.Model):
    """Um tipo de documento que o código declara; o texto fica nas versões."""

    codigo = models.SlugField("código", max_length=60, unique=True)

    class Meta:
        verbose_name = "modelo de documento"
        verbose_name_plural = "modelos de documento"
        ordering = ("codigo",)

    def __str__(self):
        return self.tipo.titulo if self.tipo else self.codigo

    @property
    def tipo(self) -> TipoDeDocumento | None:
        """A declaração; `None`, se o código deixou de a ter."""
        return documentos_registrados().get(self.codigo)

    @property
    def em_vigor(self) -> "VersaoDoModelo | None":
        return self.versoes.publicadas().da_mais_nova().first()

    @property
    def rascunho(self) -> "VersaoDoModelo | None":
        return self.versoes.filter(publicada_em=None).order_by("-numero").first()


class VersaoDoModeloQuerySet(models.QuerySet):
    def publicadas(self):
        return self.filter(publicada_em__isnull=False)

    def da_mais_nova(self):
        """Vale a que se publicou por último: um rascunho pode ter número anterior."""
        return self.order_by("-publicada_em", "-numero")


class VersaoDoModelo(models.Model):
    """Um texto. Publicado, não muda nem é apagado (o banco também recusa).

    Sem `criada_por`, veio com o programa.
    """

    modelo = models.ForeignKey(
        ModeloDeDocumento, models.PROTECT, related_name="versoes", verbose_name="modelo"
    )
    numero = models.PositiveIntegerField("versão")
    texto = models.TextField("texto")
    resumo = models.CharField("SHA-256 do texto", max_length=64, editable=False)
    mudanca = models.CharField("o que mudou", max_length=300)
    criada_por = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="escrita por",
    )
    criada_em = models.DateTimeField("começada em", default=timezone.now, editable=False)
    publicada_por = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="publicada por",
    )
    publicada_em = models.DateTimeField("publicada em", null=True, blank=True)

    objects = VersaoDoModeloQuerySet.as_manager()

    class Meta:
        verbose_name = "versão de modelo"
        verbose_name_plural = "versões de modelos"
        ordering = ("modelo", "-numero")
        constraints = [
            models.UniqueConstraint(fields=("modelo", "numero"), name="versao_unica_no_modelo"),
            models.UniqueConstraint(
                fields=("modelo",),
                condition=Q(publicada_em=None),
                name="versao_um_rascunho_por_modelo",
                violation_error_message="Já há um rascunho deste modelo. Continue nele.",
            ),
            models.CheckConstraint(
                condition=Q(publicada_em__isnull=False) | Q(publicada_por=None),
                name="versao_publicada_com_data",
            ),
            models.CheckConstraint(
                condition=~Q(mudanca=""),
                name="versao_diz_o_que_mudou",
                violation_error_message="Diga em poucas palavras o que mudou.",
            ),
        ]

    def __str__(self):
        estado = "" if self.publicada_em else " (rascunho)"
        return f"{self.modelo}, versão {self.numero}{estado}"

    def save(self, *args, **kwargs):
        self._recusar_se_publicada()
        self.texto = self.texto.replace("\r\n", "\n")
        self.resumo = resumo_do_texto(self.texto)
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        self._recusar_se_publicada()
        return super().delete(*args, **kwargs)

    def _recusar_se_publicada(self) -> None:
        if not self._state.adding and self.no_banco_publicada():
            raise VersaoPublicada

    def no_banco_publicada(self) -> bool:
        return type(self).objects.publicadas().filter(pk=self.pk).exists()


def resumo_do_texto(texto: str) -> str:
    return hashlib.sha256(texto.encode()).hexdigest()
