"""Quem assina um instrumento, e cada passo da assinatura com o seu dia."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from adesao.estados import Passo
from adesao.models.externos import PessoaQueAssina
from adesao.models.instrumentos import POR_QUEM, Instrumento, Parte
from adesao.models.movimentos import Movimento
from adesao.models.prefeitura import Representante


class NivelDeAssinatura(models.TextChoices):
    """Como o SEI o mostra; aqui só se anota (Lei 14.063/2020)."""

    SIMPLES = "simples", "simples"
    AVANCADA = "avancada", "avançada"
    QUALIFICADA = "qualificada", "qualificada"


class SignatarioQuerySet(models.QuerySet):
    def ativos(self):
        """Sem quem passou a vez a outra pessoa."""
        return self.filter(substituido_em=None)


class Signatario(models.Model):
    """Uma assinatura esperada, ou já feita, em um instrumento."""

    instrumento = models.ForeignKey(
        Instrumento,
        on_delete=models.PROTECT,
        related_name="signatarios",
        verbose_name="instrumento",
    )
    ordem = models.PositiveSmallIntegerField("ordem")
    nome = models.CharField("nome completo", max_length=150)
    cargo = models.CharField("cargo", max_length=120)
    parte = models.CharField("assina por", max_length=10, choices=Parte)
    representante = models.ForeignKey(
        Representante,
        on_delete=models.PROTECT,
        related_name="assinaturas",
        null=True,
        blank=True,
        verbose_name="representante da prefeitura",
    )
    pessoa = models.ForeignKey(
        PessoaQueAssina,
        on_delete=models.PROTECT,
        related_name="assinaturas",
        null=True,
        blank=True,
        verbose_name="outra pessoa do município",
    )
    assinado_em = models.DateField("assinado em", null=True, blank=True)
    substituido_em = models.DateField("passou a outra pessoa em", null=True, blank=True)
    nivel = models.CharField(
        "nível da assinatura", max_length=12, choices=NivelDeAssinatura, blank=True
    )
    codigo_verificador = models.CharField("código verificador", max_length=10, blank=True)
    crc = models.CharField("código CRC", max_length=8, blank=True)
    conferido_em = models.DateField("conferido no SEI em", null=True, blank=True)
    conferido_por = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="conferido por",
    )
    comprovante = models.ForeignKey(
        "documentos.Arquivo",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="cópia assinada",
    )

    objects = SignatarioQuerySet.as_manager()

    class Meta:
        verbose_name = "signatário"
        verbose_name_plural = "signatários"
        ordering = ("instrumento_id", "ordem")
        constraints = [
            models.UniqueConstraint(
                fields=("instrumento", "ordem"),
                name="signatario_ordem_unica",
                deferrable=models.Deferrable.DEFERRED,
                violation_error_message="Dois signatários com a mesma ordem.",
            ),
            models.UniqueConstraint(
                "instrumento",
                "parte",
                Lower("nome"),
                condition=Q(substituido_em=None),
                name="signatario_unico_na_parte",
                violation_error_message="Este signatário já está na lista.",
            ),
            models.CheckConstraint(
                condition=Q(representante=None) | Q(pessoa=None),
                name="signatario_e_uma_pessoa_so",
                violation_error_message="Quem representa a prefeitura não é outra pessoa.",
            ),
            models.CheckConstraint(
                condition=Q(comprovante=None) | Q(assinado_em__isnull=False),
                name="signatario_comprovante_so_com_data",
                violation_error_message="Informe a data da assinatura que a cópia comprova.",
            ),
            models.CheckConstraint(
                condition=Q(substituido_em=None) | Q(assinado_em=None),
                name="signatario_assina_ou_passa_a_vez",
                violation_error_message="Quem já assinou não passa a assinatura a outra pessoa.",
            ),
            models.CheckConstraint(
                condition=Q(codigo_verificador="") | Q(codigo_verificador__regex=r"^[0-9]{5,10}$"),
                name="signatario_verificador_numerico",
                violation_error_message="O código verificador só tem algarismos, em geral sete.",
            ),
            models.CheckConstraint(
                condition=Q(crc="") | Q(crc__regex=r"^[0-9A-F]{8}$"),
                name="signatario_crc_hexadecimal",
                violation_error_message="O CRC tem oito letras de A a F ou algarismos.",
            ),
            models.CheckConstraint(
                condition=Q(conferido_em=None, conferido_por=None)
                | (
                    Q(conferido_em__isnull=False, conferido_por__isnull=False)
                    & ~Q(codigo_verificador="")
                    & ~Q(crc="")
                ),
                name="signatario_conferencia_completa",
                violation_error_message=(
                    "A conferência pede os dois códigos, quem conferiu e o dia."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.nome} ({self.get_parte_display()})"

    @property
    def quem(self) -> Representante | PessoaQueAssina | None:
        """De quem é o cadastro de usuário externo; o Estado assina sem ele."""
        return self.representante or self.pessoa

    @property
    def por_quem(self) -> str:
        """Por quem assina, como se fala."""
        return POR_QUEM[self.parte]


class Origem(models.TextChoices):
    """Por onde um passo chegou."""

    PAGINA = "pagina", "na página"
    PLANILHA = "planilha", "pela planilha de assinaturas"
    IMPORTACAO = "importacao", "pela carga da carteira"


class MovimentoDaAssinatura(Movimento):
    """Um passo de uma assinatura."""

    signatario = models.ForeignKey(
        Signatario,
        on_delete=models.PROTECT,
        related_name="movimentos",
        verbose_name="signatário",
    )
    tipo = models.CharField(
        "o que houve", max_length=12, choices=[(p.value, p.rotulo) for p in Passo]
    )
    validade_dias_uteis = models.PositiveSmallIntegerField(
        "validade em dias úteis", null=True, blank=True
    )
    vale_ate = models.DateField("vale até", null=True, blank=True)
    comprovante = models.ForeignKey(
        "documentos.Arquivo",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="comprovante",
    )
    origem = models.CharField("como chegou", max_length=12, choices=Origem, default=Origem.PAGINA)
    nota = models.CharField("nota", max_length=200, blank=True)

    class Meta:
        verbose_name = "movimento da assinatura"
        verbose_name_plural = "movimentos das assinaturas"
        ordering = ("signatario_id", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(tipo__in=[p.value for p in Passo]),
                name="movimento_da_assinatura_conhecido",
            ),
            models.CheckConstraint(
                condition=Q(origem__in=Origem.values),
                name="movimento_da_assinatura_de_origem_conhecida",
            ),
            models.CheckConstraint(
                condition=Q(vale_ate=None) | Q(tipo=Passo.LIBERADA.value),
                name="movimento_so_liberacao_tem_validade",
                violation_error_message="Só a liberação tem validade.",
            ),
            models.CheckConstraint(
                condition=Q(vale_ate=None) | Q(vale_ate__gte=F("ocorreu_em")),
                name="movimento_vale_depois_de_liberado",
                violation_error_message="A validade acaba antes da liberação. Confira as datas.",
            ),
        ]
