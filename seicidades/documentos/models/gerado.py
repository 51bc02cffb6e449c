"""Os documentos que o programa escreveu: com que dados, com que texto e com que resumo."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from seicidades.contas.permissoes import orgaos_visiveis
from seicidades.documentos.declaracao import Formato
from seicidades.documentos.models.arquivo import Arquivo
from seicidades.documentos.models.modelo import VersaoDoModelo
from seicidades.municipios.models import Orgao

TENTATIVAS = 3
LETRAS_DO_CODIGO, GRUPO = 12, 4


class DocumentoImutavel(Exception):
    """Alguém tentou mudar ou apagar um documento gerado."""

    def __init__(self):
        super().__init__(
            "Um documento gerado não muda nem é apagado. Gere de novo: sai uma versão nova, "
            "e a conferência passa a dizer que esta foi substituída."
        )


class Situacao(models.TextChoices):
    NA_FILA = "na_fila", "sendo escrito"
    PRONTO = "pronto", "pronto"
    FALHOU = "falhou", "não saiu"


class DocumentoQuerySet(models.QuerySet):
    def visiveis_para(self, usuario):
        return self.filter(orgao__in=orgaos_visiveis(usuario))

    def prontos(self):
        return self.filter(situacao=Situacao.PRONTO)

    def na_fila(self):
        return self.filter(situacao=Situacao.NA_FILA)

    def validos(self):
        """Os que ocupam número e versão: o que falhou devolve os seus."""
        return self.exclude(situacao=Situacao.FALHOU)

    def com_substituto(self):
        """Com `substituido`: há versão mais nova, pronta, do mesmo número. A mesma consulta."""
        return self.annotate(substituido=Exists(_mais_novas(OuterRef)))

    def reservar(self, pk: int, *, por: timedelta) -> bool:
        """Toma o documento para escrever; falso, se outro o tem ou já terminou."""
        agora = timezone.now()
        livres = self.na_fila().filter(Q(reservado_ate=None) | Q(reservado_ate__lt=agora), pk=pk)
        tomado = {"reservado_ate": agora + por, "tentativas": F("tentativas") + 1}
        return bool(models.QuerySet.update(livres, **tomado))

    def parados(self, agora, tolerancia: timedelta):
        """Na fila sem trabalhador: nunca tomados há tempo, ou com a reserva vencida."""
        vencidos = Q(reservado_ate__lt=agora)
        esquecidos = Q(reservado_ate=None, pedido_em__lt=agora - tolerancia)
        return self.na_fila().filter(vencidos | esquecidos)

    def terminar(self, situacao: str, motivo: str = "") -> int:
        """Dá o resultado ao que ainda está na fila; diz a quantos deu."""
        fim = {"situacao": situacao, "motivo": motivo, "terminado_em": timezone.now()}
        return models.QuerySet.update(self.na_fila(), **fim)

    def apagar_contexto(self) -> int:
        """Tira os dados com que foram escritos; quem chama já expurgou os arquivos."""
        return models.QuerySet.update(self.exclude(situacao=Situacao.NA_FILA), contexto={})

    def update(self, **campos):
        raise DocumentoImutavel

    def delete(self):
        raise DocumentoImutavel

    update.alters_data = True
    delete.alters_data = True


def _mais_novas(de) -> models.QuerySet:
    mesmas = {campo: de(campo) for campo in ("orgao", "tipo", "ano", "numero")}
    return DocumentoGerado.objects.prontos().filter(**mesmas, versao__gt=de("versao"))


class DocumentoGerado(models.Model):
    """Um pedido de documento e o que saiu dele.

    Os dados ficam congelados no pedido; a tarefa só escreve. A linha muda uma
    vez, ao terminar (o banco também recusa o resto).
    """

    orgao = models.ForeignKey(
        Orgao, models.PROTECT, related_name="documentos_gerados", verbose_name="órgão"
    )
    tipo = models.CharField("tipo", max_length=60)
    titulo = models.CharField("título", max_length=150)
    ano = models.PositiveSmallIntegerField("ano")
    numero = models.PositiveIntegerField("número")
    versao = models.PositiveIntegerField("versão")
    versao_do_modelo = models.ForeignKey(
        VersaoDoModelo, models.PROTECT, related_name="documentos", verbose_name="versão do modelo"
    )
    contexto = models.JSONField("dados", default=dict)
    brasao = models.ForeignKey(
        Arquivo, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="brasão"
    )
    codigo = models.CharField("código de verificação", max_length=LETRAS_DO_CODIGO, unique=True)
    situacao = models.CharField(
        "situação", max_length=10, choices=Situacao.choices, default=Situacao.NA_FILA
    )
    motivo = models.CharField("por que não saiu", max_length=500, blank=True)
    pedido_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="pedido por"
    )
    pedido_em = models.DateTimeField("pedido em", default=timezone.now, editable=False)
    terminado_em = models.DateTimeField("terminado em", null=True, blank=True)
    reservado_ate = models.DateTimeField("reservado até", null=True, blank=True)
    tentativas = models.PositiveSmallIntegerField("tentativas", default=0)

    objects = DocumentoQuerySet.as_manager()

    class Meta:
        verbose_name = "documento gerado"
        verbose_name_plural = "documentos gerados"
        ordering = ("-pedido_em", "-pk")
        indexes = [
            models.Index(fields=("orgao", "tipo", "-pedido_em"), name="gerado_por_orgao_e_tipo"),
            models.Index(
                fields=("pedido_em",), condition=Q(situacao="na_fila"), name="gerado_na_fila"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("orgao", "tipo", "ano", "numero", "versao"),
                condition=~Q(situacao="falhou"),
                name="gerado_versao_unica_no_numero",
            ),
            models.UniqueConstraint(
                fields=("orgao", "tipo"),
                condition=Q(situacao="na_fila"),
                name="gerado_um_na_fila_por_tipo",
            ),
            models.CheckConstraint(
                condition=Q(situacao__in=Situacao.values), name="gerado_situacao_conhecida"
            ),
            models.CheckConstraint(
                condition=Q(situacao="na_fila", terminado_em=None)
                | (~Q(situacao="na_fila") & Q(terminado_em__isnull=False)),
                name="gerado_terminado_com_data",
            ),
            models.CheckConstraint(
                condition=Q(situacao="falhou") ^ Q(motivo=""), name="gerado_falha_com_motivo"
            ),
            models.CheckConstraint(
                condition=Q(codigo__regex=r"^[2-9A-HJKMNP-TV-Z]{12}$"),
                name="gerado_codigo_sem_letra_ambigua",
            ),
        ]

    def __str__(self):
        return f"{self.titulo}, {self.identificacao}"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise DocumentoImutavel
        super().save(*args, **kwargs | {"force_insert": True})

    def delete(self, *args, **kwargs):
        raise DocumentoImutavel

    @property
    def identificacao(self) -> str:
        """O número é o do programa; o do ato, o município dá ao assinar."""
        return f"registro nº {self.numero}/{self.ano}, versão {self.versao}"

    @property
    def codigo_escrito(self) -> str:
        """Em grupos, como se lê e se dita."""
        return "-".join(self.codigo[i : i + GRUPO] for i in range(0, LETRAS_DO_CODIGO, GRUPO))

    @property
    def na_fila(self) -> bool:
        return self.situacao == Situacao.NA_FILA

    @property
    def pronto(self) -> bool:
        return self.situacao == Situacao.PRONTO

    @property
    def substituto(self) -> "DocumentoGerado | None":
        """A versão pronta mais nova do mesmo número, se há."""
        mais_novas = _mais_novas(lambda campo: getattr(self, campo))
        return mais_novas.order_by("-versao").first()


FORMATOS = [(formato.value, formato.rotulo) for formato in Formato]


class ArquivoDoDocumento(models.Model):
    """O documento num formato: o conteúdo e o resumo estão no cofre, como toda evidência."""

    documento = models.ForeignKey(
        DocumentoGerado, models.PROTECT, related_name="arquivos", verbose_name="documento"
    )
    formato = models.CharField("formato", max_length=10, choices=FORMATOS)
    arquivo = models.OneToOneField(
        Arquivo, models.PROTECT, related_name="do_documento", verbose_name="arquivo"
    )

    class Meta:
        verbose_name = "arquivo de documento gerado"
        verbose_name_plural = "arquivos de documentos gerados"
        ordering = ("documento", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("documento", "formato"), name="arquivo_um_por_formato_do_documento"
            ),
            models.CheckConstraint(
                condition=Q(formato__in=[formato.value for formato in Formato]),
                name="arquivo_formato_conhecido",
            ),
        ]

    def __str__(self):
        return f"{self.documento}, {self.get_formato_display()}"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise DocumentoImutavel
        super().save(*args, **kwargs | {"force_insert": True})

    def delete(self, *args, **kwargs):
        raise DocumentoImutavel


class Brasao(models.Model):
    """A imagem que vai no alto dos documentos de um órgão."""

    orgao = models.OneToOneField(Orgao, models.PROTECT, related_name="brasao", verbose_name="órgão")
    arquivo = models.ForeignKey(Arquivo, models.PROTECT, related_name="+", verbose_name="imagem")
    posto_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="posto por"
    )
    posto_em = models.DateTimeField("posto em", auto_now=True)

    class Meta:
        verbose_name = "brasão"
        verbose_name_plural = "brasões"
        ordering = ("orgao",)

    def __str__(self):
        return f"Brasão de {self.orgao}"
