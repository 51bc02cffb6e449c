"""Uma carga da carteira: do arquivo enviado ao que ficou gravado."""

from django.db import models
from django.db.models import F, Q

from seicidades.documentos.models.planilha import PlanilhaEnviada
from seicidades.documentos.models.planilha import SituacaoDaPlanilha as Situacao

__all__ = ["Carga", "Situacao"]


class Carga(PlanilhaEnviada):
    """Um arquivo da carteira. O conteúdo fica cifrado e some depois de gravado ou vencido."""

    finalidade = b"seicidades.importacao"

    digest = models.CharField("digest do que se conferiu", max_length=64, blank=True)
    escolhas = models.JSONField("escolhas", default=dict)
    resumo = models.JSONField("resumo", default=dict)

    class Meta:
        verbose_name = "carga da carteira"
        verbose_name_plural = "cargas da carteira"
        ordering = ("-enviada_em", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(situacao__in=Situacao.values), name="carteira_situacao_conhecida"
            ),
            models.CheckConstraint(
                condition=Q(situacao=Situacao.GRAVADA, gravada_em__isnull=False)
                | (~Q(situacao=Situacao.GRAVADA) & Q(gravada_em=None)),
                name="carteira_gravada_com_data",
            ),
            models.CheckConstraint(
                condition=Q(expira_em__gt=F("enviada_em")), name="carteira_vence_depois"
            ),
        ]

    def __str__(self):
        return f"Carga {self.sha256[:12]}, {self.get_situacao_display()}"

    @property
    def fonte(self) -> str:
        """Como a carga se identifica no registro de andamentos."""
        return f"planilha «{self.nome_do_arquivo}», SHA-256 {self.sha256[:12]}"
