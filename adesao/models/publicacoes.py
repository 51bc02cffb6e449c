"""Onde os instrumentos saíram publicados."""

from django.db import models
from django.db.models import Q

from adesao.models.instrumentos import Instrumento


class Publicacao(models.Model):
    """Onde e quando saiu, com o endereço ou a página guardada."""

    veiculo = models.CharField("veículo", max_length=120)
    publicado_em = models.DateField("publicado em")
    secao = models.CharField("seção", max_length=60, blank=True)
    pagina = models.CharField("página", max_length=20, blank=True)
    link = models.URLField("endereço na internet", max_length=500, blank=True)
    arquivo = models.ForeignKey(
        "documentos.Arquivo",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="página publicada",
    )
    atualizado_em = models.DateTimeField("atualizado em", auto_now=True)

    class Meta:
        abstract = True


class PublicacaoDoExtrato(Publicacao):
    """Onde saiu o extrato, no diário do Estado."""

    instrumento = models.OneToOneField(
        Instrumento,
        on_delete=models.PROTECT,
        related_name="publicacao",
        verbose_name="instrumento",
    )

    class Meta:
        verbose_name = "publicação do extrato"
        verbose_name_plural = "publicações de extratos"
        ordering = ("instrumento_id",)
        constraints = [
            models.CheckConstraint(
                condition=~Q(link="") | Q(arquivo__isnull=False),
                name="publicacao_com_link_ou_arquivo",
                violation_error_message="Informe o endereço da publicação ou anexe a página.",
            ),
        ]

    def __str__(self):
        return f"Extrato publicado em {self.publicado_em:%d/%m/%Y}"


class PublicacaoDoMunicipio(Publicacao):
    """Onde o próprio município publicou, no diário dele."""

    instrumento = models.OneToOneField(
        Instrumento,
        on_delete=models.PROTECT,
        related_name="publicacao_do_municipio",
        verbose_name="instrumento",
    )

    class Meta:
        verbose_name = "publicação do município"
        verbose_name_plural = "publicações dos municípios"
        ordering = ("instrumento_id",)
        constraints = [
            models.CheckConstraint(
                condition=~Q(link="") | Q(arquivo__isnull=False),
                name="publicacao_do_municipio_com_link_ou_arquivo",
                violation_error_message="Informe o endereço da publicação ou anexe a página.",
            ),
        ]

    def __str__(self):
        return f"Publicado pelo município em {self.publicado_em:%d/%m/%Y}"
