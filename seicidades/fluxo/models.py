"""O registro de andamentos, a projeção que se lê nas telas e os contatos com a cidade.

`Andamento` é a verdade e só cresce; a projeção se refaz a partir dele. Ninguém
além de `servicos` escreve nestas tabelas.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from seicidades.comum.papeis import Lado, Papel
from seicidades.contas.permissoes import orgaos_visiveis
from seicidades.fluxo.nucleo.comandos import Canal
from seicidades.fluxo.nucleo.definicao import Roteiro
from seicidades.fluxo.nucleo.estado import (
    POR_FAZER,
    ROTULOS_DA_ETAPA,
    ROTULOS_DA_IMPLANTACAO,
    ROTULOS_DO_ITEM,
    Estado,
    SituacaoDaEtapa,
    SituacaoDaImplantacao,
    SituacaoDoItem,
)
from seicidades.fluxo.nucleo.eventos import TipoDeEvento
from seicidades.municipios.models import Orgao


def _opcoes(rotulos: dict) -> list[tuple[str, str]]:
    return [(valor.value, rotulo) for valor, rotulo in rotulos.items()]


LADOS = [(lado.value, lado.rotulo) for lado in Lado]
_roteiros: dict[int, Roteiro] = {}


class VersaoDoRoteiro(models.Model):
    """O roteiro como foi publicado: só dados, para sempre iguais."""

    numero = models.PositiveIntegerField("número", unique=True)
    digest = models.CharField("digest SHA-256", max_length=64)
    dados = models.JSONField("conteúdo")
    publicada_em = models.DateTimeField("publicada em")

    class Meta:
        verbose_name = "versão do roteiro"
        verbose_name_plural = "versões do roteiro"
        ordering = ["-numero"]

    def __str__(self):
        return f"versão {self.numero}"

    @property
    def roteiro(self) -> Roteiro:
        """O conteúdo lido uma vez por processo: uma versão publicada não muda."""
        if self.pk not in _roteiros or _roteiros[self.pk].digest != self.digest:
            _roteiros[self.pk] = Roteiro.de_dados(self.dados)
        return _roteiros[self.pk]


class ImplantacaoQuerySet(models.QuerySet):
    def visiveis_para(self, usuario):
        return self.filter(orgao__in=orgaos_visiveis(usuario))

    def da_carteira_de(self, gerente, hoje):
        """As dos órgãos cujo vínculo de gerente, hoje, é desta pessoa."""
        vinculos = gerente.vinculos.ativos(hoje).filter(papel=Papel.GERENTE)
        return self.filter(orgao__in=vinculos.values("orgao"))

    def com_lugar(self):
        return self.select_related("orgao__municipio")


class Implantacao(models.Model):
    """A implantação do SEI num órgão: uma, para sempre. `estado` é a dobra do registro."""

    orgao = models.OneToOneField(
        Orgao, models.PROTECT, related_name="implantacao", verbose_name="órgão"
    )
    versao = models.ForeignKey(VersaoDoRoteiro, models.PROTECT, verbose_name="versão do roteiro")
    situacao = models.CharField(
        "situação",
        max_length=20,
        choices=_opcoes(ROTULOS_DA_IMPLANTACAO),
        default=SituacaoDaImplantacao.NAO_INICIADA,
    )
    inicio = models.DateField("início", null=True)
    etapa_atual = models.CharField("etapa atual", max_length=40, blank=True)
    ordem_atual = models.PositiveSmallIntegerField("ordem da etapa atual", default=0)
    vez_de = models.CharField("vez de", max_length=20, choices=LADOS, default=Lado.NINGUEM)
    vez_desde = models.DateField("vez desde", null=True)
    prazo = models.DateField("prazo da etapa", null=True)
    producao_em = models.DateField("em produção desde", null=True)
    habilitada_em = models.DateField("habilitada em", null=True)
    retomar_em = models.DateField("retomar em", null=True)
    seq = models.PositiveIntegerField("último andamento", default=0)
    estado = models.JSONField("estado", default=dict)
    ultimo_hash = models.CharField("hash do último andamento", max_length=64, blank=True)
    atualizada_em = models.DateTimeField("atualizada em", null=True)

    objects = ImplantacaoQuerySet.as_manager()

    class Meta:
        verbose_name = "implantação"
        verbose_name_plural = "implantações"
        ordering = ["orgao__municipio__nome_de_busca", "orgao__nome_de_busca", "pk"]
        indexes = [
            models.Index(fields=["situacao", "ordem_atual"], name="implantacao_por_etapa"),
            models.Index(fields=["vez_de", "prazo"], name="implantacao_por_vez"),
        ]

    def __str__(self):
        return str(self.orgao)

    @property
    def roteiro(self) -> Roteiro:
        return self.versao.roteiro

    def ler_estado(self) -> Estado:
        return Estado.de_dados(self.estado) if self.estado else Estado()


class EtapaDaImplantacao(models.Model):
    """Projeção de uma etapa."""

    implantacao = models.ForeignKey(
        Implantacao, models.PROTECT, related_name="etapas", verbose_name="implantação"
    )
    chave = models.CharField("etapa", max_length=40)
    ordem = models.PositiveSmallIntegerField("ordem")
    trilha = models.BooleanField("trilha paralela", default=False)
    situacao = models.CharField(
        "situação",
        max_length=20,
        choices=_opcoes(ROTULOS_DA_ETAPA),
        default=SituacaoDaEtapa.NAO_INICIADA,
    )
    aberta_em = models.DateField("aberta em", null=True)
    enviada_em = models.DateField("enviada em", null=True)
    responder_ate = models.DateField("responder até", null=True)
    aprovada_em = models.DateField("aprovada em", null=True)
    prazo = models.DateField("prazo", null=True)
    itens_total = models.PositiveSmallIntegerField("itens", default=0)
    itens_resolvidos = models.PositiveSmallIntegerField("itens resolvidos", default=0)
    seq = models.PositiveIntegerField("último andamento", default=0)

    class Meta:
        verbose_name = "etapa da implantação"
        verbose_name_plural = "etapas das implantações"
        ordering = ["implantacao", "ordem", "trilha"]
        constraints = [
            models.UniqueConstraint(
                fields=["implantacao", "chave"], name="etapa_unica_na_implantacao"
            ),
            models.CheckConstraint(
                condition=Q(itens_resolvidos__lte=F("itens_total")),
                name="etapa_resolvidos_ate_o_total",
            ),
        ]
        indexes = [
            models.Index(fields=["situacao", "responder_ate"], name="etapa_na_fila"),
        ]

    def __str__(self):
        return f"{self.chave} ({self.get_situacao_display()})"


class ItemQuerySet(models.QuerySet):
    def por_fazer(self):
        return self.filter(situacao__in=[s.value for s in POR_FAZER])

    def vencidos(self, hoje):
        """Com relógio correndo e prazo que já passou."""
        return self.por_fazer().filter(prazo__lt=hoje)


class ItemDaImplantacao(models.Model):
    """Projeção de um item. `prazo` só existe enquanto o relógio corre."""

    implantacao = models.ForeignKey(
        Implantacao, models.PROTECT, related_name="itens", verbose_name="implantação"
    )
    etapa = models.CharField("etapa", max_length=40)
    chave = models.CharField("item", max_length=60)
    ordem = models.PositiveSmallIntegerField("ordem")
    papel = models.CharField("papel", max_length=20, choices=[(p.value, p.rotulo) for p in Papel])
    lado = models.CharField("lado", max_length=20, choices=LADOS)
    situacao = models.CharField(
        "situação",
        max_length=20,
        choices=_opcoes(ROTULOS_DO_ITEM),
        default=SituacaoDoItem.ABERTO,
    )
    pode_ser_feito = models.BooleanField("pode ser feito", default=False)
    prazo = models.DateField("prazo", null=True)
    saldo = models.SmallIntegerField("saldo em dias úteis", null=True)
    em = models.DateField("feito em", null=True)
    autor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="autor",
    )
    seq = models.PositiveIntegerField("último andamento", default=0)

    objects = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = "item da implantação"
        verbose_name_plural = "itens das implantações"
        ordering = ["implantacao", "ordem"]
        constraints = [
            models.UniqueConstraint(
                fields=["implantacao", "chave"], name="item_unico_na_implantacao"
            ),
        ]
        indexes = [
            models.Index(fields=["situacao", "prazo"], name="item_por_prazo"),
            # Poucos itens têm o relógio correndo: é o que a carteira conta de cada cidade.
            models.Index(
                fields=["implantacao", "prazo"],
                include=["situacao", "lado"],
                condition=Q(prazo__isnull=False),
                name="item_correndo",
            ),
        ]

    def __str__(self):
        return f"{self.chave} ({self.get_situacao_display()})"


class Andamento(models.Model):
    """Um evento do registro: só se insere e se lê. O banco recusa o resto.

    `dados` guarda identificadores, códigos, datas, digests e textos sem CPF.
    """

    implantacao = models.ForeignKey(
        Implantacao, models.PROTECT, related_name="andamentos", verbose_name="implantação"
    )
    seq = models.PositiveIntegerField("número")
    tipo = models.CharField(
        "tipo", max_length=40, choices=[(t.value, t.value) for t in TipoDeEvento]
    )
    etapa = models.CharField("etapa", max_length=40, blank=True)
    item = models.CharField("item", max_length=60, blank=True)
    dados = models.JSONField("dados")
    registrado_em = models.DateTimeField("registrado em")
    ocorreu_em = models.DateField("ocorreu em")
    ator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="quem",
    )
    papel = models.CharField("papel à época", max_length=20, blank=True)
    em_nome_de = models.CharField("em nome de", max_length=20, blank=True)
    origem = models.CharField("origem", max_length=20, choices=[(c.value, c.value) for c in Canal])
    # Nulo, e não vazio, para que a restrição de unicidade só valha onde há chave.
    chave = models.CharField(  # noqa: DJ001 - nulo é a ausência que a unicidade ignora
        "chave de repetição", max_length=100, null=True
    )
    digest_do_pedido = models.CharField("digest do pedido", max_length=64, blank=True)
    hash_anterior = models.CharField("hash anterior", max_length=64, blank=True)
    hash = models.CharField("hash", max_length=64)

    class Meta:
        verbose_name = "andamento"
        verbose_name_plural = "andamentos"
        ordering = ["implantacao", "seq"]
        constraints = [
            models.UniqueConstraint(
                fields=["implantacao", "seq"], name="andamento_unico_na_implantacao"
            ),
            models.UniqueConstraint(
                fields=["implantacao", "chave"], name="chave_unica_na_implantacao"
            ),
        ]
        indexes = [models.Index(fields=["tipo", "registrado_em"], name="andamento_por_tipo")]

    def __str__(self):
        return f"{self.implantacao_id}/{self.seq} {self.tipo}"


class AvisoDoAndamento(models.Model):
    """Marca que os avisos de um andamento já foram para a caixa de saída."""

    andamento = models.OneToOneField(Andamento, models.PROTECT, related_name="aviso")
    criado_em = models.DateTimeField("criado em", auto_now_add=True)

    class Meta:
        verbose_name = "aviso do andamento"
        verbose_name_plural = "avisos dos andamentos"

    def __str__(self):
        return f"aviso de {self.andamento_id}"


class MeioDeContato(models.TextChoices):
    TELEFONE = "telefone", "Telefone"
    VISITA = "visita", "Visita"
    REUNIAO = "reuniao", "Reunião on-line"
    EMAIL = "email", "E-mail"
    MENSAGEM = "mensagem", "Mensagem"
    OFICIO = "oficio", "Ofício"
    OUTRO = "outro", "Outro meio"


class ContatoQuerySet(models.QuerySet):
    def validos(self):
        """Os que contam: nem corrigidos por outro, nem registrados por engano."""
        return self.filter(anulado_em=None)

    def com_passo_aberto(self):
        return self.validos().filter(proximo_passo_em__isnull=False, passo_feito_em=None)

    def do_mais_novo(self):
        return self.order_by("-ocorreu_em", "-pk")


class Contato(models.Model):
    """Uma conversa da gerência com a cidade. Não se edita nem se apaga: corrige-se com outra.

    A cidade lê tudo, menos `nota_interna`.
    """

    implantacao = models.ForeignKey(
        Implantacao, models.PROTECT, related_name="contatos", verbose_name="implantação"
    )
    chave = models.CharField("chave de repetição", max_length=100)
    meio = models.CharField("meio", max_length=20, choices=MeioDeContato)
    ocorreu_em = models.DateField("quando foi")
    pessoa = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="pessoa da cidade",
    )
    com_quem = models.CharField("com quem", max_length=200, blank=True)
    resumo = models.TextField("resumo", max_length=2000)
    nota_interna = models.TextField("nota interna", max_length=2000, blank=True)
    proximo_passo = models.CharField("próximo passo", max_length=300, blank=True)
    proximo_passo_em = models.DateField("data do próximo passo", null=True, blank=True)
    corrige = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="correcao",
        verbose_name="corrige o contato",
    )
    registrado_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="registrado por"
    )
    registrado_em = models.DateTimeField("registrado em")
    anulado_em = models.DateTimeField("anulado em", null=True, blank=True)
    anulado_por = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="anulado por",
    )
    anulado_motivo = models.TextField("motivo da anulação", max_length=2000, blank=True)
    passo_feito_em = models.DateField("próximo passo feito em", null=True, blank=True)
    passo_feito_por = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="próximo passo encerrado por",
    )
    passo_desfecho = models.TextField("o que resultou", max_length=2000, blank=True)
    passo_contato = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="cumpridos",
        verbose_name="contato que cumpriu o passo",
    )

    objects = ContatoQuerySet.as_manager()

    class Meta:
        verbose_name = "contato"
        verbose_name_plural = "contatos"
        ordering = ["-ocorreu_em", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["implantacao", "chave"], name="contato_unico_por_chave"
            ),
            models.CheckConstraint(
                condition=~Q(com_quem="") | Q(pessoa__isnull=False),
                name="contato_com_alguem",
                violation_error_message="Diga com quem foi o contato.",
            ),
            models.CheckConstraint(
                condition=Q(ocorreu_em__lte=F("registrado_em__date")),
                name="contato_ja_aconteceu",
                violation_error_message="O contato ainda não aconteceu.",
            ),
            models.CheckConstraint(
                condition=Q(proximo_passo="", proximo_passo_em=None)
                | (
                    ~Q(proximo_passo="")
                    & Q(proximo_passo_em__isnull=False, proximo_passo_em__gte=F("ocorreu_em"))
                ),
                name="contato_passo_com_data",
                violation_error_message="O próximo passo tem texto e data, não antes do contato.",
            ),
            models.CheckConstraint(
                condition=Q(anulado_em=None, anulado_por=None, anulado_motivo="")
                | (Q(anulado_em__isnull=False, anulado_por__isnull=False) & ~Q(anulado_motivo="")),
                name="contato_anulacao_completa",
                violation_error_message="Informe quem anulou o contato, quando e por quê.",
            ),
            models.CheckConstraint(
                condition=Q(
                    passo_feito_em=None, passo_feito_por=None, passo_desfecho="", passo_contato=None
                )
                | (
                    Q(
                        proximo_passo_em__isnull=False,
                        passo_feito_em__isnull=False,
                        passo_feito_por__isnull=False,
                    )
                    & (~Q(passo_desfecho="") | Q(passo_contato__isnull=False))
                ),
                name="contato_passo_feito_completo",
                violation_error_message="Informe quem cumpriu o próximo passo, quando e como.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["implantacao", "-ocorreu_em"],
                condition=Q(anulado_em=None),
                name="contato_que_vale",
            ),
            models.Index(
                fields=["implantacao", "proximo_passo_em"],
                condition=Q(anulado_em=None, passo_feito_em=None, proximo_passo_em__isnull=False),
                name="contato_com_passo_aberto",
            ),
        ]

    def __str__(self):
        return f"{self.get_meio_display()} em {self.ocorreu_em:%d/%m/%Y}"

    @property
    def com(self) -> str:
        """Com quem foi, numa frase."""
        nome = self.pessoa.nome_publico if self.pessoa else ""
        return " e ".join(filter(None, (nome, self.com_quem)))

    @property
    def passo_aberto(self) -> bool:
        return bool(self.proximo_passo and self.anulado_em is None and self.passo_feito_em is None)


class RecalculoQuerySet(models.QuerySet):
    def pendentes(self):
        return self.filter(feito_em=None)


class RecalculoDePrazos(models.Model):
    """Um feriado mudou e os prazos de uma implantação precisam ser recalculados.

    Os de um mesmo ato têm o mesmo `pedido_em`. Sem `andamento`, nada se moveu.
    """

    implantacao = models.ForeignKey(
        Implantacao, models.PROTECT, related_name="recalculos", verbose_name="implantação"
    )
    motivo = models.TextField("o que mudou")
    pedido_em = models.DateTimeField("pedido em")
    feito_em = models.DateTimeField("feito em", null=True)
    movidos = models.PositiveSmallIntegerField("prazos que se moveram", default=0)
    andamento = models.ForeignKey(
        Andamento, models.PROTECT, null=True, related_name="+", verbose_name="andamento"
    )

    objects = RecalculoQuerySet.as_manager()

    class Meta:
        verbose_name = "recálculo de prazos"
        verbose_name_plural = "recálculos de prazos"
        ordering = ["-pedido_em", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(movidos=0) | Q(andamento__isnull=False, feito_em__isnull=False),
                name="recalculo_com_andamento",
            ),
        ]
        indexes = [
            models.Index(
                fields=["implantacao"], condition=Q(feito_em=None), name="recalculo_pendente"
            ),
        ]

    def __str__(self):
        return f"{self.implantacao_id}: {self.motivo}"
