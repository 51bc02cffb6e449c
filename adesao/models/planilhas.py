"""Uma planilha de assinaturas, do envio ao que ficou gravado."""

import json
import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from seicidades.comum.cifra import cofre
from seicidades.comum.papeis import Papel

FINALIDADE = b"adesao.planilhas"


class SituacaoDaPlanilha(models.TextChoices):
    A_CONFERIR = "a_conferir", "em conferência"
    CONFERIDA = "conferida", "conferida"
    A_GRAVAR = "a_gravar", "em gravação"
    RECUSADA = "recusada", "recusada"
    GRAVADA = "gravada", "gravada"


EM_CURSO = (SituacaoDaPlanilha.A_CONFERIR, SituacaoDaPlanilha.A_GRAVAR)


class PlanilhaQuerySet(models.QuerySet):
    def de(self, usuario):
        """As que a pessoa pode abrir: as próprias; a administração, todas."""
        if usuario.papel_estado == Papel.ADMINISTRADOR:
            return self
        return self.filter(enviada_por=usuario)

    def vencidas(self, agora):
        return self.filter(expira_em__lte=agora).exclude(situacao=SituacaoDaPlanilha.GRAVADA)

    def paradas(self, desde):
        return self.filter(situacao__in=EM_CURSO, desde__lte=desde)

    def leves(self):
        """Sem o arquivo nem a prévia, para listar."""
        return self.defer("conteudo_cifrado", "previa_cifrada")


class PlanilhaDeAssinaturas(models.Model):
    """Um CSV de assinaturas de muitas cidades. O conteúdo fica cifrado e some depois."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    nome_do_arquivo = models.CharField("nome do arquivo", max_length=200)
    sha256 = models.CharField("SHA-256 do arquivo", max_length=64)
    conteudo_cifrado = models.BinaryField("conteúdo cifrado", null=True)
    enviada_por = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="enviada por",
    )
    enviada_em = models.DateTimeField("enviada em", default=timezone.now, editable=False)
    expira_em = models.DateTimeField("vence em")
    situacao = models.CharField(
        "situação",
        max_length=12,
        choices=SituacaoDaPlanilha,
        default=SituacaoDaPlanilha.A_CONFERIR,
    )
    desde = models.DateTimeField("nesta situação desde", default=timezone.now)
    previa_cifrada = models.BinaryField("prévia cifrada", null=True)
    mudancas = models.PositiveIntegerField("mudanças gravadas", default=0)
    gravada_em = models.DateTimeField("gravada em", null=True, blank=True)

    objects = PlanilhaQuerySet.as_manager()

    class Meta:
        verbose_name = "planilha de assinaturas"
        verbose_name_plural = "planilhas de assinaturas"
        ordering = ("-enviada_em", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(situacao=SituacaoDaPlanilha.GRAVADA, gravada_em__isnull=False)
                | (~Q(situacao=SituacaoDaPlanilha.GRAVADA) & Q(gravada_em=None)),
                name="planilha_de_assinaturas_gravada_com_data",
            ),
            models.CheckConstraint(
                condition=Q(expira_em__gt=F("enviada_em")),
                name="planilha_de_assinaturas_vence_depois",
            ),
        ]

    def __str__(self):
        return f"Planilha {self.sha256[:12]}, {self.get_situacao_display()}"

    @property
    def em_curso(self) -> bool:
        return self.situacao in EM_CURSO

    @property
    def fonte(self) -> str:
        """Como a planilha se identifica no registro de andamentos."""
        return f"planilha de assinaturas, SHA-256 {self.sha256[:12]}"

    @property
    def conteudo(self) -> bytes:
        return cofre(FINALIDADE).decrypt(bytes(self.conteudo_cifrado))

    @conteudo.setter
    def conteudo(self, conteudo: bytes):
        self.conteudo_cifrado = cofre(FINALIDADE).encrypt(conteudo)

    @property
    def previa(self) -> dict:
        """O que a página mostra: as linhas com o seu efeito e os problemas."""
        vazia = {"linhas": [], "problemas": []}
        if not self.previa_cifrada:
            return vazia
        return json.loads(cofre(FINALIDADE).decrypt(bytes(self.previa_cifrada)))

    @previa.setter
    def previa(self, dados: dict):
        texto = json.dumps(dados, ensure_ascii=False)
        self.previa_cifrada = cofre(FINALIDADE).encrypt(texto.encode())
