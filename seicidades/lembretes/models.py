"""O que os lembretes guardam: o que já saiu, quem pediu pausa, o que a gerência segurou."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from seicidades.fluxo.models import Implantacao
from seicidades.lembretes.escada import RETIVEIS, Momento

MOMENTOS = [(m.value, m.value) for m in Momento]
DEGRAUS_RETIVEIS = [(m.value, m.value) for m in RETIVEIS]


class PausaQuerySet(models.QuerySet):
    def em_vigor(self, hoje):
        return self.filter(Q(ate=None) | Q(ate__gte=hoje))


class Pausa(models.Model):
    """A pessoa não quer lembretes até um dia, inclusive; sem dia, até dizer o contrário."""

    usuario = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="pausa_dos_lembretes",
        verbose_name="pessoa",
    )
    ate = models.DateField("até", null=True, blank=True)
    criada_em = models.DateTimeField("criada em", default=timezone.now, editable=False)

    objects = PausaQuerySet.as_manager()

    class Meta:
        verbose_name = "pausa dos lembretes"
        verbose_name_plural = "pausas dos lembretes"
        ordering = ("usuario",)

    def __str__(self):
        return f"Pausa até {self.ate:%d/%m/%Y}" if self.ate else "Pausa sem data"


class Envio(models.Model):
    """Uma mensagem de lembrete posta na caixa de saída: uma por pessoa e dia."""

    # Sem índice próprio: a restrição que começa por ela já serve à procura.
    usuario = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="+",
        verbose_name="pessoa",
        db_index=False,
    )
    dia = models.DateField("dia")
    # Sem índice próprio: sai da pessoa e do dia, que já são únicos juntos.
    chave = models.CharField("chave na caixa de saída", max_length=200)
    pendencias = models.PositiveIntegerField("pendências citadas")

    class Meta:
        verbose_name = "envio de lembrete"
        verbose_name_plural = "envios de lembretes"
        ordering = ("-dia", "usuario")
        constraints = [
            models.UniqueConstraint(fields=("usuario", "dia"), name="envio_um_por_pessoa_e_dia"),
        ]

    def __str__(self):
        return self.chave


class Lembrete(models.Model):
    """Um prazo já lembrado em certo momento. `assunto` é o item, a etapa ou o compromisso."""

    # Sem índice próprio: a restrição que começa por ela já serve à procura.
    implantacao = models.ForeignKey(
        Implantacao,
        models.CASCADE,
        related_name="lembretes",
        verbose_name="implantação",
        db_index=False,
    )
    assunto = models.CharField("assunto", max_length=120)
    prazo = models.DateField("prazo lembrado")
    momento = models.CharField("momento", max_length=12, choices=MOMENTOS)
    usuario = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="pessoa"
    )
    dia = models.DateField("dia")

    class Meta:
        verbose_name = "lembrete"
        verbose_name_plural = "lembretes"
        ordering = ("-dia", "implantacao", "assunto", "momento")
        constraints = [
            models.UniqueConstraint(
                fields=("implantacao", "assunto", "prazo", "momento"), name="lembrete_uma_vez_so"
            ),
            models.CheckConstraint(
                condition=Q(momento__in=[m.value for m in Momento]),
                name="lembrete_momento_conhecido",
            ),
        ]

    def __str__(self):
        return f"{self.assunto}: {self.momento} em {self.dia:%d/%m/%Y}"


class Retencao(models.Model):
    """Um degrau que a gerência segurou, com o motivo. Vale só para aquele prazo."""

    implantacao = models.ForeignKey(
        Implantacao, models.CASCADE, related_name="retencoes", verbose_name="implantação"
    )
    assunto = models.CharField("assunto", max_length=120)
    prazo = models.DateField("prazo")
    momento = models.CharField("degrau", max_length=12, choices=DEGRAUS_RETIVEIS)
    motivo = models.CharField("motivo", max_length=300)
    por = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="quem segurou"
    )
    em = models.DateTimeField("segurado em", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "degrau retido"
        verbose_name_plural = "degraus retidos"
        ordering = ("implantacao", "assunto", "prazo", "momento")
        constraints = [
            models.UniqueConstraint(
                fields=("implantacao", "assunto", "prazo", "momento"), name="retencao_unica"
            ),
            models.CheckConstraint(
                condition=Q(momento__in=[m.value for m in RETIVEIS]),
                name="retencao_de_degrau_retivel",
            ),
            models.CheckConstraint(condition=~Q(motivo=""), name="retencao_tem_motivo"),
        ]

    def __str__(self):
        return f"{self.assunto}: {self.momento} retido"


class UltimaVarredura(models.Model):
    """Quando a agenda passou por aqui: linha única, para saber se ela parou."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    vista_em = models.DateTimeField("última passada", null=True)
    dia = models.DateField("último dia varrido por inteiro", null=True)
    enfileiradas = models.PositiveIntegerField("mensagens nesse dia", default=0)
    portao_fechado = models.BooleanField("portão fechado na última passada", default=False)

    class Meta:
        verbose_name = "última varredura"
        verbose_name_plural = "última varredura"
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="ultima_varredura_unica"),
        ]

    def __str__(self):
        return "Última varredura dos lembretes"
