"""Municípios paulistas, os órgãos deles, os feriados locais e as instalações do SEI."""

from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from seicidades.comum.formatos import cnpj_formatado, data_curta
from seicidades.comum.validadores import (
    validar_base_do_sei,
    validar_cnpj,
    validar_codigo_ibge,
    validar_mascara,
)
from seicidades.municipios.busca import BuscavelQuerySet, coluna_de_busca

PRIMEIRO_ANO = 2020
ULTIMO_ANO = 2045


class Municipio(models.Model):
    """Um dos 645 municípios do Estado. Nasce da carga; pessoas só corrigem."""

    codigo_ibge = models.CharField(
        "código do IBGE", max_length=7, unique=True, validators=[validar_codigo_ibge]
    )
    nome = models.CharField("nome", max_length=100)
    nome_de_busca = coluna_de_busca("nome")
    codigo_mesorregiao = models.CharField("código da mesorregião", max_length=4)
    mesorregiao = models.CharField("mesorregião", max_length=100)
    codigo_microrregiao = models.CharField("código da microrregião", max_length=5)
    microrregiao = models.CharField("microrregião", max_length=100)
    regiao_administrativa = models.CharField(
        "região administrativa",
        max_length=100,
        blank=True,
        help_text="Divisão do Estado (SEADE). Em branco enquanto não for importada.",
    )
    populacao = models.PositiveIntegerField("população", null=True, blank=True)
    fonte_da_populacao = models.CharField("fonte da população", max_length=200, blank=True)
    latitude = models.DecimalField(
        "latitude",
        max_digits=8,
        decimal_places=5,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )
    longitude = models.DecimalField(
        "longitude",
        max_digits=8,
        decimal_places=5,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )

    objects = BuscavelQuerySet.as_manager()

    class Meta:
        verbose_name = "município"
        verbose_name_plural = "municípios"
        ordering = ["nome_de_busca", "codigo_ibge"]
        constraints = [
            models.CheckConstraint(
                condition=Q(codigo_ibge__regex=r"^35[0-9]{5}$"),
                name="municipio_codigo_paulista",
                violation_error_message="O código de um município paulista tem sete algarismos "
                "e começa com 35.",
            ),
            models.CheckConstraint(
                condition=Q(populacao=None, fonte_da_populacao="")
                | (Q(populacao__isnull=False) & ~Q(fonte_da_populacao="")),
                name="municipio_populacao_com_fonte",
                violation_error_message="Informe a população e a fonte dela, ou nenhuma das duas.",
            ),
            models.CheckConstraint(
                condition=Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="municipio_coordenadas_na_terra",
                violation_error_message="Confira a latitude e a longitude.",
            ),
        ]

    def __str__(self):
        return self.nome


class OrgaoQuerySet(BuscavelQuerySet):
    def prefeituras(self):
        return self.filter(tipo=Orgao.Tipo.PREFEITURA)


class Orgao(models.Model):
    """Quem implanta o SEI: em regra a Prefeitura Municipal."""

    class Tipo(models.TextChoices):
        PREFEITURA = "prefeitura", "Prefeitura Municipal"
        CAMARA = "camara", "Câmara Municipal"
        AUTARQUIA = "autarquia", "Autarquia"
        FUNDACAO = "fundacao", "Fundação"
        OUTRO = "outro", "Outro"

    municipio = models.ForeignKey(
        Municipio, on_delete=models.PROTECT, related_name="orgaos", verbose_name="município"
    )
    tipo = models.CharField("tipo", max_length=20, choices=Tipo)
    nome = models.CharField("nome", max_length=200)
    nome_de_busca = coluna_de_busca("nome")
    sigla = models.CharField("sigla", max_length=30, blank=True)
    cnpj = models.CharField(
        "CNPJ",
        max_length=14,
        blank=True,
        validators=[validar_cnpj],
        help_text="Numérico ou alfanumérico.",
    )

    objects = OrgaoQuerySet.as_manager()

    class Meta:
        verbose_name = "órgão"
        verbose_name_plural = "órgãos"
        ordering = ["municipio__nome_de_busca", "nome_de_busca", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipio"],
                condition=Q(tipo="prefeitura"),
                name="prefeitura_unica_no_municipio",
                violation_error_message="Este município já tem a sua Prefeitura Municipal. "
                "Abra a que existe ou escolha outro tipo.",
            ),
            models.UniqueConstraint(
                fields=["municipio", "nome"],
                name="orgao_nome_unico_no_municipio",
                violation_error_message="Este município já tem um órgão com este nome. "
                "Abra o que existe ou escreva o nome completo.",
            ),
            models.CheckConstraint(
                condition=Q(tipo__in=["prefeitura", "camara", "autarquia", "fundacao", "outro"]),
                name="orgao_tipo_conhecido",
                violation_error_message="Escolha um dos tipos de órgão.",
            ),
            models.CheckConstraint(
                condition=Q(cnpj="") | Q(cnpj__regex=r"^[0-9A-Z]{12}[0-9]{2}$"),
                name="orgao_cnpj_sem_mascara",
                violation_error_message="O CNPJ se guarda sem máscara: 14 caracteres, os dois "
                "últimos algarismos.",
            ),
        ]

    def __str__(self):
        return self.nome

    @property
    def cnpj_formatado(self) -> str:
        return cnpj_formatado(self.cnpj)


