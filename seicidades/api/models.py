"""Os tokens com que outros sistemas entram na API."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class TokenQuerySet(models.QuerySet):
    def validos(self, agora):
        """Nem vencidos nem revogados, de pessoa ativa."""
        return self.filter(expira_em__gt=agora, revogado_em=None, dono__is_active=True)


class Token(models.Model):
    """Segredo que vale pela pessoa até uma data. Guarda só o resumo dele."""

    dono = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="tokens", verbose_name="pessoa"
    )
    nome = models.CharField(
        "para que serve", max_length=100, blank=True, help_text="O sistema que vai usá-lo."
    )
    prefixo = models.CharField("começa com", max_length=12, editable=False)
    resumo_do_segredo = models.CharField(max_length=64, unique=True, editable=False)
    criado_em = models.DateTimeField("criado em", default=timezone.now, editable=False)
    criado_por = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="criado por",
    )
    expira_em = models.DateTimeField("vale até")
    ultimo_uso = models.DateTimeField("último uso", null=True, blank=True)
    revogado_em = models.DateTimeField("revogado em", null=True, blank=True)

    objects = TokenQuerySet.as_manager()

    class Meta:
        verbose_name = "token"
        verbose_name_plural = "tokens"
        ordering = ("-criado_em", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(expira_em__gt=F("criado_em")),
                name="token_expira_depois_de_criado",
                violation_error_message="O token precisa valer por algum tempo.",
            ),
            models.CheckConstraint(
                condition=Q(resumo_do_segredo__regex=r"^[0-9a-f]{64}$"),
                name="token_guarda_so_o_resumo",
                violation_error_message="Do segredo só se guarda o resumo SHA-256.",
            ),
        ]

    def __str__(self):
        return f"{self.prefixo}… de {self.dono}"
