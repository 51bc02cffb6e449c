"""Uma planilha que muda dados de muitas cidades: do envio ao que ficou gravado."""

import hashlib
import json
import uuid
from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from seicidades.comum.cifra import cifrar, decifrar
from seicidades.comum.papeis import Papel

VALIDADE = timedelta(days=2)
RESERVA = timedelta(minutes=10)
ESPERA_DEPOIS_DE_FALHAR = timedelta(minutes=2)
PARADA_DEPOIS_DE = timedelta(minutes=5)
MAXIMO_DE_TENTATIVAS = 3


class SituacaoDaPlanilha(models.TextChoices):
    NA_FILA = "na_fila", "à espera de conferência"
    CONFERINDO = "conferindo", "em conferência"
    RECUSADA = "recusada", "com problemas"
    CONFERIDA = "conferida", "conferida"
    A_GRAVAR = "a_gravar", "à espera de gravação"
    GRAVADA = "gravada", "gravada"


A_CONFERIR = (SituacaoDaPlanilha.NA_FILA, SituacaoDaPlanilha.CONFERINDO)
EM_CURSO = (*A_CONFERIR, SituacaoDaPlanilha.A_GRAVAR)


class PlanilhaQuerySet(models.QuerySet):
    def de(self, usuario):
        """As que a pessoa pode abrir: as próprias; a administração, todas."""
        if usuario.papel_estado == Papel.ADMINISTRADOR:
            return self
        return self.filter(enviada_por=usuario)

    def vencidas(self, agora):
        return self.filter(expira_em__lte=agora).exclude(situacao=SituacaoDaPlanilha.GRAVADA)

    def paradas(self, agora):
        """Em curso e sem trabalhador: ninguém a reservou a tempo, ou a reserva venceu."""
        esquecida = Q(reservada_ate=None, desde__lt=agora - PARADA_DEPOIS_DE)
        return self.filter(esquecida | Q(reservada_ate__lte=agora), situacao__in=EM_CURSO).order_by(
            "pk"
        )

    def leves(self):
        """Sem o arquivo nem a conferência, para listar."""
        return self.defer("conteudo_cifrado", "conferencia_cifrada")

    def reservar(self, pk, situacoes) -> bool:
        """Fica com a planilha por um tempo, num só UPDATE; falso se outro a tem ou já andou."""
        agora = timezone.now()
        livre = Q(reservada_ate=None) | Q(reservada_ate__lte=agora)
        daqui = self.filter(livre, pk=pk, situacao__in=situacoes)
        return bool(daqui.update(reservada_ate=agora + RESERVA, tentativas=F("tentativas") + 1))


class PlanilhaEnviada(models.Model):
    """Base: o conteúdo e a conferência ficam cifrados e somem depois de gravada ou vencida.

    Quem herda declara `finalidade`, que separa a cifra de cada uso.
    """

    finalidade: ClassVar[bytes]

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
        "situação",
        max_length=12,
        choices=SituacaoDaPlanilha,
        default=SituacaoDaPlanilha.NA_FILA,
    )
    desde = models.DateTimeField("nesta situação desde", default=timezone.now)
    reservada_ate = models.DateTimeField("reservada até", null=True, blank=True)
    tentativas = models.PositiveSmallIntegerField("tentativas", default=0)
    conferencia_cifrada = models.BinaryField("conferência cifrada", null=True)
    aviso = models.CharField("aviso", max_length=500, blank=True)
    gravada_em = models.DateTimeField("gravada em", null=True, blank=True)

    objects = PlanilhaQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def nova(cls, nome: str, conteudo: bytes, por):
        """Guarda o arquivo cifrado, à espera de conferência."""
        agora = timezone.now()
        planilha = cls(
            nome_do_arquivo=nome[-200:],
            sha256=hashlib.sha256(conteudo).hexdigest(),
            enviada_por=por,
            enviada_em=agora,
            expira_em=agora + VALIDADE,
            desde=agora,
        )
        planilha.conteudo = conteudo
        planilha.save()
        return planilha

    def comecar(self) -> None:
        """A conferência começou; a reserva e as tentativas continuam a contar."""
        self.situacao, self.desde = SituacaoDaPlanilha.CONFERINDO, timezone.now()
        self.save(update_fields=["situacao", "desde"])

    def passar(self, situacao: SituacaoDaPlanilha, *campos: str, aviso: str = ""):
        """Muda a situação, o aviso e os campos ditos; as tentativas recomeçam."""
        self.situacao, self.desde, self.aviso = situacao, timezone.now(), aviso
        self.reservada_ate, self.tentativas = None, 0
        mudados = ("situacao", "desde", "aviso", "reservada_ate", "tentativas", *campos)
        self.save(update_fields=mudados)
        return self

    @property
    def em_curso(self) -> bool:
        return self.situacao in EM_CURSO

    @property
    def conteudo(self) -> bytes:
        return decifrar(self.finalidade, self.conteudo_cifrado)

    @conteudo.setter
    def conteudo(self, conteudo: bytes):
        self.conteudo_cifrado = cifrar(self.finalidade, conteudo)

    @property
    def conferencia(self) -> dict:
        """O que a página mostra da conferência; vazio, se ainda não houve."""
        if not self.conferencia_cifrada:
            return {}
        return json.loads(decifrar(self.finalidade, self.conferencia_cifrada))

    @conferencia.setter
    def conferencia(self, dados: dict):
        self.conferencia_cifrada = cifrar(
            self.finalidade, json.dumps(dados, ensure_ascii=False).encode()
        )
