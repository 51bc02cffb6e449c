"""O que o ato diz: os dezoito assuntos e os níveis de assinatura."""

from django.db import models
from django.db.models import Q

from regulamentacao.assuntos import ASSUNTOS


class Nivel(models.TextChoices):
    """Níveis de assinatura eletrônica. Fonte: Lei nº 14.063/2020, art. 4º."""

    SIMPLES = "simples", "Simples (usuário e senha)"
    AVANCADA = "avancada", "Avançada (gov.br prata ou ouro)"
    QUALIFICADA = "qualificada", "Qualificada (certificado ICP-Brasil)"


class NiveisDeAssinatura(models.Model):
    """O nível mínimo de assinatura que o município fixou, por espécie de documento."""

    class Onde(models.TextChoices):
        NO_ATO = "no_ato", "No próprio ato do processo eletrônico"
        OUTRO_ATO = "outro_ato", "Em outro ato do município"

    implantacao = models.OneToOneField(
        "fluxo.Implantacao",
        models.PROTECT,
        related_name="regulamentacao_niveis",
        verbose_name="implantação",
    )
    onde = models.CharField("onde está escrito", max_length=10, choices=Onde)
    referencia = models.CharField("artigo ou ato", max_length=200)
    documentos_internos = models.CharField(
        "documentos internos do dia a dia", max_length=12, choices=Nivel
    )
    decisoes = models.CharField(
        "decisões e documentos com efeito para fora", max_length=12, choices=Nivel
    )
    atos_da_chefia = models.CharField(
        "atos da prefeita ou do prefeito", max_length=12, choices=Nivel
    )
    usuarios_externos = models.CharField(
        "documentos de cidadãos e empresas", max_length=12, choices=Nivel
    )

    class Meta:
        verbose_name = "níveis de assinatura"
        verbose_name_plural = "níveis de assinatura"
        ordering = ["implantacao"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(referencia=""),
                name="niveis_dizem_o_artigo",
                violation_error_message="Diga o artigo ou o ato que fixa os níveis.",
            ),
        ]

    def __str__(self):
        return self.get_onde_display()


class RespostaDeAssunto(models.Model):
    """O que uma pessoa achou, no ato, sobre um dos dezoito assuntos."""

    class Resposta(models.TextChoices):
        CONSTA = "consta", "Consta"
        NAO_CONSTA = "nao_consta", "Não consta"
        NAO_SE_APLICA = "nao_se_aplica", "Não se aplica"

    implantacao = models.ForeignKey(
        "fluxo.Implantacao",
        models.PROTECT,
        related_name="regulamentacao_respostas",
        verbose_name="implantação",
    )
    assunto = models.CharField(
        "assunto", max_length=20, choices=[(a.chave, a.titulo) for a in ASSUNTOS]
    )
    resposta = models.CharField("resposta", max_length=15, choices=Resposta, blank=True)
    artigo = models.CharField("artigo", max_length=80, blank=True)
    trecho = models.TextField("trecho ou observação", max_length=1000, blank=True)

    class Meta:
        verbose_name = "resposta sobre assunto do ato"
        verbose_name_plural = "respostas sobre assuntos do ato"
        ordering = ["implantacao", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["implantacao", "assunto"],
                name="resposta_unica_por_assunto",
                violation_error_message="Este assunto já tem resposta.",
            ),
            models.CheckConstraint(
                condition=Q(assunto__in=[a.chave for a in ASSUNTOS]),
                name="resposta_de_assunto_conhecido",
                violation_error_message="Este assunto não está na lista dos dezoito.",
            ),
        ]

    def __str__(self):
        return f"{self.get_assunto_display()}: {self.get_resposta_display() or 'sem resposta'}"

    @property
    def incompleta(self) -> bool:
        """Sem resposta, ou diz que consta e não diz onde nem com que palavras."""
        return bool(self.lacuna)

    @property
    def lacuna(self) -> str:
        """O que ainda falta dizer; vazia, se nada."""
        if not self.resposta:
            return "sem resposta"
        if self.resposta != self.Resposta.CONSTA:
            return ""
        faltas = [n for n, valor in (("artigo", self.artigo), ("trecho", self.trecho)) if not valor]
        return f"falta o {' e o '.join(faltas)}" if faltas else ""


class ConferenciaDeAssuntos(models.Model):
    """A palavra final da conferência: por que faltam os assuntos que faltam."""

    implantacao = models.OneToOneField(
        "fluxo.Implantacao",
        models.PROTECT,
        related_name="regulamentacao_conferencia",
        verbose_name="implantação",
    )
    justificativa = models.TextField("justificativa das ausências", max_length=1000, blank=True)

    class Meta:
        verbose_name = "conferência dos assuntos"
        verbose_name_plural = "conferências dos assuntos"
        ordering = ["implantacao"]

    def __str__(self):
        return "com justificativa" if self.justificativa else "sem justificativa"
