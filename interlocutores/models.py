"""Quem responde pela implantação no município, por qual ato e em que período."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Case, ExpressionWrapper, F, Q, Value, When
from django.db.models.functions import Lower
from django.utils import timezone

from seicidades.comum.papeis import INTERLOCUTORES
from seicidades.contas.models import Periodo


class AtoDeDesignacao(models.Model):
    """Portaria ou outro ato que nomeia um ou mais interlocutores."""

    class Tipo(models.TextChoices):
        PORTARIA = "portaria", "Portaria"
        DECRETO = "decreto", "Decreto"
        OFICIO = "oficio", "Ofício"
        OUTRO = "outro", "Outro ato"

    implantacao = models.ForeignKey(
        "fluxo.Implantacao",
        on_delete=models.PROTECT,
        related_name="interlocutores_atos",
        verbose_name="implantação",
    )
    tipo = models.CharField("tipo", max_length=10, choices=Tipo, default=Tipo.PORTARIA)
    numero = models.CharField("número", max_length=30)
    data = models.DateField("data do ato")
    veiculo = models.CharField("onde foi publicado", max_length=120)
    publicado_em = models.DateField("publicado em")
    link = models.URLField("endereço na internet", max_length=500, blank=True)
    arquivo = models.ForeignKey(
        "documentos.Arquivo",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="cópia do ato",
    )
    criado_em = models.DateTimeField("registrado em", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "ato de designação"
        verbose_name_plural = "atos de designação"
        ordering = ("implantacao_id", "-data", "-pk")
        constraints = [
            models.UniqueConstraint(
                "implantacao",
                "tipo",
                Lower("numero"),
                "data",
                name="ato_de_designacao_unico",
                violation_error_message="Este ato já está registrado.",
            ),
            models.CheckConstraint(
                condition=Q(publicado_em__gte=F("data")),
                name="ato_de_designacao_publicado_depois_de_datado",
                violation_error_message="A publicação vem antes da data do ato. Confira as datas.",
            ),
            models.CheckConstraint(
                condition=~Q(link="") | Q(arquivo__isnull=False),
                name="ato_de_designacao_com_link_ou_arquivo",
                violation_error_message="Informe o endereço da publicação ou anexe a cópia do ato.",
            ),
        ]

    def __str__(self):
        return f"{self.get_tipo_display()} nº {self.numero}, de {self.data:%d/%m/%Y}"


class DesignacaoQuerySet(models.QuerySet):
    def em_exercicio(self, dia):
        """Valem no dia: já começaram e ainda não acabaram (o último dia conta)."""
        return self.filter(Q(fim=None) | Q(fim__gte=dia), inicio__lte=dia)

    def na_ordem_dos_papeis(self):
        """Como o programa apresenta os papéis, o titular antes do suplente."""
        posicoes = [When(papel=p.value, then=n) for n, p in enumerate(INTERLOCUTORES)]
        return self.order_by(
            Case(*posicoes, output_field=models.IntegerField()), "suplente", "-inicio", "-pk"
        )

    def titulares(self):
        return self.filter(suplente=False)

    def suplentes(self):
        return self.filter(suplente=True)


class Designacao(models.Model):
    """Uma pessoa em um dos quatro papéis, de um dia a outro. Nunca se apaga.

    `fim` é o último dia de exercício; na véspera do início, guarda quem foi
    trocado no próprio dia em que começaria.
    """

    implantacao = models.ForeignKey(
        "fluxo.Implantacao",
        on_delete=models.PROTECT,
        related_name="interlocutores_designacoes",
        verbose_name="implantação",
    )
    papel = models.CharField(
        "papel", max_length=20, choices=[(p.value, p.rotulo) for p in INTERLOCUTORES]
    )
    suplente = models.BooleanField("suplente", default=False)
    nome = models.CharField("nome completo", max_length=150)
    nome_social = models.CharField("nome social", max_length=150, blank=True)
    matricula = models.CharField("matrícula", max_length=30, blank=True)
    cargo = models.CharField("cargo", max_length=120)
    unidade = models.CharField("secretaria ou unidade", max_length=150)
    email = models.EmailField("e-mail institucional")
    telefone = models.CharField("telefone", max_length=30)
    inicio = models.DateField("início")
    fim = models.DateField("último dia", null=True, blank=True)
    motivo_do_fim = models.CharField("motivo do fim", max_length=200, blank=True)
    ato = models.ForeignKey(
        AtoDeDesignacao,
        on_delete=models.PROTECT,
        related_name="designacoes",
        null=True,
        blank=True,
        verbose_name="ato de designação",
    )
    contato_confirmado_em = models.DateField("contato confirmado em", null=True, blank=True)
    reconfirmada_em = models.DateField("reconfirmada em", null=True, blank=True)
    criado_em = models.DateTimeField("registrada em", default=timezone.now, editable=False)
    atualizado_em = models.DateTimeField("atualizada em", auto_now=True)

    objects = DesignacaoQuerySet.as_manager()

    class Meta:
        verbose_name = "designação"
        verbose_name_plural = "designações"
        ordering = ("implantacao_id", "papel", "suplente", "-inicio", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(papel__in=[p.value for p in INTERLOCUTORES]),
                name="designacao_papel_de_interlocutor",
            ),
            models.CheckConstraint(
                condition=Q(email=Lower("email")),
                name="designacao_email_minusculo",
                violation_error_message="Escreva o e-mail em letras minúsculas.",
            ),
            models.CheckConstraint(
                condition=Q(fim=None)
                | Q(fim__gte=ExpressionWrapper(F("inicio") - Value(1), models.DateField())),
                name="designacao_acaba_depois_de_comecar",
                violation_error_message="O último dia vem antes do início. Confira as datas.",
            ),
            ExclusionConstraint(
                name="designacao_um_titular_por_vez",
                expressions=[
                    ("implantacao", RangeOperators.EQUAL),
                    ("papel", RangeOperators.EQUAL),
                    (Periodo(), RangeOperators.OVERLAPS),
                ],
                condition=Q(suplente=False),
                violation_error_message="Já há titular deste papel nesse período.",
            ),
            ExclusionConstraint(
                name="designacao_um_suplente_por_vez",
                expressions=[
                    ("implantacao", RangeOperators.EQUAL),
                    ("papel", RangeOperators.EQUAL),
                    (Periodo(), RangeOperators.OVERLAPS),
                ],
                condition=Q(suplente=True),
                violation_error_message="Já há suplente deste papel nesse período.",
            ),
            ExclusionConstraint(
                name="designacao_suplente_nao_e_o_titular",
                expressions=[
                    ("implantacao", RangeOperators.EQUAL),
                    ("papel", RangeOperators.EQUAL),
                    ("email", RangeOperators.EQUAL),
                    (Periodo(), RangeOperators.OVERLAPS),
                ],
                violation_error_message=(
                    "Titular e suplente do mesmo papel não podem ser a mesma pessoa."
                ),
            ),
        ]

    def __str__(self):
        suplencia = " (suplente)" if self.suplente else ""
        return f"{self.nome_publico}: {self.get_papel_display()}{suplencia}"

    @property
    def nome_publico(self):
        """O nome pelo qual a pessoa quer ser chamada."""
        return self.nome_social or self.nome

    def em_exercicio(self, dia):
        return self.inicio <= dia and (self.fim is None or self.fim >= dia)


class PedidoDeReconfirmacao(models.Model):
    """Mudou quem representa o município: desde esse dia, os interlocutores se reconfirmam."""

    implantacao = models.ForeignKey(
        "fluxo.Implantacao",
        on_delete=models.PROTECT,
        related_name="interlocutores_reconfirmacoes",
        verbose_name="implantação",
    )
    desde = models.DateField("desde")
    criado_em = models.DateTimeField("registrado em", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "pedido de reconfirmação"
        verbose_name_plural = "pedidos de reconfirmação"
        ordering = ("implantacao_id", "-desde")
        constraints = [
            models.UniqueConstraint(
                fields=("implantacao", "desde"), name="pedido_de_reconfirmacao_um_por_dia"
            ),
        ]

    def __str__(self):
        return f"Reconfirmar desde {self.desde:%d/%m/%Y}"
