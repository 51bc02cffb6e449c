"""Arquivos de carga: versões gravadas, suas linhas e o que ainda não foi gravado."""

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce, Lower, TruncDate
from django.utils import timezone
from django.utils.functional import cached_property

from cadastros.models.campos import VAZIO, autor, implantacao
from cadastros.sigilo import decifrar, decifrar_cpfs
from cadastros.validacao import Unidade, Usuario
from seicidades.fluxo.models import ItemDaImplantacao
from seicidades.fluxo.nucleo.estado import SituacaoDaImplantacao, SituacaoDoItem

# O item em que a Prodesp diz que os dois arquivos já entraram no SEI.
ENTREGA = "carga_feita_no_sei"
DESISTIU = Q(implantacao__situacao=SituacaoDaImplantacao.DESISTENTE)


class TipoDeCarga(models.TextChoices):
    UNIDADES = "unidades", "unidades"
    USUARIOS = "usuarios", "usuários"


class CargaQuerySet(models.QuerySet):
    def vigentes(self):
        """A última versão de cada arquivo de cada implantação."""
        return self.order_by("implantacao_id", "tipo", "-versao").distinct("implantacao_id", "tipo")

    def sem_conteudo(self):
        """Sem trazer o que é grande e cifrado; quem precisar lê depois."""
        return self.defer("original_cifrado", "cpfs_cifrados")

    def com_entrega(self):
        """Anota `entrega`: o dia em que a carga entrou no SEI; sem ele, o da produção.

        De quem desistiu, que nunca a terá, o último andamento.
        """
        feita = ItemDaImplantacao.objects.filter(
            implantacao=OuterRef("implantacao"), chave=ENTREGA, situacao=SituacaoDoItem.PRONTO
        ).order_by("pk")
        return self.annotate(
            entrega=Coalesce(
                Subquery(feita.values("em")[:1]),
                "implantacao__producao_em",
                Case(When(DESISTIU, then=TruncDate("implantacao__atualizada_em"))),
            )
        )

    def a_apagar(self, entregues_ate: date):
        """As que ainda têm o que apagar, gravadas e entregues até este dia."""
        return self.com_entrega().filter(
            apagada_em=None, entrega__lte=entregues_ate, gravada_em__date__lte=entregues_ate
        )


