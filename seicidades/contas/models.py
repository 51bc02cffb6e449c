"""Pessoas, os papéis que exercem em cada órgão e os convites para exercê-los."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Cast, Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac

from seicidades.comum.papeis import PAPEIS_DO_ESTADO, PAPEIS_MUNICIPAIS, Papel
from seicidades.municipios.models import Orgao

PAPEIS_DE_VINCULO = PAPEIS_MUNICIPAIS | {Papel.GERENTE}


def opcoes(papeis) -> list[tuple[str, str]]:
    """Opções de um campo de papel, na ordem em que o programa os apresenta."""
    return [(papel.value, papel.rotulo) for papel in Papel if papel in papeis]


def valores(papeis) -> list[str]:
    """Os papéis como texto, em ordem estável, para as restrições do banco."""
    return sorted(papel.value for papel in papeis)


class UsuarioManager(BaseUserManager):
    def get_by_natural_key(self, email):
        return self.get(email=email.strip().lower())

    def create_user(self, email, password=None, **campos):
        """Cria a pessoa. Sem senha, ela entra por código ou recupera a senha."""
        usuario = self.model(email=email.strip().lower(), **campos)
        usuario.set_password(password)
        usuario.save(using=self._db)
        return usuario

    def create_superuser(self, email, password=None, **campos):
        return self.create_user(email, password, papel_estado=Papel.ADMINISTRADOR.value, **campos)


class Usuario(AbstractBaseUser):
    """Uma pessoa. O que ela pode vem de `papel_estado` e dos vínculos, só."""

    email = models.EmailField(
        "e-mail", unique=True, error_messages={"unique": "Já existe uma conta com este e-mail."}
    )
    nome = models.CharField("nome", max_length=150)
    nome_social = models.CharField("nome social", max_length=150, blank=True)
    telefone = models.CharField("telefone", max_length=30, blank=True)
    papel_estado = models.CharField(
        "papel no Estado", max_length=20, blank=True, choices=opcoes(PAPEIS_DO_ESTADO)
    )
    is_active = models.BooleanField("ativa", default=True)
    criado_em = models.DateTimeField("criada em", default=timezone.now, editable=False)

    objects = UsuarioManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["nome"]

    class Meta:
        verbose_name = "pessoa"
        verbose_name_plural = "pessoas"
        ordering = ("nome", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(email=Lower("email")),
                name="usuario_email_minusculo",
                violation_error_message="Escreva o e-mail em letras minúsculas.",
            ),
            models.CheckConstraint(
                condition=Q(papel_estado__in=["", *valores(PAPEIS_DO_ESTADO)]),
                name="usuario_papel_do_estado",
            ),
        ]

    def __str__(self):
        return self.nome_publico

    @property
    def nome_publico(self) -> str:
        """O nome pelo qual a pessoa quer ser chamada."""
        return self.nome_social or self.nome

    def get_full_name(self):
        return self.nome_publico

    def get_short_name(self):
        return self.nome_publico.split(" ")[0]

    def _get_session_auth_hash(self, secret=None):
        """Trocar o endereço derruba as sessões abertas, como trocar a senha já derruba."""
        da_senha = super()._get_session_auth_hash(secret=secret)
        return salted_hmac(
            "contas.sessao", da_senha + self.email, secret=secret, algorithm="sha256"
        ).hexdigest()

    # O Django admin pergunta por estes: só a administração entra lá, e pode tudo.

    @property
    def is_staff(self) -> bool:
        return self.is_active and self.papel_estado == Papel.ADMINISTRADOR

    @property
    def is_superuser(self) -> bool:
        return self.is_staff

    def has_perm(self, permissao, objeto=None) -> bool:
        return self.is_staff

    def has_perms(self, permissoes, objeto=None) -> bool:
        return self.is_staff

    def has_module_perms(self, app) -> bool:
        return self.is_staff


class Periodo(Func):
    """Intervalo de `inicio` ao dia seguinte a `fim`; aberto se não acabou."""

    function = "daterange"
    output_field = DateRangeField()

    def __init__(self):
        # O tipo dito por extenso: sem fim, a conferência põe aqui um NULL que não tem tipo.
        fim = Cast(F("fim"), models.DateField())
        dia_seguinte = models.ExpressionWrapper(fim + Value(1), output_field=models.DateField())
        super().__init__(F("inicio"), dia_seguinte, Value("[)"))


def em_vigor(dia, caminho: str = "") -> Q:
    """Vínculo que já começou e ainda não acabou no dia (o último conta); `caminho` leva a ele."""
    sem_fim, ate_depois = Q(**{f"{caminho}fim": None}), Q(**{f"{caminho}fim__gte": dia})
    return (sem_fim | ate_depois) & Q(**{f"{caminho}inicio__lte": dia})


class VinculoQuerySet(models.QuerySet):
    def ativos(self, hoje):
        """Em vigor no dia: já começou e ainda não acabou (o último dia conta)."""
        return self.filter(em_vigor(hoje))

    def por_acabar(self, dia):
        """Em vigor no dia ou marcados para depois dele."""
        return self.filter(Q(fim=None) | Q(fim__gte=dia))


class Vinculo(models.Model):
    """Papel que uma pessoa exerce em um órgão, de um dia a outro.

    `fim` é o último dia de exercício. O fim na véspera do início guarda o
    vínculo que não chegou a valer (foi trocado no mesmo dia).
    """

    usuario = models.ForeignKey(
        Usuario, models.PROTECT, related_name="vinculos", verbose_name="pessoa"
    )
    orgao = models.ForeignKey(Orgao, models.PROTECT, related_name="vinculos", verbose_name="órgão")
    papel = models.CharField("papel", max_length=20, choices=opcoes(PAPEIS_DE_VINCULO))
    suplente = models.BooleanField("suplente", default=False)
    inicio = models.DateField("início")
    fim = models.DateField("último dia", null=True, blank=True)
    ato = models.CharField("ato de designação", max_length=200, blank=True)
    criado_por = models.ForeignKey(
        Usuario,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="registrado por",
    )
    criado_em = models.DateTimeField("registrado em", default=timezone.now, editable=False)
    encerrado_por = models.ForeignKey(
        Usuario,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="encerrado por",
    )

    objects = VinculoQuerySet.as_manager()

    class Meta:
        verbose_name = "vínculo"
        verbose_name_plural = "vínculos"
        ordering = ("orgao", "papel", "suplente", "inicio", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(papel__in=valores(PAPEIS_DE_VINCULO)), name="vinculo_papel_conhecido"
            ),
            models.CheckConstraint(
                condition=Q(fim=None)
                | Q(fim__gte=models.ExpressionWrapper(F("inicio") - Value(1), models.DateField())),
                name="vinculo_acaba_depois_de_comecar",
                violation_error_message="O último dia não pode ser anterior ao início.",
            ),
            ExclusionConstraint(
                name="vinculo_um_titular_por_vez",
                expressions=[
                    ("orgao", RangeOperators.EQUAL),
                    ("papel", RangeOperators.EQUAL),
                    (Periodo(), RangeOperators.OVERLAPS),
                ],
                condition=Q(suplente=False) & ~Q(papel=Papel.APOIO.value),
                violation_error_message="Já há titular deste papel no período.",
            ),
            ExclusionConstraint(
                name="vinculo_um_suplente_por_vez",
                expressions=[
                    ("orgao", RangeOperators.EQUAL),
                    ("papel", RangeOperators.EQUAL),
                    (Periodo(), RangeOperators.OVERLAPS),
                ],
                condition=Q(suplente=True) & ~Q(papel=Papel.APOIO.value),
                violation_error_message="Já há suplente deste papel no período.",
            ),
            ExclusionConstraint(
                name="vinculo_apoio_sem_repeticao",
                expressions=[
                    ("orgao", RangeOperators.EQUAL),
                    ("usuario", RangeOperators.EQUAL),
                    (Periodo(), RangeOperators.OVERLAPS),
                ],
                condition=Q(papel=Papel.APOIO.value),
                violation_error_message="Esta pessoa já está no apoio deste órgão no período.",
            ),
        ]

    def __str__(self):
        suplencia = " (suplente)" if self.suplente else ""
        return f"{self.usuario}: {self.get_papel_display()}{suplencia}"


class ConviteQuerySet(models.QuerySet):
    def abertos(self):
        """Nem aceitos nem revogados; podem estar vencidos."""
        return self.filter(aceito_em=None, revogado_em=None)


class Convite(models.Model):
    """Convite para um papel, preso a um endereço. Guarda só o resumo do segredo."""

    orgao = models.ForeignKey(Orgao, models.PROTECT, related_name="convites", verbose_name="órgão")
    papel = models.CharField("papel", max_length=20, choices=opcoes(PAPEIS_MUNICIPAIS))
    suplente = models.BooleanField("suplente", default=False)
    nome = models.CharField("nome", max_length=150)
    email = models.EmailField("e-mail")
    resumo_do_segredo = models.CharField(max_length=64, unique=True, editable=False)
    criado_por = models.ForeignKey(
        Usuario, models.PROTECT, related_name="+", verbose_name="convidado por"
    )
    criado_em = models.DateTimeField("criado em", default=timezone.now, editable=False)
    enviado_em = models.DateTimeField("último envio", default=timezone.now)
    envios = models.PositiveSmallIntegerField("envios", default=1)
    expira_em = models.DateTimeField("vale até")
    aceito_em = models.DateTimeField("aceito em", null=True, blank=True)
    aceito_por = models.ForeignKey(
        Usuario, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="aceito por"
    )
    revogado_em = models.DateTimeField("revogado em", null=True, blank=True)
    revogado_por = models.ForeignKey(
        Usuario,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="revogado por",
    )

    objects = ConviteQuerySet.as_manager()

    class Meta:
        verbose_name = "convite"
        verbose_name_plural = "convites"
        ordering = ("-criado_em", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(email=Lower("email")),
                name="convite_email_minusculo",
                violation_error_message="Escreva o e-mail em letras minúsculas.",
            ),
            models.CheckConstraint(
                condition=Q(papel__in=valores(PAPEIS_MUNICIPAIS)), name="convite_papel_municipal"
            ),
            models.CheckConstraint(
                condition=Q(aceito_em=None, aceito_por=None)
                | Q(aceito_em__isnull=False, aceito_por__isnull=False, revogado_em=None),
                name="convite_aceite_completo",
            ),
            models.CheckConstraint(
                condition=Q(revogado_em=None, revogado_por=None)
                | Q(revogado_em__isnull=False, revogado_por__isnull=False),
                name="convite_revogacao_completa",
            ),
            models.UniqueConstraint(
                fields=("orgao", "papel", "suplente", "email"),
                condition=Q(aceito_em=None, revogado_em=None),
                name="convite_aberto_unico",
                violation_error_message="Já há um convite aberto igual a este.",
            ),
        ]

    def __str__(self):
        return f"Convite de {self.nome}: {self.get_papel_display()}"


class CaixaPostal(models.Model):
    """O que alguém disse de um endereço: lido por uma pessoa só, ou por mais de uma."""

    email = models.EmailField("e-mail", unique=True)
    compartilhada = models.BooleanField("lida por mais de uma pessoa")
    marcada_por = models.ForeignKey(
        Usuario,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="quem marcou",
    )
    marcada_em = models.DateTimeField("marcada em", default=timezone.now)

    class Meta:
        verbose_name = "caixa postal"
        verbose_name_plural = "caixas postais"
        ordering = ("email",)
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="caixa_email_minusculo"),
        ]

    def __str__(self):
        return "Caixa de mais de uma pessoa" if self.compartilhada else "Caixa de uma pessoa só"


class AvisoDeSaidaQuerySet(models.QuerySet):
    def abertos(self):
        return self.filter(resolvido_em=None)

    def do_orgao(self, orgao_id: int):
        return self.filter(Q(vinculo__orgao=orgao_id) | Q(convite__orgao=orgao_id))

    def com_lugar(self):
        return self.select_related("vinculo__orgao__municipio", "convite__orgao__municipio")


class AvisoDeSaida(models.Model):
    """Alguém disse «não sou mais eu». Só avisa: quem troca a pessoa é outra gente."""

    class Motivo(models.TextChoices):
        SAIU = "saiu", "Deixei a prefeitura"
        MUDOU = "mudou", "Mudei de setor ou de função"
        AFASTAMENTO = "afastamento", "Licença ou férias longas"
        ENGANO = "engano", "Nunca fui eu; a mensagem veio por engano"
        OUTRO = "outro", "Outro motivo"
        # Não é a pessoa quem diz: é quem reconfirma os papéis.
        MANDATO = "mandato", "Não continua no novo mandato"

    class Desfecho(models.TextChoices):
        TROCOU = "trocou", "deixou o papel"
        CONTINUA = "continua", "continua no papel"

    vinculo = models.ForeignKey(
        Vinculo,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="avisos_de_saida",
        verbose_name="papel",
    )
    convite = models.ForeignKey(
        Convite,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="avisos_de_saida",
        verbose_name="convite",
    )
    motivo = models.CharField("motivo", max_length=12, choices=Motivo)
    texto = models.CharField("nas palavras da pessoa", max_length=300, blank=True)
    sucessor_nome = models.CharField("quem pode assumir", max_length=150, blank=True)
    sucessor_email = models.EmailField("e-mail institucional de quem pode assumir", blank=True)
    avisado_por = models.ForeignKey(
        Usuario,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="quem avisou",
        help_text="Em branco, o aviso veio pelo link da mensagem, sem entrar.",
    )
    criado_em = models.DateTimeField("avisado em", default=timezone.now, editable=False)
    resolvido_em = models.DateTimeField("resolvido em", null=True, blank=True)
    resolvido_por = models.ForeignKey(
        Usuario,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="quem resolveu",
    )
    desfecho = models.CharField("desfecho", max_length=12, choices=Desfecho, blank=True)

    objects = AvisoDeSaidaQuerySet.as_manager()

    class Meta:
        verbose_name = "aviso de saída"
        verbose_name_plural = "avisos de saída"
        ordering = ("-criado_em", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(vinculo=None, convite__isnull=False)
                | Q(vinculo__isnull=False, convite=None),
                name="aviso_de_saida_de_um_papel_ou_convite",
            ),
            models.CheckConstraint(
                condition=Q(resolvido_em=None, desfecho="")
                | (Q(resolvido_em__isnull=False) & ~Q(desfecho="")),
                name="aviso_de_saida_resolvido_tem_desfecho",
            ),
            models.UniqueConstraint(
                fields=("vinculo",),
                condition=Q(resolvido_em=None),
                name="aviso_de_saida_um_aberto_por_papel",
            ),
            models.UniqueConstraint(
                fields=("convite",),
                condition=Q(resolvido_em=None),
                name="aviso_de_saida_um_aberto_por_convite",
            ),
        ]

    def __str__(self):
        return f"{self.get_motivo_display()}, em {self.criado_em:%d/%m/%Y}"

    @property
    def aberto(self) -> bool:
        return self.resolvido_em is None

    @property
    def alvo(self) -> Vinculo | Convite:
        return self.vinculo or self.convite
