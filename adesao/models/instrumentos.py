"""Os instrumentos: o que dizem, quem os firma, o plano de trabalho e onde se publicaram."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from adesao.estados import MESES_NO_MAXIMO


class PapelNoFluxo(models.TextChoices):
    """O lugar que um tipo de instrumento ocupa na adesão."""

    ABRE = "abre", "abre a adesão (termo)"
    ACORDO = "acordo", "firma a cooperação (acordo)"
    OUTRO = "outro", "não conta para a etapa"


class Parte(models.TextChoices):
    """Quem assina um instrumento."""

    MUNICIPIO = "municipio", "Município"
    SGGD = "sggd", "SGGD"
    PRODESP = "prodesp", "Prodesp"


POR_QUEM = {
    Parte.MUNICIPIO: "pelo município",
    Parte.SGGD: "pela SGGD",
    Parte.PRODESP: "pela Prodesp",
}


class TipoDeInstrumento(models.Model):
    """Termo de Adesão, ACT, convênio…: os nomes mudam com o tempo, por isso são dados."""

    codigo = models.SlugField("código", max_length=40, unique=True)
    nome = models.CharField("nome", max_length=100, unique=True)
    sigla = models.CharField("sigla", max_length=20, blank=True)
    papel_no_fluxo = models.CharField(
        "papel no fluxo",
        max_length=10,
        choices=PapelNoFluxo,
        help_text="O termo vem antes do acordo; os dois são exigidos para concluir a adesão.",
    )
    exige_publicacao = models.BooleanField(
        "só vale depois de publicado",
        default=False,
        help_text="Marcado, o instrumento só fica vigente com o extrato publicado.",
    )
    sggd_assina = models.BooleanField(
        "a SGGD tem de assinar",
        default=False,
        help_text="Marcado, nada deste tipo vale sem a assinatura dela.",
    )
    prodesp_assina = models.BooleanField(
        "a Prodesp tem de assinar",
        default=False,
        help_text="Marcado, nada deste tipo vale sem a assinatura dela.",
    )
    ordem = models.PositiveSmallIntegerField("ordem", default=0)
    ativo = models.BooleanField("oferecido nos formulários", default=True)

    class Meta:
        verbose_name = "tipo de instrumento"
        verbose_name_plural = "tipos de instrumento"
        ordering = ("ordem", "nome")
        constraints = [
            models.CheckConstraint(
                condition=~Q(papel_no_fluxo=PapelNoFluxo.ACORDO)
                | Q(sggd_assina=True)
                | Q(prodesp_assina=True),
                name="tipo_de_acordo_com_o_estado",
                violation_error_message=(
                    "Um acordo é com o Estado: marque que a SGGD ou a Prodesp tem de assinar."
                ),
            ),
        ]

    def __str__(self):
        return self.nome

    @property
    def partes(self) -> frozenset[Parte]:
        """As que têm de assinar; o município, sempre."""
        do_estado = {Parte.SGGD: self.sggd_assina, Parte.PRODESP: self.prodesp_assina}
        return frozenset({Parte.MUNICIPIO, *(p for p, assina in do_estado.items() if assina)})


class InstrumentoQuerySet(models.QuerySet):
    def vigentes(self):
        return self.filter(cancelado_em=None)

    def originais(self):
        """Nem alteram nem sucedem outro: são os que a etapa de adesão acompanha."""
        return self.filter(altera=None, sucede=None)

    def do_fluxo(self, papel):
        return self.originais().filter(tipo__papel_no_fluxo=papel)


class Instrumento(models.Model):
    """Um documento a assinar no SEI do Estado, da minuta ao encerramento.

    O que altera outro é um aditivo; o que sucede outro, a renovação dele.
    O estado não se grava: sai dos dias, em `adesao.estados`.
    """

    implantacao = models.ForeignKey(
        "fluxo.Implantacao",
        on_delete=models.PROTECT,
        related_name="adesao_instrumentos",
        verbose_name="implantação",
    )
    tipo = models.ForeignKey(
        TipoDeInstrumento,
        on_delete=models.PROTECT,
        related_name="instrumentos",
        verbose_name="tipo",
    )
    numero = models.CharField("número", max_length=40, blank=True)
    altera = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="aditivos",
        null=True,
        blank=True,
        verbose_name="altera",
    )
    sucede = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="sucessores",
        null=True,
        blank=True,
        verbose_name="sucede",
    )
    objeto = models.TextField("objeto", max_length=2000, blank=True)
    processo_sei = models.CharField("processo SEI", max_length=50, blank=True)
    documento_sei = models.CharField("documento SEI", max_length=12, blank=True)
    minuta_em = models.DateField("minuta feita em", null=True, blank=True)
    juridico_em = models.DateField("enviado à análise jurídica em", null=True, blank=True)
    disponibilizado_em = models.DateField(
        "disponibilizado para assinatura em", null=True, blank=True
    )
    vigencia_meses = models.PositiveSmallIntegerField(
        "validade em meses",
        null=True,
        blank=True,
        help_text="Contada da última assinatura; até 60 meses.",
    )
    vigente_ate = models.DateField(
        "vale até",
        null=True,
        blank=True,
        help_text="Só se o documento diz o dia; vale no lugar da conta em meses.",
    )
    estende_ate = models.DateField("leva a validade até", null=True, blank=True)
    muda_plano = models.BooleanField("muda o plano de trabalho", default=False)
    muda_participes = models.BooleanField("muda os partícipes", default=False)
    rescindido_em = models.DateField("rescindido em", null=True, blank=True)
    motivo_da_rescisao = models.CharField("motivo da rescisão", max_length=200, blank=True)
    cancelado_em = models.DateField("cancelado em", null=True, blank=True)
    motivo_do_cancelamento = models.CharField("motivo do cancelamento", max_length=200, blank=True)
    criado_em = models.DateTimeField("criado em", default=timezone.now, editable=False)
    atualizado_em = models.DateTimeField("atualizado em", auto_now=True)

    objects = InstrumentoQuerySet.as_manager()

    class Meta:
        verbose_name = "instrumento"
        verbose_name_plural = "instrumentos"
        ordering = ("implantacao_id", "disponibilizado_em", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("implantacao", "tipo"),
                condition=Q(cancelado_em=None, altera=None, sucede=None),
                name="instrumento_um_vigente_por_tipo",
                violation_error_message="Já há um instrumento deste tipo. Cancele o outro antes.",
            ),
            models.UniqueConstraint(
                fields=("documento_sei",),
                condition=Q(cancelado_em=None) & ~Q(documento_sei=""),
                name="instrumento_documento_sei_unico",
                violation_error_message=(
                    "Este número de documento SEI já está em outro instrumento. "
                    "Confira o número no processo."
                ),
            ),
            models.CheckConstraint(
                condition=Q(documento_sei="") | Q(documento_sei__regex=r"^[0-9]{5,12}$"),
                name="instrumento_documento_sei_numerico",
                violation_error_message="O documento SEI tem de 5 a 12 algarismos.",
            ),
            models.CheckConstraint(
                condition=Q(cancelado_em=None, motivo_do_cancelamento="")
                | (Q(cancelado_em__isnull=False) & ~Q(motivo_do_cancelamento="")),
                name="instrumento_cancelamento_completo",
                violation_error_message="Informe quando e por que o instrumento foi cancelado.",
            ),
            models.CheckConstraint(
                condition=Q(vigente_ate=None) | Q(vigente_ate__gte=F("disponibilizado_em")),
                name="instrumento_vale_depois_de_disponivel",
                violation_error_message="A validade vem antes da disponibilização. Confira.",
            ),
            models.CheckConstraint(
                condition=Q(disponibilizado_em=None) | (~Q(documento_sei="") & ~Q(processo_sei="")),
                name="instrumento_disponivel_com_documento",
                violation_error_message=(
                    "Para disponibilizar, informe o processo e o número do documento no SEI."
                ),
            ),
            models.UniqueConstraint(
                fields=("tipo", "numero"),
                condition=Q(cancelado_em=None, altera=None) & ~Q(numero=""),
                name="instrumento_numero_unico_no_tipo",
                violation_error_message=(
                    "Este número já está em outro instrumento do mesmo tipo. Confira o número."
                ),
            ),
            models.UniqueConstraint(
                fields=("sucede",),
                condition=Q(cancelado_em=None),
                name="instrumento_um_sucessor",
                violation_error_message="Já há uma renovação deste instrumento.",
            ),
            models.CheckConstraint(
                condition=Q(altera=None) | Q(sucede=None),
                name="instrumento_altera_ou_sucede",
                violation_error_message="Um instrumento altera outro ou o sucede, não os dois.",
            ),
            models.CheckConstraint(
                condition=Q(vigencia_meses=None)
                | Q(vigencia_meses__gte=1, vigencia_meses__lte=MESES_NO_MAXIMO),
                name="instrumento_vigencia_ate_cinco_anos",
                violation_error_message="A validade vai de 1 a 60 meses, contados da assinatura.",
            ),
            models.CheckConstraint(
                condition=Q(altera__isnull=False)
                | Q(estende_ate=None, muda_plano=False, muda_participes=False),
                name="instrumento_so_aditivo_muda_outro",
                violation_error_message="Só um aditivo muda a validade, o plano ou as partes.",
            ),
            models.CheckConstraint(
                condition=Q(juridico_em=None)
                | Q(minuta_em=None)
                | Q(juridico_em__gte=F("minuta_em")),
                name="instrumento_juridico_depois_da_minuta",
                violation_error_message="A análise jurídica vem antes da minuta. Confira.",
            ),
            models.CheckConstraint(
                condition=Q(rescindido_em=None, motivo_da_rescisao="")
                | (Q(rescindido_em__isnull=False) & ~Q(motivo_da_rescisao="")),
                name="instrumento_rescisao_completa",
                violation_error_message="Informe quando e por que o instrumento foi rescindido.",
            ),
        ]

    def __str__(self):
        return f"{self.tipo} {self.numero}".strip()

    @property
    def partes(self) -> frozenset[Parte]:
        """As que têm de assinar; o que altera outro pede também as partes dele."""
        return self.tipo.partes | (self.altera.tipo.partes if self.altera_id else frozenset())


class PapelDoParticipe(models.TextChoices):
    PARTICIPE = "participe", "partícipe"
    INTERVENIENTE = "interveniente", "interveniente"
    ANUENTE = "anuente", "anuente"


class Participe(models.Model):
    """Uma parte do instrumento, com quem a representa."""

    instrumento = models.ForeignKey(
        Instrumento,
        on_delete=models.PROTECT,
        related_name="participes",
        verbose_name="instrumento",
    )
    ordem = models.PositiveSmallIntegerField("ordem")
    nome = models.CharField("nome", max_length=150)
    cnpj = models.CharField("CNPJ", max_length=14, blank=True)
    papel = models.CharField("papel", max_length=15, choices=PapelDoParticipe)
    representante = models.CharField("representante", max_length=150)
    cargo = models.CharField("cargo", max_length=120)

    class Meta:
        verbose_name = "partícipe"
        verbose_name_plural = "partícipes"
        ordering = ("instrumento_id", "ordem")
        constraints = [
            models.UniqueConstraint(
                fields=("instrumento", "ordem"),
                name="participe_ordem_unica",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=~Q(representante="") & ~Q(cargo=""),
                name="participe_com_representante",
                violation_error_message="Informe quem representa o partícipe, e o cargo.",
            ),
        ]

    def __str__(self):
        return f"{self.nome} ({self.get_papel_display()})"


class MetaDoPlano(models.Model):
    """Uma meta do plano de trabalho."""

    instrumento = models.ForeignKey(
        Instrumento,
        on_delete=models.PROTECT,
        related_name="metas",
        verbose_name="instrumento",
    )
    ordem = models.PositiveSmallIntegerField("ordem")
    descricao = models.CharField("descrição", max_length=300)

    class Meta:
        verbose_name = "meta do plano de trabalho"
        verbose_name_plural = "metas dos planos de trabalho"
        ordering = ("instrumento_id", "ordem")
        constraints = [
            models.UniqueConstraint(fields=("instrumento", "ordem"), name="meta_ordem_unica"),
        ]

    def __str__(self):
        return f"Meta {self.ordem}: {self.descricao}"


class EtapaDoPlano(models.Model):
    """O que se faz para alcançar uma meta, por quem e quando."""

    meta = models.ForeignKey(
        MetaDoPlano, on_delete=models.CASCADE, related_name="etapas", verbose_name="meta"
    )
    ordem = models.PositiveSmallIntegerField("ordem")
    descricao = models.CharField("descrição", max_length=300)
    responsavel = models.CharField("responsável", max_length=120)
    inicio = models.DateField("início")
    fim = models.DateField("fim")

    class Meta:
        verbose_name = "etapa do plano de trabalho"
        verbose_name_plural = "etapas dos planos de trabalho"
        ordering = ("meta_id", "ordem")
        constraints = [
            models.UniqueConstraint(fields=("meta", "ordem"), name="etapa_do_plano_ordem_unica"),
            models.CheckConstraint(
                condition=Q(fim__gte=F("inicio")),
                name="etapa_do_plano_em_ordem",
                violation_error_message="O fim da etapa vem antes do início. Confira as datas.",
            ),
        ]

    def __str__(self):
        return self.descricao
