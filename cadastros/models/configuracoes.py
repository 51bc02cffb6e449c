"""A lista de configurações, por assunto e por lado."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from cadastros.models.campos import VAZIO, EntradaDeLista, arquivo, autor, implantacao
from seicidades.comum.papeis import Lado

LADOS_DA_CONFIGURACAO = [(lado.value, lado.rotulo) for lado in (Lado.MUNICIPIO, Lado.PRODESP)]


class TipoDeConfiguracao(EntradaDeLista):
    """Um assunto da lista de configurações e de que lado ele fica."""

    titulo = models.CharField("assunto", max_length=120)
    ajuda = models.TextField("o que é e o que prova")
    lado = models.CharField("responsável", max_length=10, choices=LADOS_DA_CONFIGURACAO)

    class Meta:
        verbose_name = "assunto de configuração"
        verbose_name_plural = "assuntos de configuração"
        ordering = ("lado", "ordem", "chave")
        constraints = [
            models.CheckConstraint(
                condition=Q(lado__in=[valor for valor, _ in LADOS_DA_CONFIGURACAO]),
                name="assunto_lado_conhecido",
            ),
        ]

    def __str__(self):
        return self.titulo


class SituacaoDaConfiguracao(models.TextChoices):
    FEITA = "feita", "Está configurado"
    NAO_SE_APLICA = "nao_se_aplica", "Não se aplica aqui"


class Configuracao(models.Model):
    """O que uma implantação registrou sobre um assunto."""

    implantacao = implantacao("configuracoes")
    tipo = models.ForeignKey(
        TipoDeConfiguracao, models.PROTECT, related_name="registros", verbose_name="assunto"
    )
    situacao = models.CharField("situação", max_length=15, choices=SituacaoDaConfiguracao.choices)
    feita_em = models.DateField("data em que ficou pronto", null=True, blank=True)
    responsavel = models.CharField("quem fez", max_length=120, blank=True)
    evidencia = models.TextField("o que comprova", blank=True)
    arquivo = arquivo()
    motivo = models.TextField("por que não se aplica", blank=True)
    observacao = models.TextField("observação", blank=True)
    registrada_por = autor("registrada por")
    registrada_em = models.DateTimeField("registrada em", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "configuração"
        verbose_name_plural = "configurações"
        ordering = ("implantacao", "tipo")
        constraints = [
            models.UniqueConstraint(
                fields=("implantacao", "tipo"), name="configuracao_uma_por_assunto"
            ),
            models.CheckConstraint(
                condition=(
                    Q(situacao=SituacaoDaConfiguracao.FEITA, feita_em__isnull=False, motivo=VAZIO)
                    & ~Q(responsavel=VAZIO)
                    & (~Q(evidencia=VAZIO) | Q(arquivo__isnull=False))
                )
                | (
                    Q(situacao=SituacaoDaConfiguracao.NAO_SE_APLICA, feita_em=None)
                    & ~Q(motivo=VAZIO)
                ),
                name="configuracao_completa",
                violation_error_message=(
                    "Informe data, quem fez e o que comprova; ou por que não se aplica."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.tipo}: {self.get_situacao_display()}"
