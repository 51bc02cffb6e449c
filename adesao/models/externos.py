"""Quem mais assina pelo município, e o cadastro de cada pessoa no SEI do Estado."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

from adesao.models.movimentos import Movimento
from adesao.models.prefeitura import Representante


class PessoaQueAssina(models.Model):
    """Quem assina pelo município sem o representar: a procuradora, o secretário.

    É uma só em todos os instrumentos da cidade, pelo nome.
    """

    implantacao = models.ForeignKey(
        "fluxo.Implantacao",
        on_delete=models.PROTECT,
        related_name="adesao_pessoas",
        verbose_name="implantação",
    )
    nome = models.CharField("nome completo", max_length=150)
    criada_em = models.DateTimeField("registrada em", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "pessoa que assina"
        verbose_name_plural = "pessoas que assinam"
        ordering = ("implantacao_id", "nome")
        constraints = [
            models.UniqueConstraint(
                "implantacao",
                Lower("nome"),
                name="pessoa_que_assina_uma_por_nome",
                violation_error_message="Já há uma pessoa com este nome nesta cidade.",
            ),
        ]

    def __str__(self):
        return self.nome

    @property
    def nome_publico(self):
        return self.nome


class CadastroExterno(models.Model):
    """A espera pelo cadastro de usuário externo no SEI do Estado, mão a mão.

    É da pessoa, não do cargo: quem assume a prefeitura depois pede o seu.
    """

    representante = models.OneToOneField(
        Representante,
        on_delete=models.PROTECT,
        related_name="cadastro_externo",
        null=True,
        blank=True,
        verbose_name="representante",
    )
    pessoa = models.OneToOneField(
        PessoaQueAssina,
        on_delete=models.PROTECT,
        related_name="cadastro_externo",
        null=True,
        blank=True,
        verbose_name="outra pessoa do município",
    )
    pedido_em = models.DateField("pedido em")
    comprovante = models.ForeignKey(
        "documentos.Arquivo",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="comprovante do pedido",
    )
    liberado_em = models.DateField("liberado em", null=True, blank=True)
    desativado_em = models.DateField("desativado em", null=True, blank=True)
    atualizado_em = models.DateTimeField("atualizado em", auto_now=True)

    class Meta:
        verbose_name = "cadastro de usuário externo"
        verbose_name_plural = "cadastros de usuário externo"
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                condition=Q(representante__isnull=False, pessoa=None)
                | Q(representante=None, pessoa__isnull=False),
                name="cadastro_externo_de_uma_pessoa",
                violation_error_message="O cadastro é de uma pessoa, e de uma só.",
            ),
            models.CheckConstraint(
                condition=Q(liberado_em=None) | Q(liberado_em__gte=F("pedido_em")),
                name="cadastro_externo_liberado_depois_do_pedido",
                violation_error_message="A liberação vem antes do pedido. Confira as datas.",
            ),
            models.CheckConstraint(
                condition=Q(desativado_em=None) | Q(desativado_em__gte=F("pedido_em")),
                name="cadastro_externo_desativado_depois_do_pedido",
                violation_error_message="A desativação vem antes do pedido. Confira as datas.",
            ),
        ]

    def __str__(self):
        return f"Cadastro externo de {self.quem}"

    @property
    def quem(self) -> "Representante | PessoaQueAssina":
        return self.representante or self.pessoa


class TipoDeMovimentoDoCadastro(models.TextChoices):
    PEDIDO = "pedido", "cadastro pedido"
    LIBERADO = "liberado", "cadastro liberado"
    DESATIVADO = "desativado", "cadastro desativado"
    REATIVADO = "reativado", "cadastro reativado"


class MovimentoDoCadastro(Movimento):
    """Um passo do cadastro."""

    cadastro = models.ForeignKey(
        CadastroExterno,
        on_delete=models.PROTECT,
        related_name="movimentos",
        verbose_name="cadastro",
    )
    tipo = models.CharField("o que houve", max_length=12, choices=TipoDeMovimentoDoCadastro)

    class Meta:
        verbose_name = "movimento do cadastro"
        verbose_name_plural = "movimentos dos cadastros"
        ordering = ("cadastro_id", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(tipo__in=TipoDeMovimentoDoCadastro.values),
                name="movimento_do_cadastro_conhecido",
            ),
        ]
