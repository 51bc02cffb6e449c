"""A prefeitura, quem a representa e o cadastro dessa pessoa no SEI do Estado."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils import timezone


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


class RepresentanteQuerySet(models.QuerySet):
    def com_mandato_em(self, dia):
        return self.filter(mandato_inicio__lte=dia, mandato_fim__gte=dia)


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

    objects = RepresentanteQuerySet.as_manager()

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


class CadastroExterno(models.Model):
    """A espera pelo cadastro de usuário externo no SEI do Estado, mão a mão.

    É da pessoa, não do cargo: quem assume a prefeitura depois pede o seu.
    """

    representante = models.OneToOneField(
        Representante,
        on_delete=models.PROTECT,
        related_name="cadastro_externo",
        verbose_name="representante",
    )
    pedido_em = models.DateField("pedido em")
    comprovante = models.ForeignKey(
        "documentos.Arquivo",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="comprovante do pedido",
    )
    liberado_em = models.DateField("liberado em", null=True, blank=True)
    desativado_em = models.DateField("desativado em", null=True, blank=True)
    atualizado_em = models.DateTimeField("atualizado em", auto_now=True)

    class Meta:
        verbose_name = "cadastro de usuário externo"
        verbose_name_plural = "cadastros de usuário externo"
        ordering = ("representante_id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(liberado_em=None) | Q(liberado_em__gte=F("pedido_em")),
                name="cadastro_externo_liberado_depois_do_pedido",
                violation_error_message="A liberação vem antes do pedido. Confira as datas.",
            ),
            models.CheckConstraint(
                condition=Q(desativado_em=None) | Q(desativado_em__gte=F("pedido_em")),
                name="cadastro_externo_desativado_depois_do_pedido",
                violation_error_message="A desativação vem antes do pedido. Confira as datas.",
            ),
        ]

    def __str__(self):
        return f"Cadastro externo de {self.representante}"


class TipoDeMovimentoDoCadastro(models.TextChoices):
    PEDIDO = "pedido", "cadastro pedido"
    LIBERADO = "liberado", "cadastro liberado"
    DESATIVADO = "desativado", "cadastro desativado"
    REATIVADO = "reativado", "cadastro reativado"


class MovimentoDoCadastro(models.Model):
    """Um passo do cadastro, com o dia em que aconteceu. As linhas só se acrescentam."""

    cadastro = models.ForeignKey(
        CadastroExterno,
        on_delete=models.PROTECT,
        related_name="movimentos",
        verbose_name="cadastro",
    )
    tipo = models.CharField("o que houve", max_length=12, choices=TipoDeMovimentoDoCadastro)
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
        verbose_name = "movimento do cadastro"
        verbose_name_plural = "movimentos dos cadastros"
        ordering = ("cadastro_id", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(tipo__in=TipoDeMovimentoDoCadastro.values),
                name="movimento_do_cadastro_conhecido",
            ),
        ]

    def __str__(self):
        return f"{self.get_tipo_display()} em {self.ocorreu_em:%d/%m/%Y}"
