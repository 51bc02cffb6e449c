"""A minuta do ato, o que a Prodesp disse dela e o parecer da área jurídica."""

from django.db import models
from django.db.models import Q

from regulamentacao.sala.models import Redacao


class MinutaQuerySet(models.QuerySet):
    def ultimas(self):
        """A última versão de cada implantação."""
        return self.order_by("implantacao_id", "-versao").distinct("implantacao_id")


class Minuta(models.Model):
    """Uma versão da minuta: um arquivo enviado ou o texto escrito na sala. Não se troca."""

    implantacao = models.ForeignKey(
        "fluxo.Implantacao",
        models.PROTECT,
        related_name="regulamentacao_minutas",
        verbose_name="implantação",
    )
    versao = models.PositiveSmallIntegerField("versão")
    arquivo = models.ForeignKey(
        "documentos.Arquivo",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="arquivo",
    )
    redacao = models.ForeignKey(
        Redacao,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="entregas",
        verbose_name="versão da sala da minuta",
    )
    observacao = models.CharField("observação", max_length=500, blank=True)
    registrada_em = models.DateField("data do registro")

    objects = MinutaQuerySet.as_manager()

    class Meta:
        verbose_name = "minuta do ato"
        verbose_name_plural = "minutas do ato"
        ordering = ["implantacao", "-versao"]
        constraints = [
            models.UniqueConstraint(
                fields=["implantacao", "versao"],
                name="minuta_versao_unica",
                violation_error_message="Esta versão da minuta já existe.",
            ),
            models.CheckConstraint(
                condition=Q(versao__gte=1),
                name="minuta_versao_comeca_em_um",
                violation_error_message="A primeira versão da minuta é a de número 1.",
            ),
            models.CheckConstraint(
                condition=Q(arquivo=None) ^ Q(redacao=None),
                name="minuta_de_arquivo_ou_da_sala",
                violation_error_message="A minuta vem de um arquivo ou da sala da minuta.",
            ),
        ]

    def __str__(self):
        return f"versão {self.versao}"

    @property
    def analisada(self) -> bool:
        return hasattr(self, "analise")


class AnaliseDaMinuta(models.Model):
    """O que a Prodesp disse de uma versão da minuta. O município lê."""

    class Resultado(models.TextChoices):
        SEM_AJUSTES = "sem_ajustes", "Pode seguir como está"
        COM_SUGESTOES = "com_sugestoes", "Pode seguir, com sugestões"
        PEDE_AJUSTES = "pede_ajustes", "Precisa de ajustes antes de seguir"

    minuta = models.OneToOneField(
        Minuta, models.PROTECT, related_name="analise", verbose_name="minuta"
    )
    resultado = models.CharField("resultado", max_length=20, choices=Resultado)
    observacoes = models.TextField("observações", max_length=4000, blank=True)
    analisada_em = models.DateField("data da análise")

    class Meta:
        verbose_name = "análise da minuta"
        verbose_name_plural = "análises da minuta"
        ordering = ["minuta"]
        constraints = [
            models.CheckConstraint(
                condition=Q(resultado="sem_ajustes") | ~Q(observacoes=""),
                name="analise_diz_o_que_ajustar",
                violation_error_message=(
                    "Escreva as sugestões ou os ajustes, para o município saber o que fazer."
                ),
            ),
        ]

    def __str__(self):
        return self.get_resultado_display()

    @property
    def pede_ajustes(self) -> bool:
        return self.resultado == self.Resultado.PEDE_AJUSTES


class ParecerJuridico(models.Model):
    """O parecer da área jurídica do município sobre a minuta."""

    class Conclusao(models.TextChoices):
        FAVORAVEL = "favoravel", "Favorável"
        COM_RESSALVAS = "com_ressalvas", "Favorável, com ressalvas"
        CONTRARIO = "contrario", "Contrário"

    implantacao = models.OneToOneField(
        "fluxo.Implantacao",
        models.PROTECT,
        related_name="regulamentacao_parecer",
        verbose_name="implantação",
    )
    numero = models.CharField("número", max_length=40, blank=True)
    emitido_em = models.DateField("data do parecer")
    conclusao = models.CharField("conclusão", max_length=20, choices=Conclusao)
    ressalvas = models.TextField("ressalvas", max_length=2000, blank=True)
    arquivo = models.ForeignKey(
        "documentos.Arquivo", models.PROTECT, related_name="+", verbose_name="arquivo"
    )

    class Meta:
        verbose_name = "parecer jurídico"
        verbose_name_plural = "pareceres jurídicos"
        ordering = ["implantacao"]
        constraints = [
            models.CheckConstraint(
                condition=Q(conclusao="favoravel") | ~Q(ressalvas=""),
                name="parecer_diz_as_ressalvas",
                violation_error_message="Resuma as ressalvas ou o motivo do parecer contrário.",
            ),
        ]

    def __str__(self):
        return f"parecer de {self.emitido_em:%d/%m/%Y}"
