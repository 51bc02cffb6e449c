"""Os atos assinados do município. Servem às duas etapas: o do processo eletrônico e os da
gestão documental.
"""

from django.db import models
from django.db.models import F, Q


class Finalidade(models.TextChoices):
    PROCESSO_ELETRONICO = "processo_eletronico", "ato do processo eletrônico"
    LEI_DO_ARQUIVO = "lei_do_arquivo", "lei do arquivo público"
    SISTEMA_DE_ARQUIVOS = "sistema_de_arquivos", "sistema municipal de arquivos"
    COMISSAO_DE_AVALIACAO = "comissao_de_avaliacao", "comissão de avaliação"
    PLANO_DE_CLASSIFICACAO = "plano_de_classificacao", "plano de classificação"
    TABELA_DE_TEMPORALIDADE = "tabela_de_temporalidade", "tabela de temporalidade"
    EDITAL_DE_ELIMINACAO = "edital_de_eliminacao", "edital de ciência de eliminação"


# Podem vir em dois atos, um para as atividades-meio e outro para as atividades-fim.
POR_ATIVIDADE = (Finalidade.PLANO_DE_CLASSIFICACAO, Finalidade.TABELA_DE_TEMPORALIDADE)
# Há um a cada eliminação.
REPETIDOS = (Finalidade.EDITAL_DE_ELIMINACAO,)


class TipoDeAto(models.TextChoices):
    LEI = "lei", "Lei"
    LEI_COMPLEMENTAR = "lei_complementar", "Lei complementar"
    DECRETO = "decreto", "Decreto"
    PORTARIA = "portaria", "Portaria"
    RESOLUCAO = "resolucao", "Resolução"
    INSTRUCAO_NORMATIVA = "instrucao_normativa", "Instrução normativa"
    EDITAL = "edital", "Edital"
    OUTRO = "outro", "Outro ato"


LEIS = (TipoDeAto.LEI, TipoDeAto.LEI_COMPLEMENTAR)


class AtoNormativoQuerySet(models.QuerySet):
    def do_processo_eletronico(self):
        return self.filter(finalidade=Finalidade.PROCESSO_ELETRONICO)

    def da_gestao_documental(self):
        return self.exclude(finalidade=Finalidade.PROCESSO_ELETRONICO)


