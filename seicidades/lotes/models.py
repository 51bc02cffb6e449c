"""Uma ação sobre muitas cidades: o que se pediu, o que se previu e o que deu em cada uma."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.utils import timezone

from seicidades.comum.papeis import Papel
from seicidades.fluxo.models import Implantacao


class Acao(models.TextChoices):
    MOVER = "mover", "passar a carteira a outra pessoa"
    PRORROGAR = "prorrogar", "prorrogar prazos"
    SUSPENDER = "suspender", "suspender"


class Situacao(models.TextChoices):
    RASCUNHO = "rascunho", "por preencher"
    PREVENDO = "prevendo", "em prévia"
    PREVISTO = "previsto", "à espera de confirmação"
    APLICANDO = "aplicando", "em aplicação"
    APLICADO = "aplicado", "aplicado"


EM_CURSO = (Situacao.PREVENDO, Situacao.APLICANDO)
CONFIRMADOS = (Situacao.APLICANDO, Situacao.APLICADO)


class LoteQuerySet(models.QuerySet):
    def de(self, usuario):
        """Os que a pessoa pode abrir: os próprios; a administração, todos."""
        if usuario.papel_estado == Papel.ADMINISTRADOR:
            return self
        return self.filter(criado_por=usuario)

    def com_contas(self):
        """Com o número de cidades, das aplicadas e das recusadas. A mesma consulta."""
        return self.annotate(
            cidades=Count("linhas"),
            aplicadas=Count("linhas", filter=Q(linhas__efeito="aplicada")),
            recusadas=Count("linhas", filter=Q(linhas__efeito="recusada")),
        )

    def esquecidos(self, antes_de):
        """Nunca confirmados e sem movimento desde então."""
        return self.exclude(situacao__in=CONFIRMADOS).filter(desde__lt=antes_de)

    def parados(self, agora, tolerancia: timedelta):
        return self.filter(situacao__in=EM_CURSO, desde__lt=agora - tolerancia)


class Lote(models.Model):
    """O pedido. A seleção fica congelada nas linhas; `desde` é o último sinal de vida."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    acao = models.CharField("ação", max_length=12, choices=Acao.choices)
    criado_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="pedido por"
    )
    criado_em = models.DateTimeField("pedido em", default=timezone.now, editable=False)
    situacao = models.CharField(
        "situação", max_length=10, choices=Situacao.choices, default=Situacao.RASCUNHO
    )
    desde = models.DateTimeField("último sinal em", default=timezone.now)
    parametros = models.JSONField("parâmetros", default=dict)
    avisar = models.BooleanField("avisar por e-mail", default=False)
    aplicado_em = models.DateTimeField("aplicado em", null=True)

    objects = LoteQuerySet.as_manager()

    class Meta:
        verbose_name = "ação em lote"
        verbose_name_plural = "ações em lote"
        ordering = ("-criado_em", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(situacao__in=Situacao.values), name="lote_situacao_conhecida"
            ),
            models.CheckConstraint(condition=Q(acao__in=Acao.values), name="lote_acao_conhecida"),
            models.CheckConstraint(
                condition=Q(situacao=Situacao.APLICADO, aplicado_em__isnull=False)
                | (~Q(situacao=Situacao.APLICADO) & Q(aplicado_em=None)),
                name="lote_aplicado_com_data",
            ),
        ]
        indexes = [models.Index(fields=["situacao", "desde"], name="lote_por_situacao")]

    def __str__(self):
        return f"{self.get_acao_display()}, {self.get_situacao_display()}"

    @property
    def em_curso(self) -> bool:
        return self.situacao in EM_CURSO


class Efeito(models.TextChoices):
    """O que se sabe de uma cidade: antes da prévia, depois dela e depois de aplicar."""

    A_PREVER = "a_prever", "por conferir"
    MUDA = "muda", "vai mudar"
    IGUAL = "igual", "fica igual"
    RECUSADA = "recusada", "recusada"
    APLICADA = "aplicada", "aplicada"


class LinhaQuerySet(models.QuerySet):
    def contagem(self) -> dict[str, int]:
        """Quantas em cada efeito, as que não há inclusive. Uma consulta."""
        contas = self.order_by().values_list("efeito").annotate(n=Count("pk"))
        return dict.fromkeys(Efeito.values, 0) | dict(contas)


class LinhaDoLote(models.Model):
    """Uma cidade do lote.

    `marca` resume o que a prévia disse que mudaria: se, na hora de aplicar, o
    resumo for outro, a cidade mudou desde a prévia.
    """

    lote = models.ForeignKey(
        Lote, models.CASCADE, related_name="linhas", verbose_name="ação em lote"
    )
    implantacao = models.ForeignKey(
        Implantacao, models.PROTECT, related_name="+", verbose_name="implantação"
    )
    efeito = models.CharField(
        "efeito", max_length=8, choices=Efeito.choices, default=Efeito.A_PREVER
    )
    texto = models.CharField("o que muda", max_length=500, blank=True)
    comando = models.JSONField("comando", default=dict)
    seq = models.PositiveIntegerField("último andamento visto", default=0)
    marca = models.CharField("marca da prévia", max_length=64, blank=True)
    recusas = models.JSONField("razões", default=list)
    feita_em = models.DateTimeField("tratada em", null=True)

    objects = LinhaQuerySet.as_manager()

    class Meta:
        verbose_name = "cidade da ação em lote"
        verbose_name_plural = "cidades da ação em lote"
        ordering = ("lote", "implantacao__orgao__municipio__nome_de_busca", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["lote", "implantacao"], name="implantacao_unica_no_lote"
            ),
            models.CheckConstraint(
                condition=Q(efeito__in=Efeito.values), name="linha_efeito_conhecido"
            ),
            models.CheckConstraint(
                condition=~Q(efeito=Efeito.APLICADA) | Q(feita_em__isnull=False),
                name="linha_aplicada_com_data",
            ),
        ]
        indexes = [models.Index(fields=["lote", "efeito"], name="linha_do_lote_por_efeito")]

    def __str__(self):
        return f"{self.implantacao}: {self.get_efeito_display()}"

    @property
    def chave(self) -> str:
        """Marca do pedido no registro de andamentos: repetir o lote não dobra nada."""
        return f"lote:{self.lote_id}:{self.implantacao_id}"
