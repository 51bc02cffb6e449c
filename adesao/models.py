"""Fatos da adesão: a prefeitura, quem a representa e os instrumentos assinados.

A assinatura acontece no SEI do Estado; aqui fica o que aconteceu e quando.
"""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Lower
from django.utils import timezone


class PeriodoFechado(Func):
    """Período de datas que inclui o primeiro e o último dia."""

    function = "daterange"
    output_field = DateRangeField()

    def __init__(self, inicio, fim, **extra):
        super().__init__(inicio, fim, Value("[]"), **extra)


class DadosDaPrefeitura(models.Model):
    """Contato e endereço da prefeitura. O CNPJ fica no órgão."""

    implantacao = models.OneToOneField(
        "fluxo.Implantacao",
        on_delete=models.PROTECT,
        related_name="adesao_prefeitura",
        verbose_name="implantação",
    )
    email = models.EmailField("e-mail institucional")
    telefone = models.CharField("telefone", max_length=30)
    logradouro = models.CharField("logradouro", max_length=120)
    numero = models.CharField("número", max_length=10, blank=True)
    complemento = models.CharField("complemento", max_length=60, blank=True)
    bairro = models.CharField("bairro", max_length=80)
    cep = models.CharField("CEP", max_length=8)
    atualizado_em = models.DateTimeField("atualizado em", auto_now=True)

    class Meta:
        verbose_name = "dados da prefeitura"
        verbose_name_plural = "dados das prefeituras"
        ordering = ("implantacao_id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(cep__regex=r"^[0-9]{8}$"),
                name="prefeitura_cep_com_oito_digitos",
                violation_error_message="O CEP tem oito algarismos. Confira o número.",
            ),
        ]

    def __str__(self):
        return f"Dados da prefeitura ({self.implantacao})"


class RepresentanteQuerySet(models.QuerySet):
    def com_mandato_em(self, dia):
        return self.filter(mandato_inicio__lte=dia, mandato_fim__gte=dia)


class Representante(models.Model):
    """Quem assina pela prefeitura, com o mandato. Quem deixa o cargo continua na história."""

    implantacao = models.ForeignKey(
        "fluxo.Implantacao",
        on_delete=models.PROTECT,
        related_name="adesao_representantes",
        verbose_name="implantação",
    )
    nome = models.CharField("nome completo", max_length=150)
    nome_social = models.CharField("nome social", max_length=150, blank=True)
    cargo = models.CharField("cargo", max_length=80)
    email = models.EmailField("e-mail")
    mandato_inicio = models.DateField("início do mandato")
    mandato_fim = models.DateField("fim do mandato")
    atualizado_em = models.DateTimeField("atualizado em", auto_now=True)

    objects = RepresentanteQuerySet.as_manager()

    class Meta:
        verbose_name = "representante"
        verbose_name_plural = "representantes"
        ordering = ("implantacao_id", "-mandato_inicio")
        constraints = [
            models.CheckConstraint(
                condition=Q(mandato_fim__gte=F("mandato_inicio")),
                name="representante_mandato_em_ordem",
                violation_error_message="O fim do mandato vem antes do início. Confira as datas.",
            ),
            ExclusionConstraint(
                name="representante_um_por_vez",
                expressions=[
                    ("implantacao", RangeOperators.EQUAL),
                    (PeriodoFechado("mandato_inicio", "mandato_fim"), RangeOperators.OVERLAPS),
                ],
                violation_error_message="Já há representante nesse período. Confira os mandatos.",
            ),
        ]

    def __str__(self):
        return self.nome_publico

    @property
    def nome_publico(self):
        return self.nome_social or self.nome


class CadastroExterno(models.Model):
    """A espera pelo cadastro de usuário externo no SEI do Estado, mão a mão.

    É da pessoa, não do cargo: quem assume a prefeitura depois pede o seu.
    """

    representante = models.OneToOneField(
        Representante,
        on_delete=models.PROTECT,
        related_name="cadastro_externo",
        verbose_name="representante",
    )
    pedido_em = models.DateField("pedido em")
    comprovante = models.ForeignKey(
        "documentos.Arquivo",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="comprovante do pedido",
    )
    liberado_em = models.DateField("liberado em", null=True, blank=True)
    atualizado_em = models.DateTimeField("atualizado em", auto_now=True)

    class Meta:
        verbose_name = "cadastro de usuário externo"
        verbose_name_plural = "cadastros de usuário externo"
        ordering = ("representante_id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(liberado_em=None) | Q(liberado_em__gte=F("pedido_em")),
                name="cadastro_externo_liberado_depois_do_pedido",
                violation_error_message="A liberação vem antes do pedido. Confira as datas.",
            ),
        ]

    def __str__(self):
        return f"Cadastro externo de {self.representante}"


