"""Arquivos de carga: versões gravadas, suas linhas e o que ainda não foi gravado."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

from cadastros.models.campos import VAZIO, autor, implantacao
from cadastros.sigilo import decifrar, decifrar_textos
from cadastros.validacao import Unidade, Usuario
from seicidades.comum.formatos import cpf_mascarado


class TipoDeCarga(models.TextChoices):
    UNIDADES = "unidades", "unidades"
    USUARIOS = "usuarios", "usuários"


class CargaQuerySet(models.QuerySet):
    def vigentes(self):
        """A última versão de cada arquivo de cada implantação."""
        return self.order_by("implantacao_id", "tipo", "-versao").distinct("implantacao_id", "tipo")


class Carga(models.Model):
    """Uma versão gravada, sem erros, de um arquivo de carga. Não muda depois de gravada.

    `usuarios_sem_unidade` é a exceção: conta quem ficou numa unidade que o
    arquivo de unidades deixou de ter.
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
    original_cifrado = models.BinaryField("arquivo original, cifrado")
    gravada_por = autor("gravada por")
    gravada_em = models.DateTimeField("gravada em", default=timezone.now, editable=False)

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
        ]

    def __str__(self):
        return f"Arquivo de {self.get_tipo_display()}, versão {self.versao}"

    @property
    def original(self) -> bytes:
        return decifrar(self.original_cifrado)


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

    @classmethod
    def de(cls, carga: Carga, unidade: Unidade) -> "LinhaDeUnidade":
        campos = {c: getattr(unidade, c) for c in CAMPOS_DA_UNIDADE}
        return cls(carga=carga, linha=unidade.linha, **campos)

    def para_unidade(self) -> Unidade:
        return Unidade(self.linha, *(getattr(self, c) for c in CAMPOS_DA_UNIDADE))


class LinhaDeUsuario(models.Model):
    """Um usuário de uma carga. O CPF fica cifrado e só sai inteiro no arquivo para o SEI."""

    carga = models.ForeignKey(
        Carga, models.CASCADE, related_name="usuarios", verbose_name="arquivo de carga"
    )
    linha = models.PositiveIntegerField("linha do arquivo")
    orgao = models.CharField("sigla do órgão", max_length=30)
    sigla = models.CharField("sigla", max_length=100)
    nome = models.CharField("nome", max_length=100)
    nome_social = models.CharField("nome social", max_length=100, blank=True)
    cpf_cifrado = models.TextField("CPF cifrado", blank=True)
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

    @property
    def cpf_na_tela(self) -> str:
        """O CPF com o começo e o fim escondidos; vazio se não houver."""
        return cpf_mascarado(decifrar_textos([self.cpf_cifrado])[0])

    @classmethod
    def de(cls, carga: Carga, usuario: Usuario, cpf_cifrado: str) -> "LinhaDeUsuario":
        campos = {c: getattr(usuario, c) for c in CAMPOS_DO_USUARIO if c != "cpf"}
        return cls(carga=carga, linha=usuario.linha, cpf_cifrado=cpf_cifrado, **campos)

    def para_usuario(self, cpf: str) -> Usuario:
        campos = {c: getattr(self, c) for c in CAMPOS_DO_USUARIO if c != "cpf"}
        return Usuario(linha=self.linha, cpf=cpf, **campos)


CAMPOS_DA_UNIDADE = tuple(c for c in Unidade.__slots__ if c != "linha")
CAMPOS_DO_USUARIO = tuple(c for c in Usuario.__slots__ if c != "linha")


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