class Carga(models.Model):
    """Uma versão gravada, sem erros, de um arquivo de carga. Não muda depois de gravada.

    São exceções `usuarios_sem_unidade`, que conta quem ficou numa unidade que o
    arquivo de unidades deixou de ter, e o que se apaga depois da entrega: o
    arquivo como veio e, no de usuários, as linhas. Ficam contagens e digests.
    """

    implantacao = implantacao("cargas")
    tipo = models.CharField("arquivo de", max_length=10, choices=TipoDeCarga.choices)
    versao = models.PositiveIntegerField("versão")
    quantidade = models.PositiveIntegerField("linhas de dados")
    avisos = models.PositiveIntegerField("avisos conferidos", default=0)
    # Quem gravou respondeu por eles: `gravada_por` e `gravada_em`.
    avisos_por_codigo = models.JSONField("avisos conferidos, por código", default=dict, blank=True)
    restaurada_de = models.PositiveIntegerField("a partir da versão", null=True, blank=True)
    usuarios_sem_unidade = models.PositiveIntegerField("usuários sem unidade", default=0)
    digest = models.CharField("SHA-256 do conteúdo", max_length=64)
    nome_do_arquivo = models.CharField("nome do arquivo", max_length=200)
    sha256 = models.CharField("SHA-256 do arquivo", max_length=64)
    original_cifrado = models.BinaryField("arquivo original, cifrado", null=True)
    cpfs_cifrados = models.BinaryField("CPF das linhas, cifrados", null=True)
    gravada_por = autor("gravada por")
    gravada_em = models.DateTimeField("gravada em", default=timezone.now, editable=False)
    apagada_em = models.DateTimeField("dados pessoais apagados em", null=True, editable=False)
    pessoas_por_unidade = models.JSONField(
        "pessoas por unidade quando se apagou", default=dict, editable=False
    )

    objects = CargaQuerySet.as_manager()

    class Meta:
        verbose_name = "arquivo de carga"
        verbose_name_plural = "arquivos de carga"
        ordering = ("implantacao", "tipo", "-versao")
        constraints = [
            models.UniqueConstraint(
                fields=("implantacao", "tipo", "versao"), name="carga_versao_unica"
            ),
            models.CheckConstraint(
                condition=Q(tipo__in=TipoDeCarga.values), name="carga_tipo_conhecido"
            ),
            models.CheckConstraint(
                condition=Q(quantidade__gte=1, versao__gte=1), name="carga_tem_linhas"
            ),
            models.CheckConstraint(
                condition=Q(usuarios_sem_unidade=0) | Q(tipo=TipoDeCarga.USUARIOS),
                name="carga_so_usuarios_perdem_unidade",
            ),
            models.CheckConstraint(
                condition=Q(apagada_em=None, original_cifrado__isnull=False)
                | Q(apagada_em__isnull=False, original_cifrado=None, cpfs_cifrados=None),
                name="carga_apagada_sem_arquivo",
            ),
            models.CheckConstraint(
                condition=Q(cpfs_cifrados=None) | Q(tipo=TipoDeCarga.USUARIOS),
                name="carga_so_usuarios_tem_cpf",
            ),
        ]

    def __str__(self):
        return f"Arquivo de {self.get_tipo_display()}, versão {self.versao}"

    @property
    def original(self) -> bytes:
        return decifrar(self.original_cifrado)

    @cached_property
    def cpfs(self) -> dict[int, str]:
        """Linha do arquivo → CPF, só das que o têm."""
        return decifrar_cpfs(self.cpfs_cifrados)

    @property
    def sem_linhas(self) -> bool:
        """As pessoas desta versão já foram apagadas."""
        return self.apagada_em is not None and self.tipo == TipoDeCarga.USUARIOS


class LinhaDeUnidade(models.Model):
    """Uma unidade de uma carga, com os campos e a ordem do arquivo."""

    carga = models.ForeignKey(
        Carga, models.CASCADE, related_name="unidades", verbose_name="arquivo de carga"
    )
    linha = models.PositiveIntegerField("linha do arquivo")
    orgao = models.CharField("sigla do órgão", max_length=30)
    sigla = models.CharField("sigla", max_length=30)
    descricao = models.CharField("nome", max_length=250)
    superior = models.CharField("unidade superior", max_length=30, blank=True)
    email = models.CharField("e-mail", max_length=250, blank=True)
    usa_endereco_do_orgao = models.CharField("usa o endereço do órgão", max_length=1)
    endereco = models.CharField("endereço", max_length=250, blank=True)
    complemento = models.CharField("complemento", max_length=250, blank=True)
    bairro = models.CharField("bairro", max_length=250, blank=True)
    uf = models.CharField("UF", max_length=2, blank=True)
    cidade = models.CharField("cidade", max_length=250, blank=True)
    cep = models.CharField("CEP", max_length=9, blank=True)
    cnpj = models.CharField("CNPJ", max_length=18, blank=True)
    telefone = models.CharField("telefone", max_length=250, blank=True)
    site = models.CharField("site", max_length=250, blank=True)

    class Meta:
        verbose_name = "unidade"
        verbose_name_plural = "unidades"
        ordering = ("carga", "linha")
        constraints = [
            models.UniqueConstraint("carga", Lower("sigla"), name="unidade_sigla_unica_na_carga"),
            models.CheckConstraint(
                condition=Q(usa_endereco_do_orgao="S")
                | (
                    Q(usa_endereco_do_orgao="N")
                    & ~Q(endereco=VAZIO)
                    & ~Q(bairro=VAZIO)
                    & ~Q(uf=VAZIO)
                    & ~Q(cidade=VAZIO)
                    & ~Q(cep=VAZIO)
                ),
                name="unidade_endereco_completo",
            ),
            models.CheckConstraint(
                condition=~Q(superior=F("sigla")), name="unidade_nao_e_superior"
            ),
        ]

    def __str__(self):
        return self.sigla

    def para_unidade(self) -> Unidade:
        return Unidade(*(getattr(self, c) for c in Unidade._fields))


