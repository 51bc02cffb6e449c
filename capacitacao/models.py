"""O que a capacitação guarda: reuniões, multiplicadores, sessões, produtos, prontidão e uso."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from seicidades.documentos.models import Arquivo
from seicidades.fluxo.models import Implantacao


class TipoDeReuniao(models.TextChoices):
    """As duas reuniões de governança do programa. Fonte: página do programa SEI Cidades."""

    MULTIPLICADORES = "multiplicadores", "Escolha dos multiplicadores"
    PREPARATORIA = "preparatoria", "Preparatória da capacitação"


class Produto(models.TextChoices):
    """Os sete produtos ofertados. Fonte: página do programa SEI Cidades."""

    AMBIENTE_DE_TREINAMENTO = "ambiente_de_treinamento", "Ambiente de treinamento"
    MULTIPLICADORES = "multiplicadores", "Capacitação de multiplicadores"
    EAD = "ead", "Curso a distância (AVA)"
    MANUAL_DO_USUARIO = "manual_do_usuario", "Manual do usuário"
    MANUAL_DE_ACESSO_EXTERNO = "manual_de_acesso_externo", "Manual de acesso externo"
    OPERACAO_ASSISTIDA = "operacao_assistida", "Operação assistida"
    WEBINARS = "webinars", "Webinars das operações básicas"


class TipoDeSessao(models.TextChoices):
    MULTIPLICADORES = "multiplicadores", "Capacitação de multiplicadores"
    WEBINAR = "webinar", "Webinar para usuários"
    USUARIOS = "usuarios", "Turma de usuários"


class Modalidade(models.TextChoices):
    PRESENCIAL = "presencial", "Presencial"
    A_DISTANCIA = "a_distancia", "A distância"


class TemaDoAtendimento(models.TextChoices):
    ACESSO = "acesso", "Entrar no sistema"
    PROCESSO = "processo", "Iniciar e tramitar processo"
    DOCUMENTO = "documento", "Criar e assinar documento"
    UNIDADE = "unidade", "Unidades e permissões"
    EXTERNO = "externo", "Usuário externo"
    OUTRO = "outro", "Outro"


class DaImplantacao(models.Model):
    class Meta:
        abstract = True

    def __str__(self):
        return f"{self._meta.verbose_name} de {self.implantacao}"


def da_implantacao(nome: str) -> models.ForeignKey:
    return models.ForeignKey(
        Implantacao, models.PROTECT, related_name=nome, verbose_name="implantação"
    )


def um_arquivo(rotulo: str) -> models.ForeignKey:
    return models.ForeignKey(
        Arquivo, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=rotulo
    )


class Reuniao(DaImplantacao):
    """Reunião de governança feita, com quem esteve e a ata."""

    implantacao = da_implantacao("capacitacao_reunioes")
    tipo = models.CharField("tipo", max_length=20, choices=TipoDeReuniao)
    data = models.DateField("data")
    modalidade = models.CharField("modalidade", max_length=20, choices=Modalidade)
    participantes = ArrayField(models.CharField(max_length=150), verbose_name="participantes")
    ata = models.TextField("o que foi decidido", max_length=4000)
    arquivo = um_arquivo("ata assinada ou gravação")

    class Meta:
        verbose_name = "reunião"
        verbose_name_plural = "reuniões"
        ordering = ["implantacao", "tipo"]
        constraints = [
            models.UniqueConstraint(fields=["implantacao", "tipo"], name="reuniao_unica_por_tipo"),
            models.CheckConstraint(
                condition=Q(participantes__len__gte=2),
                name="reuniao_com_duas_pessoas",
                violation_error_message="Uma reunião tem ao menos duas pessoas.",
            ),
        ]


class Multiplicador(DaImplantacao):
    """Servidor que aprende antes e ensina os colegas."""

    implantacao = da_implantacao("capacitacao_multiplicadores")
    nome = models.CharField("nome", max_length=150)
    cargo = models.CharField("cargo", max_length=150)
    unidade = models.CharField("unidade", max_length=150)
    email = models.EmailField("e-mail")

    class Meta:
        verbose_name = "multiplicador"
        verbose_name_plural = "multiplicadores"
        ordering = ["nome", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["implantacao", "email"],
                name="multiplicador_unico_por_email",
                violation_error_message="Esta pessoa já está na lista.",
            ),
        ]

    def __str__(self):
        return self.nome


class Sessao(DaImplantacao):
    """Aula ou webinar: marcada e, depois, realizada com presença."""

    implantacao = da_implantacao("capacitacao_sessoes")
    tipo = models.CharField("tipo", max_length=20, choices=TipoDeSessao)
    data = models.DateField("data")
    hora = models.TimeField("hora")
    horas = models.DecimalField("duração em horas", max_digits=4, decimal_places=1)
    modalidade = models.CharField("modalidade", max_length=20, choices=Modalidade)
    local = models.CharField("local ou endereço da sala", max_length=300)
    instrutor = models.CharField("quem conduz", max_length=150)
    realizada_em = models.DateField("realizada em", null=True, blank=True)
    participantes = models.PositiveIntegerField("pessoas presentes", null=True, blank=True)
    arquivo = um_arquivo("lista de presença ou relatório")

    class Meta:
        verbose_name = "sessão"
        verbose_name_plural = "sessões"
        ordering = ["data", "hora", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(realizada_em=None, participantes=None)
                | Q(
                    realizada_em__isnull=False,
                    participantes__isnull=False,
                    participantes__gte=1,
                ),
                name="sessao_realizada_com_presenca",
                violation_error_message="Informe o dia e quantas pessoas estiveram na sessão.",
            ),
            models.CheckConstraint(
                condition=Q(horas__gt=0) & Q(horas__lte=40),
                name="sessao_duracao_possivel",
                violation_error_message="A duração vai de meia hora a 40 horas.",
            ),
        ]

    def __str__(self):
        return f"{self.get_tipo_display()} em {self.data:%d/%m/%Y}"


class Presenca(models.Model):
    """Multiplicador que esteve numa sessão."""

    sessao = models.ForeignKey(
        Sessao, models.CASCADE, related_name="presencas", verbose_name="sessão"
    )
    multiplicador = models.ForeignKey(
        Multiplicador, models.CASCADE, related_name="presencas", verbose_name="multiplicador"
    )

    class Meta:
        verbose_name = "presença"
        verbose_name_plural = "presenças"
        ordering = ["sessao", "multiplicador"]
        constraints = [
            models.UniqueConstraint(
                fields=["sessao", "multiplicador"], name="presenca_unica_na_sessao"
            ),
        ]

    def __str__(self):
        return f"{self.multiplicador} na {self.sessao}"


class EntregaDeProduto(DaImplantacao):
    """Um dos produtos ofertados, entregue à cidade."""

    implantacao = da_implantacao("capacitacao_entregas")
    produto = models.CharField("produto", max_length=30, choices=Produto)
    entregue_em = models.DateField("entregue em")
    responsavel = models.CharField("quem entregou", max_length=150)
    evidencia = models.TextField("como foi entregue", max_length=2000)
    link = models.URLField("endereço na internet", max_length=500, blank=True)
    arquivo = um_arquivo("comprovante")

    class Meta:
        verbose_name = "entrega de produto"
        verbose_name_plural = "entregas de produtos"
        ordering = ["implantacao", "produto"]
        constraints = [
            models.UniqueConstraint(
                fields=["implantacao", "produto"], name="entrega_unica_por_produto"
            ),
        ]


class Prontidao(DaImplantacao):
    """As perguntas que a cidade responde antes de entrar em produção."""

    implantacao = models.OneToOneField(
        Implantacao,
        models.PROTECT,
        related_name="capacitacao_prontidao",
        verbose_name="implantação",
    )
    todos_entram = models.BooleanField("as pessoas de cada unidade conseguem entrar no SEI")
    unidades_conferidas = models.BooleanField("unidades e permissões foram conferidas")
    multiplicadores_disponiveis = models.BooleanField(
        "há multiplicador disponível em cada secretaria na primeira semana"
    )
    servidores_avisados = models.BooleanField("os servidores sabem a data e o que muda")
    papel_combinado = models.BooleanField("está decidido o que fazer com os processos em papel")
    suporte_combinado = models.BooleanField("está combinado a quem se pede socorro")
    data_combinada = models.DateField("data combinada para começar")
    observacao = models.TextField("observação", max_length=2000, blank=True)

    class Meta:
        verbose_name = "prontidão"
        verbose_name_plural = "prontidões"

    PERGUNTAS = (
        "todos_entram",
        "unidades_conferidas",
        "multiplicadores_disponiveis",
        "servidores_avisados",
        "papel_combinado",
        "suporte_combinado",
    )

    @property
    def pendentes(self) -> list[str]:
        """As perguntas respondidas com não, como a tela as escreve."""
        return [
            self._meta.get_field(campo).verbose_name
            for campo in self.PERGUNTAS
            if not getattr(self, campo)
        ]


class OperacaoAssistida(DaImplantacao):
    """Acompanhamento de perto das primeiras semanas de uso."""

    implantacao = models.OneToOneField(
        Implantacao,
        models.PROTECT,
        related_name="capacitacao_operacao",
        verbose_name="implantação",
    )
    aberta_em = models.DateField("aberta em")
    responsavel = models.CharField("quem acompanha", max_length=150)
    canal = models.CharField("por onde se pede ajuda", max_length=300)
    sem_duvidas = models.BooleanField("não houve dúvida a registrar", default=False)
    encerrada_em = models.DateField("encerrada em", null=True, blank=True)
    conclusao = models.TextField("conclusão", max_length=4000, blank=True)
    arquivo = um_arquivo("relatório")

    class Meta:
        verbose_name = "operação assistida"
        verbose_name_plural = "operações assistidas"
        constraints = [
            models.CheckConstraint(
                condition=Q(encerrada_em=None) | Q(encerrada_em__gte=F("aberta_em")),
                name="operacao_acaba_depois_de_abrir",
                violation_error_message="O encerramento não pode vir antes da abertura.",
            ),
            models.CheckConstraint(
                condition=Q(encerrada_em=None, conclusao="")
                | (Q(encerrada_em__isnull=False) & ~Q(conclusao="")),
                name="operacao_encerra_com_conclusao",
                violation_error_message="Escreva a conclusão ao encerrar.",
            ),
        ]


class Atendimento(DaImplantacao):
    """Uma dúvida da operação assistida e o que a resolveu."""

    implantacao = da_implantacao("capacitacao_atendimentos")
    data = models.DateField("data")
    unidade = models.CharField("unidade", max_length=150)
    tema = models.CharField("tema", max_length=20, choices=TemaDoAtendimento)
    duvida = models.TextField("dúvida", max_length=2000)
    solucao = models.TextField("o que resolveu", max_length=2000, blank=True)
    chamado = models.CharField("número do chamado", max_length=50, blank=True)

    class Meta:
        verbose_name = "atendimento"
        verbose_name_plural = "atendimentos"
        ordering = ["-data", "-pk"]