class AtoNormativo(models.Model):
    """Um ato assinado do município e, quando houver, a sua publicação."""

    implantacao = models.ForeignKey(
        "fluxo.Implantacao",
        models.PROTECT,
        related_name="regulamentacao_atos",
        verbose_name="implantação",
    )
    finalidade = models.CharField("finalidade", max_length=30, choices=Finalidade)
    tipo = models.CharField("tipo", max_length=20, choices=TipoDeAto)
    numero = models.CharField("número", max_length=20)
    ano = models.PositiveSmallIntegerField("ano")
    assinado_em = models.DateField("data da assinatura")
    ementa = models.CharField("ementa", max_length=600)
    vigencia_inicio = models.DateField("começa a valer em", null=True, blank=True)
    revoga = models.CharField("revoga", max_length=300, blank=True)
    altera = models.CharField("altera", max_length=300, blank=True)
    preexistente = models.BooleanField("já existia antes da adesão", default=False)
    arquivo = models.ForeignKey(
        "documentos.Arquivo",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="arquivo do ato",
    )
    veiculo = models.CharField("veículo", max_length=120, blank=True)
    edicao = models.CharField("edição", max_length=30, blank=True)
    pagina = models.CharField("página", max_length=30, blank=True)
    publicado_em = models.DateField("data da publicação", null=True, blank=True)
    link = models.URLField("endereço da publicação", max_length=500, blank=True)
    arquivo_da_publicacao = models.ForeignKey(
        "documentos.Arquivo",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="página publicada",
    )
    membros = models.PositiveSmallIntegerField("quantidade de membros", null=True, blank=True)
    abrange_meio = models.BooleanField("abrange as atividades-meio", default=False)
    abrange_fim = models.BooleanField("abrange as atividades-fim", default=False)
    aprovado_pelo_arquivo_em = models.DateField(
        "data da aprovação pelo arquivo público", null=True, blank=True
    )

    objects = AtoNormativoQuerySet.as_manager()

    class Meta:
        verbose_name = "ato normativo"
        verbose_name_plural = "atos normativos"
        ordering = ["implantacao", "finalidade", "-abrange_meio", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["implantacao", "finalidade"],
                condition=Q(abrange_meio=False, abrange_fim=False) & ~Q(finalidade__in=REPETIDOS),
                name="ato_unico_na_finalidade",
                violation_error_message=(
                    "Este ato já está registrado. Corrija o que existe em vez de criar outro."
                ),
            ),
            models.UniqueConstraint(
                fields=["implantacao", "finalidade"],
                condition=Q(abrange_meio=True),
                name="ato_unico_das_atividades_meio",
                violation_error_message=(
                    "Outro ato registrado já abrange as atividades-meio. "
                    "Corrija aquele ou desmarque aqui."
                ),
            ),
            models.UniqueConstraint(
                fields=["implantacao", "finalidade"],
                condition=Q(abrange_fim=True),
                name="ato_unico_das_atividades_fim",
                violation_error_message=(
                    "Outro ato registrado já abrange as atividades-fim. "
                    "Corrija aquele ou desmarque aqui."
                ),
            ),
            models.CheckConstraint(
                condition=(
                    Q(finalidade__in=POR_ATIVIDADE) & (Q(abrange_meio=True) | Q(abrange_fim=True))
                )
                | (
                    ~Q(finalidade__in=POR_ATIVIDADE)
                    & Q(abrange_meio=False, abrange_fim=False, aprovado_pelo_arquivo_em=None)
                ),
                name="ato_diz_as_atividades",
                violation_error_message=(
                    "Diga se o plano ou a tabela abrange as atividades-meio, as fim ou as duas."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(finalidade=Finalidade.LEI_DO_ARQUIVO) | Q(tipo__in=LEIS),
                name="ato_do_arquivo_e_lei",
                violation_error_message=(
                    "O arquivo público é criado por lei. Escolha lei ou lei complementar."
                ),
            ),
            models.CheckConstraint(
                condition=Q(
                    finalidade=Finalidade.COMISSAO_DE_AVALIACAO,
                    membros__isnull=False,
                    membros__gte=1,
                )
                | (~Q(finalidade=Finalidade.COMISSAO_DE_AVALIACAO) & Q(membros=None)),
                name="ato_da_comissao_tem_membros",
                violation_error_message="Informe quantas pessoas a comissão tem.",
            ),
            models.CheckConstraint(
                condition=Q(ano__gte=1900, ano__lte=2100),
                name="ato_com_ano_plausivel",
                violation_error_message="Informe o ano do ato com quatro algarismos.",
            ),
            models.CheckConstraint(
                condition=Q(publicado_em=None) | Q(publicado_em__gte=F("assinado_em")),
                name="ato_publicado_depois_de_assinado",
                violation_error_message=(
                    "A publicação vem antes da assinatura. Confira as duas datas."
                ),
            ),
            models.CheckConstraint(
                condition=Q(
                    publicado_em=None,
                    veiculo="",
                    edicao="",
                    pagina="",
                    link="",
                    arquivo_da_publicacao=None,
                )
                | (
                    Q(publicado_em__isnull=False)
                    & ~Q(veiculo="")
                    & (~Q(link="") | Q(arquivo_da_publicacao__isnull=False))
                ),
                name="ato_com_publicacao_completa",
                violation_error_message=(
                    "Da publicação, informe o veículo, a data e o endereço ou o arquivo."
                ),
            ),
            models.CheckConstraint(
                condition=Q(aprovado_pelo_arquivo_em=None)
                | Q(publicado_em=None)
                | Q(aprovado_pelo_arquivo_em__lte=F("publicado_em")),
                name="ato_aprovado_antes_de_publicado",
                violation_error_message=(
                    "A aprovação pelo arquivo público vem depois da publicação. "
                    "Confira as duas datas."
                ),
            ),
        ]

    def __str__(self):
        return self.identificacao

    @property
    def identificacao(self) -> str:
        """Tipo, número e data: “Decreto nº 12, de 03/02/2026”."""
        return f"{self.get_tipo_display()} nº {self.numero}, de {self.assinado_em:%d/%m/%Y}"

    @property
    def item(self) -> str:
        """O item que o ato comprova; o edital não tem o seu e se anota no da tabela."""
        if self.finalidade == Finalidade.EDITAL_DE_ELIMINACAO:
            return Finalidade.TABELA_DE_TEMPORALIDADE.value
        return self.finalidade

    @property
    def atividades(self) -> str:
        """O que o plano ou a tabela abrange, em palavras."""
        if self.abrange_tudo:
            return "atividades-meio e atividades-fim"
        if self.abrange_meio:
            return "atividades-meio"
        return "atividades-fim" if self.abrange_fim else ""

    @property
    def abrange_tudo(self) -> bool:
        return self.abrange_meio and self.abrange_fim
