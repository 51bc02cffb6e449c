"""Uma carga da carteira: do arquivo enviado ao que ficou gravado."""

import json
import uuid
import zlib

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from seicidades.comum.cifra import cofre
from seicidades.comum.papeis import Papel

FINALIDADE = b"seicidades.importacao"


def _cifrar(conteudo: bytes) -> bytes:
    return cofre(FINALIDADE).encrypt(zlib.compress(conteudo))


def _decifrar(cifrado) -> bytes:
    return zlib.decompress(cofre(FINALIDADE).decrypt(bytes(cifrado)))


class Situacao(models.TextChoices):
    NA_FILA = "na_fila", "à espera de conferência"
    CONFERINDO = "conferindo", "em conferência"
    RECUSADA = "recusada", "com problemas"
    CONFERIDA = "conferida", "conferida"
    A_GRAVAR = "a_gravar", "à espera de gravação"
    GRAVADA = "gravada", "gravada"


EM_CURSO = (Situacao.NA_FILA, Situacao.CONFERINDO, Situacao.A_GRAVAR)


class CargaQuerySet(models.QuerySet):
    def de(self, usuario):
        """As que a pessoa pode abrir: as próprias; a administração, todas."""
        if usuario.papel_estado == Papel.ADMINISTRADOR:
            return self
        return self.filter(enviada_por=usuario)

    def vencidas(self, agora):
        return self.filter(expira_em__lte=agora).exclude(situacao=Situacao.GRAVADA)

    def leves(self):
        """Sem o arquivo nem a conferência, para listar."""
        return self.defer("conteudo_cifrado", "conferencia_cifrada")


class Carga(models.Model):
    """Um arquivo da carteira. O conteúdo fica cifrado e some depois de gravado ou vencido."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    nome_do_arquivo = models.CharField("nome do arquivo", max_length=200)
    sha256 = models.CharField("SHA-256 do arquivo", max_length=64)
    conteudo_cifrado = models.BinaryField("conteúdo cifrado", null=True)
    enviada_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="enviada por"
    )
    enviada_em = models.DateTimeField("enviada em", default=timezone.now, editable=False)
    expira_em = models.DateTimeField("vence em")
    situacao = models.CharField(
        "situação", max_length=12, choices=Situacao.choices, default=Situacao.NA_FILA
    )
    desde = models.DateTimeField("nesta situação desde", default=timezone.now)
    conferencia_cifrada = models.BinaryField("conferência cifrada", null=True)
    digest = models.CharField("digest do que se conferiu", max_length=64, blank=True)
    escolhas = models.JSONField("escolhas", default=dict)
    resumo = models.JSONField("resumo", default=dict)
    aviso = models.CharField("aviso", max_length=500, blank=True)
    gravada_em = models.DateTimeField("gravada em", null=True)

    objects = CargaQuerySet.as_manager()

    class Meta:
        verbose_name = "carga da carteira"
        verbose_name_plural = "cargas da carteira"
        ordering = ("-enviada_em", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(situacao__in=Situacao.values), name="carteira_situacao_conhecida"
            ),
            models.CheckConstraint(
                condition=Q(situacao=Situacao.GRAVADA, gravada_em__isnull=False)
                | (~Q(situacao=Situacao.GRAVADA) & Q(gravada_em=None)),
                name="carteira_gravada_com_data",
            ),
            models.CheckConstraint(
                condition=Q(expira_em__gt=F("enviada_em")), name="carteira_vence_depois"
            ),
        ]

    def __str__(self):
        return f"Carga {self.sha256[:12]}, {self.get_situacao_display()}"

    @property
    def fonte(self) -> str:
        """Como a carga se identifica no registro de andamentos."""
        return f"planilha «{self.nome_do_arquivo}», SHA-256 {self.sha256[:12]}"

    @property
    def em_curso(self) -> bool:
        return self.situacao in EM_CURSO

    @property
    def conteudo(self) -> bytes:
        return _decifrar(self.conteudo_cifrado)

    @conteudo.setter
    def conteudo(self, conteudo: bytes):
        self.conteudo_cifrado = _cifrar(conteudo)

    @property
    def conferencia(self) -> dict:
        """O que a página mostra: diferenças, problemas e notas."""
        return json.loads(_decifrar(self.conferencia_cifrada)) if self.conferencia_cifrada else {}

    @conferencia.setter
    def conferencia(self, dados: dict):
        self.conferencia_cifrada = _cifrar(json.dumps(dados, ensure_ascii=False).encode())
