"""Uma planilha de assinaturas, do envio ao que ficou gravado."""

from django.db import models
from django.db.models import F, Q

from seicidades.documentos.models.planilha import PlanilhaEnviada, SituacaoDaPlanilha

__all__ = ["PlanilhaDeAssinaturas", "SituacaoDaPlanilha"]


class PlanilhaDeAssinaturas(PlanilhaEnviada):
    """Um CSV de assinaturas de muitas cidades. O conteúdo fica cifrado e some depois."""

    finalidade = b"adesao.planilhas"

    mudancas = models.PositiveIntegerField("mudanças gravadas", default=0)

    class Meta:
        verbose_name = "planilha de assinaturas"
        verbose_name_plural = "planilhas de assinaturas"
        ordering = ("-enviada_em", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(situacao=SituacaoDaPlanilha.GRAVADA, gravada_em__isnull=False)
                | (~Q(situacao=SituacaoDaPlanilha.GRAVADA) & Q(gravada_em=None)),
                name="planilha_de_assinaturas_gravada_com_data",
            ),
            models.CheckConstraint(
                condition=Q(expira_em__gt=F("enviada_em")),
                name="planilha_de_assinaturas_vence_depois",
            ),
        ]

    def __str__(self):
        return f"Planilha {self.sha256[:12]}, {self.get_situacao_display()}"

    @property
    def fonte(self) -> str:
        """Como a planilha se identifica no registro de andamentos."""
        return f"planilha de assinaturas, SHA-256 {self.sha256[:12]}"