class PapelNoFluxo(models.TextChoices):
    """O lugar que um tipo de instrumento ocupa na adesão."""

    ABRE = "abre", "abre a adesão (termo)"
    ACORDO = "acordo", "firma a cooperação (acordo)"
    OUTRO = "outro", "não conta para a etapa"


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
    ordem = models.PositiveSmallIntegerField("ordem", default=0)
    ativo = models.BooleanField("oferecido nos formulários", default=True)

    class Meta:
        verbose_name = "tipo de instrumento"
        verbose_name_plural = "tipos de instrumento"
        ordering = ("ordem", "nome")

    def __str__(self):
        return self.nome


class InstrumentoQuerySet(models.QuerySet):
    def vigentes(self):
        return self.filter(cancelado_em=None)

    def do_fluxo(self, papel):
        return self.filter(tipo__papel_no_fluxo=papel)


class Instrumento(models.Model):
    """Um documento a assinar no SEI do Estado, com o processo em que está."""

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
    processo_sei = models.CharField("processo SEI", max_length=50)
    documento_sei = models.CharField("documento SEI", max_length=12)
    disponibilizado_em = models.DateField("disponibilizado para assinatura em")
    vigente_ate = models.DateField("vale até", null=True, blank=True)
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
                condition=Q(cancelado_em=None),
                name="instrumento_um_vigente_por_tipo",
                violation_error_message="Já há um instrumento deste tipo. Cancele o outro antes.",
            ),
            models.UniqueConstraint(
                fields=("documento_sei",),
                condition=Q(cancelado_em=None),
                name="instrumento_documento_sei_unico",
                violation_error_message=(
                    "Este número de documento SEI já está em outro instrumento. "
                    "Confira o número no processo."
                ),
            ),
            models.CheckConstraint(
                condition=Q(documento_sei__regex=r"^[0-9]{5,12}$"),
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
        ]

    def __str__(self):
        return f"{self.tipo} {self.numero}".strip()


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
    assinado_em = models.DateField("assinado em", null=True, blank=True)
    comprovante = models.ForeignKey(
        "documentos.Arquivo",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="cópia assinada",
    )

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
                name="signatario_unico_na_parte",
                violation_error_message="Este signatário já está na lista.",
            ),
            models.CheckConstraint(
                condition=Q(comprovante=None) | Q(assinado_em__isnull=False),
                name="signatario_comprovante_so_com_data",
                violation_error_message="Informe a data da assinatura que a cópia comprova.",
            ),
        ]

    def __str__(self):
        return f"{self.nome} ({self.get_parte_display()})"

    @property
    def por_quem(self) -> str:
        """Por quem assina, como se fala."""
        return POR_QUEM[self.parte]


class PublicacaoDoExtrato(models.Model):
    """Onde saiu o extrato do acordo, com o endereço ou a página guardada."""

    instrumento = models.OneToOneField(
        Instrumento,
        on_delete=models.PROTECT,
        related_name="publicacao",
        verbose_name="instrumento",
    )
    veiculo = models.CharField("veículo", max_length=120)
    publicado_em = models.DateField("publicado em")
    link = models.URLField("endereço na internet", max_length=500, blank=True)
    arquivo = models.ForeignKey(
        "documentos.Arquivo",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="página publicada",
    )
    atualizado_em = models.DateTimeField("atualizado em", auto_now=True)

    class Meta:
        verbose_name = "publicação do extrato"
        verbose_name_plural = "publicações de extratos"
        ordering = ("instrumento_id",)
        constraints = [
            models.CheckConstraint(
                condition=~Q(link="") | Q(arquivo__isnull=False),
                name="publicacao_com_link_ou_arquivo",
                violation_error_message="Informe o endereço da publicação ou anexe a página.",
            ),
        ]

    def __str__(self):
        return f"Extrato publicado em {self.publicado_em:%d/%m/%Y}"
