"""Onde o SEI confere a senha das pessoas, e se isso funciona."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from cadastros.models.campos import VAZIO, arquivo, autor, implantacao


class TipoDeDiretorio(models.TextChoices):
    AD = "ad", "Active Directory (AD)"
    LDAP = "ldap", "OpenLDAP"
    NENHUM = "nenhum", "Não temos diretório"


class FormaDeEntrada(models.TextChoices):
    GOVBR = "govbr", "Pelo gov.br"
    SENHA = "senha", "Com senha cadastrada no SIP"


class Diretorio(models.Model):
    """Onde o SEI confere a senha das pessoas do município. A senha do serviço não fica aqui.

    `revisao` cresce quando um dado técnico muda: a verificação vale para uma revisão.
    """

    implantacao = models.OneToOneField(
        "fluxo.Implantacao",
        models.PROTECT,
        related_name="cadastros_diretorio",
        verbose_name="implantação",
    )
    tipo = models.CharField("tipo", max_length=10, choices=TipoDeDiretorio.choices)
    forma_de_entrada = models.CharField(
        "como as pessoas vão entrar", max_length=10, choices=FormaDeEntrada.choices, blank=True
    )
    nome = models.CharField("nome do servidor", max_length=50, blank=True)
    endereco = models.CharField("endereço", max_length=100, blank=True)
    porta = models.PositiveIntegerField(
        "porta", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(65535)]
    )
    sufixo = models.CharField("sufixo do login", max_length=50, blank=True)
    usuario_de_pesquisa = models.CharField("usuário de pesquisa", max_length=100, blank=True)
    contexto_de_pesquisa = models.CharField("contexto de pesquisa", max_length=100, blank=True)
    atributo_de_filtro = models.CharField("atributo de filtro", max_length=100, blank=True)
    atributo_de_retorno = models.CharField("atributo de retorno", max_length=100, blank=True)
    versao_do_protocolo = models.PositiveSmallIntegerField(
        "versão do protocolo", null=True, blank=True
    )
    senha_entregue_em = models.DateField(
        "senha entregue por canal seguro em", null=True, blank=True
    )
    observacao = models.TextField("observação", blank=True)
    revisao = models.PositiveIntegerField("revisão", default=1)
    alterado_por = autor("alterado por")
    alterado_em = models.DateTimeField("alterado em", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "diretório"
        verbose_name_plural = "diretórios"
        ordering = ("implantacao",)
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(tipo=TipoDeDiretorio.NENHUM, endereco=VAZIO, porta=None)
                    & Q(forma_de_entrada__in=FormaDeEntrada.values)
                )
                | (
                    Q(tipo__in=[TipoDeDiretorio.AD, TipoDeDiretorio.LDAP])
                    & Q(forma_de_entrada=VAZIO)
                    & ~Q(nome=VAZIO)
                    & ~Q(endereco=VAZIO)
                    & Q(porta__isnull=False)
                    & ~Q(contexto_de_pesquisa=VAZIO)
                    & ~Q(atributo_de_filtro=VAZIO)
                ),
                name="diretorio_completo",
                violation_error_message=(
                    "Informe nome, endereço, porta, contexto e filtro; "
                    "sem diretório, como as pessoas vão entrar."
                ),
            ),
            models.CheckConstraint(
                condition=Q(porta=None) | Q(porta__range=(1, 65535)), name="diretorio_porta_existe"
            ),
        ]

    def __str__(self):
        return f"Diretório: {self.get_tipo_display()}"

    @property
    def existe(self) -> bool:
        return self.tipo != TipoDeDiretorio.NENHUM


class VerificacaoDoDiretorio(models.Model):
    """Uma tentativa da Prodesp de usar o diretório. Vale a última da revisão em vigor."""

    implantacao = implantacao("verificacoes")
    revisao = models.PositiveIntegerField("revisão do diretório")
    porta_responde = models.BooleanField("a porta responde a partir da Prodesp")
    usuario_conecta = models.BooleanField("o usuário de pesquisa conecta")
    login_encontrado = models.BooleanField("um login conhecido é encontrado")
    senha_errada_recusada = models.BooleanField("uma senha errada é recusada")
    feita_em = models.DateField("data da verificação")
    executor = models.CharField("quem verificou", max_length=120)
    evidencia = models.TextField("o que se viu", blank=True)
    arquivo = arquivo()
    registrada_por = autor("registrada por")
    registrada_em = models.DateTimeField("registrada em", default=timezone.now, editable=False)

    PARTES = ("porta_responde", "usuario_conecta", "login_encontrado", "senha_errada_recusada")

    class Meta:
        verbose_name = "verificação do diretório"
        verbose_name_plural = "verificações do diretório"
        ordering = ("implantacao", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=~Q(evidencia=VAZIO) | Q(arquivo__isnull=False),
                name="verificacao_com_evidencia",
                violation_error_message="Conte o que se viu ou anexe um arquivo.",
            ),
        ]

    def __str__(self):
        return f"Verificação de {self.feita_em:%d/%m/%Y}"

    @property
    def falhas(self) -> list[str]:
        """O que não funcionou, com o nome que aparece na tela."""
        return [
            self._meta.get_field(parte).verbose_name
            for parte in self.PARTES
            if not getattr(self, parte)
        ]