class FeriadoMunicipal(models.Model):
    """Dia sem expediente só neste município: aniversário, padroeiro, ponto facultativo."""

    municipio = models.ForeignKey(
        Municipio, on_delete=models.CASCADE, related_name="feriados", verbose_name="município"
    )
    data = models.DateField("data")
    nome = models.CharField("nome", max_length=100)

    class Meta:
        verbose_name = "feriado municipal"
        verbose_name_plural = "feriados municipais"
        ordering = ["data", "municipio__nome_de_busca", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipio", "data"],
                name="feriado_unico_no_dia",
                violation_error_message="Este município já tem um feriado nesse dia. "
                "Altere o que existe.",
            ),
            models.CheckConstraint(
                condition=Q(data__range=(date(PRIMEIRO_ANO, 1, 1), date(ULTIMO_ANO, 12, 31))),
                name="feriado_dentro_do_calendario",
                violation_error_message="O calendário vai de 2020 a 2045. Confira o ano.",
            ),
        ]

    def __str__(self):
        return f"{self.nome}, {data_curta(self.data)}"


class InstalacaoSEI(models.Model):
    """Um SEI em uso: onde fica e como numera os processos. Sem órgão, é o do Estado."""

    class Digitos(models.TextChoices):
        RECUSAR = "recusar", "recusar o número"
        AVISAR = "avisar", "avisar e aceitar"

    nome = models.CharField("nome", max_length=120)
    sigla = models.CharField("sigla", max_length=30)
    orgao = models.OneToOneField(
        Orgao,
        on_delete=models.PROTECT,
        related_name="instalacao_sei",
        null=True,
        blank=True,
        verbose_name="órgão",
        help_text="Em branco, é o SEI do Estado, onde se assinam o termo e o acordo.",
    )
    url_base = models.CharField(
        "endereço",
        max_length=200,
        blank=True,
        validators=[validar_base_do_sei],
        help_text="O começo do endereço, até /sei, por exemplo https://sei.exemplo.invalid/sei. "
        "Em branco, não há atalho para conferir documentos.",
    )
    id_orgao = models.PositiveSmallIntegerField(
        "número do órgão no acesso externo",
        default=0,
        help_text="O id_orgao_acesso_externo que aparece no endereço da página de conferência.",
    )
    mascara = models.CharField(
        "formato da numeração",
        max_length=200,
        blank=True,
        validators=[validar_mascara],
        help_text="Como está na tela do órgão no SEI, com as variáveis entre arrobas. "
        "Em branco, aceita qualquer formato.",
    )
    digitos = models.CharField(
        "número que não confere",
        max_length=10,
        choices=Digitos,
        default=Digitos.AVISAR,
        help_text="Recuse só quando o formato for certo: o SEI também aceita número informado "
        "à mão e processos vindos de outros sistemas.",
    )
    atualizado_em = models.DateTimeField("atualizado em", auto_now=True)

    class Meta:
        verbose_name = "instalação do SEI"
        verbose_name_plural = "instalações do SEI"
        ordering = [F("orgao").asc(nulls_first=True), "nome", "id"]
        constraints = [
            models.UniqueConstraint(
                Coalesce("orgao", 0),
                condition=Q(orgao=None),
                name="instalacao_do_estado_unica",
                violation_error_message="O SEI do Estado já está registrado. Altere o que existe, "
                "ou escolha o órgão desta instalação.",
            ),
            models.CheckConstraint(
                condition=Q(digitos__in=["recusar", "avisar"]),
                name="instalacao_digitos_conhecidos",
                violation_error_message="Diga se o número que não confere é recusado ou só avisa.",
            ),
            models.CheckConstraint(
                condition=Q(url_base="")
                | Q(url_base__regex=r"^https://[^/?#@[:space:]]+(/[^?#[:space:]]*)?$"),
                name="instalacao_endereco_seguro",
                violation_error_message="O endereço começa com https:// e não tem usuário, "
                "pergunta nem cerquilha.",
            ),
            models.CheckConstraint(
                condition=~Q(digitos="recusar", mascara=""),
                name="instalacao_recusa_com_mascara",
                violation_error_message="Para recusar números, informe o formato da numeração; "
                "sem ele, só dá para avisar.",
            ),
        ]

    def __str__(self):
        return self.nome

    @property
    def recusa(self) -> bool:
        return self.digitos == self.Digitos.RECUSAR