class LinhaDeUsuario(models.Model):
    """Um usuário de uma carga, sem o CPF, que fica cifrado na carga."""

    carga = models.ForeignKey(
        Carga, models.CASCADE, related_name="usuarios", verbose_name="arquivo de carga"
    )
    linha = models.PositiveIntegerField("linha do arquivo")
    orgao = models.CharField("sigla do órgão", max_length=30)
    sigla = models.CharField("sigla", max_length=100)
    nome = models.CharField("nome", max_length=100)
    nome_social = models.CharField("nome social", max_length=100, blank=True)
    email = models.CharField("e-mail", max_length=100, blank=True)
    unidade = models.CharField("unidade", max_length=30)
    perfil = models.CharField("perfil", max_length=100)

    class Meta:
        verbose_name = "usuário do SEI"
        verbose_name_plural = "usuários do SEI"
        ordering = ("carga", "linha")
        constraints = [
            models.UniqueConstraint("carga", Lower("sigla"), name="usuario_sigla_unica_na_carga"),
        ]

    def __str__(self):
        return self.sigla

    @property
    def nome_publico(self) -> str:
        return self.nome_social or self.nome

    def para_usuario(self, cpf: str) -> Usuario:
        return Usuario(*(cpf if c == "cpf" else getattr(self, c) for c in Usuario._fields))


class RascunhoQuerySet(models.QuerySet):
    def vivos(self, agora):
        return self.filter(expira_em__gt=agora)

    def vencidos(self, agora):
        return self.filter(expira_em__lte=agora)


class RascunhoDeCarga(models.Model):
    """Arquivo enviado e ainda não gravado. Só quem enviou o vê, e ele vence sozinho.

    `linhas_cifradas` só existe depois de um conserto; o arquivo fica como veio.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    implantacao = models.ForeignKey(
        "fluxo.Implantacao",
        models.CASCADE,
        related_name="cadastros_rascunhos",
        verbose_name="implantação",
    )
    tipo = models.CharField("arquivo de", max_length=10, choices=TipoDeCarga.choices)
    nome_do_arquivo = models.CharField("nome do arquivo", max_length=200)
    conteudo_cifrado = models.BinaryField("conteúdo cifrado")
    leitura = models.JSONField("colunas escolhidas", default=dict, blank=True)
    linhas_cifradas = models.BinaryField("linhas consertadas, cifradas", null=True, blank=True)
    restaurada_de = models.PositiveIntegerField("a partir da versão", null=True, blank=True)
    criado_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="enviado por"
    )
    criado_em = models.DateTimeField("enviado em", default=timezone.now, editable=False)
    expira_em = models.DateTimeField("vence em")

    objects = RascunhoQuerySet.as_manager()

    class Meta:
        verbose_name = "arquivo por gravar"
        verbose_name_plural = "arquivos por gravar"
        ordering = ("-criado_em", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(tipo__in=TipoDeCarga.values), name="rascunho_tipo_conhecido"
            ),
            models.CheckConstraint(
                condition=Q(expira_em__gt=F("criado_em")), name="rascunho_vence_depois"
            ),
        ]

    def __str__(self):
        return f"Arquivo de {self.get_tipo_display()} por gravar"

    @property
    def conteudo(self) -> bytes:
        return decifrar(self.conteudo_cifrado)
