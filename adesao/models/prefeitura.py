"""A prefeitura e quem a representa."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value


class PeriodoFechado(Func):
    """Período de datas que inclui o primeiro e o último dia."""

    function = "daterange"
    output_field = DateRangeField()

    def __init__(self, inicio, fim, **extra):
        super().__init__(inicio, fim, Value("[]"), **extra)


class DadosDaPrefeitura(models.Model):
    """Contato e endereço da prefeitura. O CNPJ fica no órgão."""

    implantacao = models.OneToOneField(
        "fluxo.Implantacao",
        on_delete=models.PROTECT,
        related_name="adesao_prefeitura",
        verbose_name="implantação",
    )
    email = models.EmailField("e-mail institucional")
    telefone = models.CharField("telefone", max_length=30)
    logradouro = models.CharField("logradouro", max_length=120)
    numero = models.CharField("número", max_length=10, blank=True)
    complemento = models.CharField("complemento", max_length=60, blank=True)
    bairro = models.CharField("bairro", max_length=80)
    cep = models.CharField("CEP", max_length=8)
    atualizado_em = models.DateTimeField("atualizado em", auto_now=True)

    class Meta:
        verbose_name = "dados da prefeitura"
        verbose_name_plural = "dados das prefeituras"
        ordering = ("implantacao_id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(cep__regex=r"^[0-9]{8}$"),
                name="prefeitura_cep_com_oito_digitos",
                violation_error_message="O CEP tem oito algarismos. Confira o número.",
            ),
        ]

    def __str__(self):
        return f"Dados da prefeitura ({self.implantacao})"


class Representante(models.Model):
    """Quem assina pela prefeitura, com o mandato. Quem deixa o cargo continua na história."""

    implantacao = models.ForeignKey(
        "fluxo.Implantacao",
        on_delete=models.PROTECT,
        related_name="adesao_representantes",
        verbose_name="implantação",
    )
    nome = models.CharField("nome completo", max_length=150)
    nome_social = models.CharField("nome social", max_length=150, blank=True)
    cargo = models.CharField("cargo", max_length=80)
    email = models.EmailField("e-mail")
    mandato_inicio = models.DateField("início do mandato")
    mandato_fim = models.DateField("fim do mandato")
    atualizado_em = models.DateTimeField("atualizado em", auto_now=True)

    class Meta:
        verbose_name = "representante"
        verbose_name_plural = "representantes"
        ordering = ("implantacao_id", "-mandato_inicio")
        constraints = [
            models.CheckConstraint(
                condition=Q(mandato_fim__gte=F("mandato_inicio")),
                name="representante_mandato_em_ordem",
                violation_error_message="O fim do mandato vem antes do início. Confira as datas.",
            ),
            ExclusionConstraint(
                name="representante_um_por_vez",
                expressions=[
                    ("implantacao", RangeOperators.EQUAL),
                    (PeriodoFechado("mandato_inicio", "mandato_fim"), RangeOperators.OVERLAPS),
                ],
                violation_error_message="Já há representante nesse período. Confira os mandatos.",
            ),
        ]

    def __str__(self):
        return self.nome_publico

    @property
    def nome_publico(self):
        return self.nome_social or self.nome
