"""A sala da minuta: respostas, artigos editados, versões, comentários e notas internas."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from regulamentacao.sala.perguntas import TELA_DE


class SalaDaMinuta(models.Model):
    """O rascunho do decreto de um município; o modelo é o que valia ao abrir a sala."""

    implantacao = models.OneToOneField(
        "fluxo.Implantacao",
        models.PROTECT,
        related_name="regulamentacao_sala",
        verbose_name="implantação",
    )
    versao_do_modelo = models.ForeignKey(
        "documentos.VersaoDoModelo",
        models.PROTECT,
        related_name="+",
        verbose_name="versão do modelo do decreto",
    )
    aberta_em = models.DateTimeField("aberta em", auto_now_add=True)

    class Meta:
        verbose_name = "sala da minuta"
        verbose_name_plural = "salas da minuta"
        ordering = ["implantacao"]

    def __str__(self):
        return f"sala da minuta de {self.implantacao}"


class DaSala(models.Model):
    """O que uma pessoa grava na sala e outra pode ter mudado nesse meio tempo.

    `versao` cresce a cada gravação: quem abriu a página antes grava só se ela é a mesma.
    """

    versao = models.PositiveIntegerField("versão", default=1)
    salvo_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="salvo por"
    )
    salvo_em = models.DateTimeField("salvo em", auto_now=True)

    class Meta:
        abstract = True


class RespostasDaTela(DaSala):
    """O que se respondeu numa tela da sala."""

    sala = models.ForeignKey(
        SalaDaMinuta, models.PROTECT, related_name="respostas", verbose_name="sala"
    )
    tela = models.CharField("tela", max_length=20)
    dados = models.JSONField("respostas", default=dict)

    class Meta:
        verbose_name = "respostas de uma tela da minuta"
        verbose_name_plural = "respostas das telas da minuta"
        ordering = ["sala", "id"]
        constraints = [
            models.UniqueConstraint(fields=["sala", "tela"], name="respostas_uma_vez_por_tela"),
            models.CheckConstraint(
                condition=Q(tela__in=list(TELA_DE)), name="respostas_de_tela_conhecida"
            ),
        ]

    def __str__(self):
        return TELA_DE[self.tela].titulo if self.tela in TELA_DE else self.tela


class ArtigoEditado(DaSala):
    """Um artigo que o município escreveu à mão; fica, mesmo que as respostas mudem."""

    sala = models.ForeignKey(
        SalaDaMinuta, models.PROTECT, related_name="editados", verbose_name="sala"
    )
    chave = models.CharField("trecho", max_length=60)
    classe = models.CharField("parte do decreto", max_length=20)
    texto = models.TextField("texto", max_length=6000)
    do_modelo = models.TextField("texto do modelo quando se editou")

    class Meta:
        verbose_name = "artigo editado da minuta"
        verbose_name_plural = "artigos editados da minuta"
        ordering = ["sala", "id"]
        constraints = [
            models.UniqueConstraint(fields=["sala", "chave"], name="editado_uma_vez_por_trecho"),
            models.CheckConstraint(
                condition=~Q(texto=""),
                name="editado_com_texto",
                violation_error_message="Escreva o artigo ou volte ao texto do modelo.",
            ),
        ]

    def __str__(self):
        return self.chave


class Redacao(models.Model):
    """Uma versão guardada do decreto inteiro. Não muda mais."""

    sala = models.ForeignKey(
        SalaDaMinuta, models.PROTECT, related_name="redacoes", verbose_name="sala"
    )
    numero = models.PositiveSmallIntegerField("versão")
    trechos = models.JSONField("trechos")
    respostas = models.JSONField("respostas")
    resumo = models.CharField("SHA-256 do texto", max_length=64, editable=False)
    versao_do_modelo = models.ForeignKey(
        "documentos.VersaoDoModelo",
        models.PROTECT,
        related_name="+",
        verbose_name="versão do modelo do decreto",
    )
    guardada_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="guardada por"
    )
    guardada_em = models.DateTimeField("guardada em", auto_now_add=True)

    class Meta:
        verbose_name = "versão guardada da minuta"
        verbose_name_plural = "versões guardadas da minuta"
        ordering = ["sala", "-numero"]
        constraints = [
            models.UniqueConstraint(fields=["sala", "numero"], name="redacao_numero_unico"),
            models.CheckConstraint(condition=Q(numero__gte=1), name="redacao_comeca_em_um"),
        ]

    def __str__(self):
        return f"versão {self.numero}"


class ComentarioDoArtigo(models.Model):
    """O que o município e a Prodesp dizem um ao outro sobre um artigo. Os dois leem."""

    sala = models.ForeignKey(
        SalaDaMinuta, models.PROTECT, related_name="comentarios", verbose_name="sala"
    )
    chave = models.CharField("trecho", max_length=60)
    texto = models.TextField("comentário", max_length=2000)
    da_prodesp = models.BooleanField("da Prodesp", default=False)
    autor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="autor"
    )
    criado_em = models.DateTimeField("criado em", auto_now_add=True)
    resolvido_por = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="resolvido por",
    )
    resolvido_em = models.DateTimeField("resolvido em", null=True, blank=True)

    class Meta:
        verbose_name = "comentário sobre artigo da minuta"
        verbose_name_plural = "comentários sobre artigos da minuta"
        ordering = ["sala", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(resolvido_em=None, resolvido_por=None)
                | Q(resolvido_em__isnull=False, resolvido_por__isnull=False),
                name="comentario_resolvido_por_alguem",
            ),
            models.CheckConstraint(
                condition=~Q(texto=""),
                name="comentario_com_texto",
                violation_error_message="Escreva o comentário.",
            ),
        ]

    def __str__(self):
        return f"comentário sobre {self.chave}"

    @property
    def lado(self) -> str:
        return "Prodesp" if self.da_prodesp else "município"


class NotaInterna(models.Model):
    """Uma nota da Prodesp sobre um artigo. O município nunca lê: por isso, outra tabela."""

    sala = models.ForeignKey(
        SalaDaMinuta, models.PROTECT, related_name="notas_internas", verbose_name="sala"
    )
    chave = models.CharField("trecho", max_length=60)
    texto = models.TextField("nota", max_length=2000)
    autor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="autor"
    )
    criado_em = models.DateTimeField("criado em", auto_now_add=True)

    class Meta:
        verbose_name = "nota interna sobre artigo da minuta"
        verbose_name_plural = "notas internas sobre artigos da minuta"
        ordering = ["sala", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(texto=""),
                name="nota_interna_com_texto",
                violation_error_message="Escreva a nota.",
            ),
        ]

    def __str__(self):
        return f"nota sobre {self.chave}"
