"""O cofre de evidências: o que foi enviado, por quem, quando, e o resumo do conteúdo."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from seicidades.comum.papeis import Papel
from seicidades.contas.permissoes import orgaos_visiveis
from seicidades.documentos.cofre import cofre
from seicidades.documentos.reconhecimento.nomes import TAMANHO_DO_NOME
from seicidades.documentos.reconhecimento.tipos import Tipo
from seicidades.municipios.models import Orgao

PAPEIS = [(papel.value, papel.rotulo) for papel in Papel]
TIPOS = [(tipo.value, tipo.rotulo) for tipo in Tipo]


class ArquivoImutavel(Exception):
    """Alguém tentou mudar ou apagar uma evidência."""

    def __init__(self):
        super().__init__(
            "Um arquivo guardado não muda nem é apagado. Envie outro ou, para retirar "
            "o conteúdo, use servicos.expurgar."
        )


class ArquivoQuerySet(models.QuerySet):
    def com_conteudo(self):
        """Os que não foram expurgados."""
        return self.filter(expurgado_em=None)

    def visiveis_para(self, usuario):
        """Dos órgãos que a pessoa vê. Baixar um reservado pede mais: `servicos.pode_baixar`."""
        return self.filter(orgao__in=orgaos_visiveis(usuario))

    def marcar_expurgo(self, *, por, motivo, em) -> int:
        return super().update(expurgado_em=em, expurgado_por=por, motivo_do_expurgo=motivo)

    def update(self, **campos):
        raise ArquivoImutavel

    def delete(self):
        raise ArquivoImutavel

    update.alters_data = True
    delete.alters_data = True


class Arquivo(models.Model):
    """Um envio: um conteúdo, com um nome, de uma pessoa.

    Outra pessoa ou outro nome é outra linha, porque quem enviou e como chamou
    fazem parte da prova; o conteúdo repetido no mesmo órgão é gravado uma vez
    só. A linha não muda nem é apagada (o banco também recusa): o expurgo apaga
    os bytes e deixa o resumo.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    orgao = models.ForeignKey(Orgao, models.PROTECT, related_name="arquivos", verbose_name="órgão")
    nome = models.CharField("nome", max_length=TAMANHO_DO_NOME)
    tipo = models.CharField("tipo", max_length=10, choices=TIPOS)
    tamanho = models.PositiveIntegerField("tamanho em bytes")
    sha256 = models.CharField("SHA-256", max_length=64)
    conteudo = models.FileField("conteúdo", storage=cofre, max_length=120)
    papeis = ArrayField(
        models.CharField(max_length=20, choices=PAPEIS),
        verbose_name="reservado aos papéis",
        default=list,
        blank=True,
    )
    enviado_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="enviado por"
    )
    enviado_em = models.DateTimeField("enviado em", default=timezone.now, editable=False)
    expurgado_em = models.DateTimeField("expurgado em", null=True, blank=True)
    expurgado_por = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="expurgado por",
    )
    motivo_do_expurgo = models.CharField("motivo do expurgo", max_length=300, blank=True)

    objects = ArquivoQuerySet.as_manager()

    class Meta:
        verbose_name = "arquivo"
        verbose_name_plural = "arquivos"
        ordering = ("-enviado_em", "pk")
        indexes = [models.Index(fields=("orgao", "sha256"), name="arquivo_por_conteudo")]
        constraints = [
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="arquivo_resumo_sha256"
            ),
            models.CheckConstraint(condition=Q(tamanho__gt=0), name="arquivo_nao_vazio"),
            models.CheckConstraint(
                condition=Q(tipo__in=[tipo.value for tipo in Tipo]), name="arquivo_tipo_conhecido"
            ),
            models.CheckConstraint(
                condition=Q(papeis__contained_by=[papel.value for papel in Papel]),
                name="arquivo_papeis_conhecidos",
            ),
            models.UniqueConstraint(
                fields=("orgao", "sha256", "nome", "enviado_por", "papeis"),
                condition=Q(expurgado_em=None),
                name="arquivo_sem_repeticao",
            ),
            models.CheckConstraint(
                condition=Q(expurgado_em=None, expurgado_por=None, motivo_do_expurgo="")
                | Q(expurgado_em__isnull=False, expurgado_por__isnull=False)
                & ~Q(motivo_do_expurgo=""),
                name="arquivo_expurgo_completo",
                violation_error_message="Informe quem expurgou o arquivo, quando e por quê.",
            ),
        ]

    def __str__(self):
        return self.nome

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise ArquivoImutavel
        super().save(*args, **kwargs | {"force_insert": True})

    def delete(self, *args, **kwargs):
        raise ArquivoImutavel

    @property
    def reservado(self) -> bool:
        return bool(self.papeis)

    @property
    def expurgado(self) -> bool:
        return self.expurgado_em is not None

    @property
    def mime(self) -> str:
        return Tipo(self.tipo).mime

    def abrir(self):
        """O conteúdo, aberto para leitura binária; use com `with`.

        Raises:
            ValidationError: se os bytes foram expurgados.
        """
        if self.expurgado:
            raise ValidationError(
                f"O conteúdo de “{self.nome}” foi expurgado. Peça um novo envio a quem o tem.",
                code="expurgado",
            )
        return self.conteudo.storage.open(self.conteudo.name)
