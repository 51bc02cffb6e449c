"""Os fatos da regulamentação: o ato, sua minuta, os assuntos e a publicação.

`AtoNormativo` serve às duas etapas: o ato do processo eletrônico e os da
gestão documental.
"""

from django.db import models
from django.db.models import F, Q

from regulamentacao.assuntos import ASSUNTOS
from regulamentacao.sala.models import (
    ArtigoEditado,
    ComentarioDoArtigo,
    NotaInterna,
    Redacao,
    RespostasDaTela,
    SalaDaMinuta,
)
from seicidades.comum.papeis import PAPEIS_MUNICIPAIS, Papel

__all__ = [
    "AnaliseDaMinuta",
    "ArtigoEditado",
    "AtoNormativo",
    "ComentarioDoArtigo",
    "ConferenciaDeAssuntos",
    "Finalidade",
    "Minuta",
    "NiveisDeAssinatura",
    "Nivel",
    "NotaInterna",
    "ParecerJuridico",
    "Redacao",
    "RespostaDeAssunto",
    "RespostasDaTela",
    "SalaDaMinuta",
    "TipoDeAto",
]


class Finalidade(models.TextChoices):
    PROCESSO_ELETRONICO = "processo_eletronico", "ato do processo eletrônico"
    LEI_DO_ARQUIVO = "lei_do_arquivo", "lei do arquivo público"
    SISTEMA_DE_ARQUIVOS = "sistema_de_arquivos", "sistema municipal de arquivos"
    COMISSAO_DE_AVALIACAO = "comissao_de_avaliacao", "comissão de avaliação"
    PLANO_DE_CLASSIFICACAO = "plano_de_classificacao", "plano de classificação"
    TABELA_DE_TEMPORALIDADE = "tabela_de_temporalidade", "tabela de temporalidade"
    EDITAL_DE_ELIMINACAO = "edital_de_eliminacao", "edital de ciência de eliminação"


# Podem vir em dois atos, um para as atividades-meio e outro para as atividades-fim.
POR_ATIVIDADE = (Finalidade.PLANO_DE_CLASSIFICACAO, Finalidade.TABELA_DE_TEMPORALIDADE)
# Há um a cada eliminação.
REPETIDOS = (Finalidade.EDITAL_DE_ELIMINACAO,)


class AtoDaTrilha(models.TextChoices):
    """Os cinco atos da gestão documental, na ordem em que um depende do outro."""

    LEI = "lei", "lei do arquivo público"
    SISTEMA = "sistema", "decreto do sistema municipal de arquivos"
    COMISSAO = "comissao", "portaria da comissão de avaliação"
    INSTRUMENTOS = "instrumentos", "decreto do plano de classificação e da tabela de temporalidade"
    EDITAL = "edital", "edital de ciência de eliminação"


class TipoDeAto(models.TextChoices):
    LEI = "lei", "Lei"
    LEI_COMPLEMENTAR = "lei_complementar", "Lei complementar"
    DECRETO = "decreto", "Decreto"
    PORTARIA = "portaria", "Portaria"
    RESOLUCAO = "resolucao", "Resolução"
    INSTRUCAO_NORMATIVA = "instrucao_normativa", "Instrução normativa"
    EDITAL = "edital", "Edital"
    OUTRO = "outro", "Outro ato"


LEIS = (TipoDeAto.LEI, TipoDeAto.LEI_COMPLEMENTAR)


class AtoNormativoQuerySet(models.QuerySet):
    def do_processo_eletronico(self):
        return self.filter(finalidade=Finalidade.PROCESSO_ELETRONICO)

    def da_gestao_documental(self):
        return self.exclude(finalidade=Finalidade.PROCESSO_ELETRONICO)

    def publicados(self):
        return self.filter(publicado_em__isnull=False)


class AtoNormativo(models.Model):
    """Um ato assinado do município e, quando houver, a sua publicação."""

    implantacao = models.ForeignKey(
        "fluxo.Implantacao",
        models.PROTECT,
        related_name="regulamentacao_atos",
        verbose_name="implantação",
    )
    finalidade = models.CharField("finalidade", max_length=30, choices=Finalidade)
    tipo = models.CharField("tipo", max_length=20, choices=TipoDeAto)
    numero = models.CharField("número", max_length=20)
    ano = models.PositiveSmallIntegerField("ano")
    assinado_em = models.DateField("data da assinatura")
    ementa = models.CharField("ementa", max_length=600)
    vigencia_inicio = models.DateField("começa a valer em", null=True, blank=True)
    revoga = models.CharField("revoga", max_length=300, blank=True)
    altera = models.CharField("altera", max_length=300, blank=True)
    preexistente = models.BooleanField("já existia antes da adesão", default=False)
    arquivo = models.ForeignKey(
        "documentos.Arquivo",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="arquivo do ato",
    )
    veiculo = models.CharField("veículo", max_length=120, blank=True)
    edicao = models.CharField("edição", max_length=30, blank=True)
    pagina = models.CharField("página", max_length=30, blank=True)
    publicado_em = models.DateField("data da publicação", null=True, blank=True)
    link = models.URLField("endereço da publicação", max_length=500, blank=True)
    arquivo_da_publicacao = models.ForeignKey(
        "documentos.Arquivo",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="página publicada",
    )
    membros = models.PositiveSmallIntegerField("quantidade de membros", null=True, blank=True)
    abrange_meio = models.BooleanField("abrange as atividades-meio", default=False)
    abrange_fim = models.BooleanField("abrange as atividades-fim", default=False)
    aprovado_pelo_arquivo_em = models.DateField(
        "data da aprovação pelo arquivo público", null=True, blank=True
    )

    objects = AtoNormativoQuerySet.as_manager()

    class Meta:
        verbose_name = "ato normativo"
        verbose_name_plural = "atos normativos"
        ordering = ["implantacao", "finalidade", "-abrange_meio", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["implantacao", "finalidade"],
                condition=Q(abrange_meio=False, abrange_fim=False) & ~Q(finalidade__in=REPETIDOS),
                name="ato_unico_na_finalidade",
                violation_error_message=(
                    "Este ato já está registrado. Corrija o que existe em vez de criar outro."
                ),
            ),
            models.UniqueConstraint(
                fields=["implantacao", "finalidade"],
                condition=Q(abrange_meio=True),
                name="ato_unico_das_atividades_meio",
                violation_error_message=(
                    "Outro ato registrado já abrange as atividades-meio. "
                    "Corrija aquele ou desmarque aqui."
                ),
            ),
            models.UniqueConstraint(
                fields=["implantacao", "finalidade"],
                condition=Q(abrange_fim=True),
                name="ato_unico_das_atividades_fim",
                violation_error_message=(
                    "Outro ato registrado já abrange as atividades-fim. "
                    "Corrija aquele ou desmarque aqui."
                ),
            ),
            models.CheckConstraint(
                condition=(
                    Q(finalidade__in=POR_ATIVIDADE) & (Q(abrange_meio=True) | Q(abrange_fim=True))
                )
                | (
                    ~Q(finalidade__in=POR_ATIVIDADE)
                    & Q(abrange_meio=False, abrange_fim=False, aprovado_pelo_arquivo_em=None)
                ),
                name="ato_diz_as_atividades",
                violation_error_message=(
                    "Diga se o plano ou a tabela abrange as atividades-meio, as fim ou as duas."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(finalidade=Finalidade.LEI_DO_ARQUIVO) | Q(tipo__in=LEIS),
                name="ato_do_arquivo_e_lei",
                violation_error_message=(
                    "O arquivo público é criado por lei. Escolha lei ou lei complementar."
                ),
            ),
            models.CheckConstraint(
                condition=Q(
                    finalidade=Finalidade.COMISSAO_DE_AVALIACAO,
                    membros__isnull=False,
                    membros__gte=1,
                )
                | (~Q(finalidade=Finalidade.COMISSAO_DE_AVALIACAO) & Q(membros=None)),
                name="ato_da_comissao_tem_membros",
                violation_error_message="Informe quantas pessoas a comissão tem.",
            ),
            models.CheckConstraint(
                condition=Q(ano__gte=1900, ano__lte=2100),
                name="ato_com_ano_plausivel",
                violation_error_message="Informe o ano do ato com quatro algarismos.",
            ),
            models.CheckConstraint(
                condition=Q(publicado_em=None) | Q(publicado_em__gte=F("assinado_em")),
                name="ato_publicado_depois_de_assinado",
                violation_error_message=(
                    "A publicação vem antes da assinatura. Confira as duas datas."
                ),
            ),
            models.CheckConstraint(
                condition=Q(
                    publicado_em=None,
                    veiculo="",
                    edicao="",
                    pagina="",
                    link="",
                    arquivo_da_publicacao=None,
                )
                | (
                    Q(publicado_em__isnull=False)
                    & ~Q(veiculo="")
                    & (~Q(link="") | Q(arquivo_da_publicacao__isnull=False))
                ),
                name="ato_com_publicacao_completa",
                violation_error_message=(
                    "Da publicação, informe o veículo, a data e o endereço ou o arquivo."
                ),
            ),
            models.CheckConstraint(
                condition=Q(aprovado_pelo_arquivo_em=None)
                | Q(publicado_em=None)
                | Q(aprovado_pelo_arquivo_em__lte=F("publicado_em")),
                name="ato_aprovado_antes_de_publicado",
                violation_error_message=(
                    "A aprovação pelo arquivo público vem depois da publicação. "
                    "Confira as duas datas."
                ),
            ),
        ]

    def __str__(self):
        return self.identificacao

    @property
    def identificacao(self) -> str:
        """Tipo, número e data: “Decreto nº 12, de 03/02/2026”."""
        return f"{self.get_tipo_display()} nº {self.numero}, de {self.assinado_em:%d/%m/%Y}"

    @property
    def item(self) -> str:
        """O item que o ato comprova; o edital não tem o seu e se anota no da tabela."""
        if self.finalidade == Finalidade.EDITAL_DE_ELIMINACAO:
            return Finalidade.TABELA_DE_TEMPORALIDADE.value
        return self.finalidade

    @property
    def atividades(self) -> str:
        """O que o plano ou a tabela abrange, em palavras."""
        if self.abrange_tudo:
            return "atividades-meio e atividades-fim"
        if self.abrange_meio:
            return "atividades-meio"
        return "atividades-fim" if self.abrange_fim else ""

    @property
    def abrange_tudo(self) -> bool:
        return self.abrange_meio and self.abrange_fim


class MinutaQuerySet(models.QuerySet):
    def ultimas(self):
        """A última versão de cada implantação."""
        return self.order_by("implantacao_id", "-versao").distinct("implantacao_id")


class Minuta(models.Model):
    """Uma versão da minuta: um arquivo enviado ou o texto escrito na sala. Não se troca."""

    implantacao = models.ForeignKey(
        "fluxo.Implantacao",
        models.PROTECT,
        related_name="regulamentacao_minutas",
        verbose_name="implantação",
    )
    versao = models.PositiveSmallIntegerField("versão")
    arquivo = models.ForeignKey(
        "documentos.Arquivo",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="arquivo",
    )
    redacao = models.ForeignKey(
        Redacao,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="entregas",
        verbose_name="versão da sala da minuta",
    )
    observacao = models.CharField("observação", max_length=500, blank=True)
    registrada_em = models.DateField("data do registro")

    objects = MinutaQuerySet.as_manager()

    class Meta:
        verbose_name = "minuta do ato"
        verbose_name_plural = "minutas do ato"
        ordering = ["implantacao", "-versao"]
        constraints = [
            models.UniqueConstraint(
                fields=["implantacao", "versao"],
                name="minuta_versao_unica",
                violation_error_message="Esta versão da minuta já existe.",
            ),
            models.CheckConstraint(
                condition=Q(versao__gte=1),
                name="minuta_versao_comeca_em_um",
                violation_error_message="A primeira versão da minuta é a de número 1.",
            ),
            models.CheckConstraint(
                condition=Q(arquivo=None) ^ Q(redacao=None),
                name="minuta_de_arquivo_ou_da_sala",
                violation_error_message="A minuta vem de um arquivo ou da sala da minuta.",
            ),
        ]

    def __str__(self):
        return f"versão {self.versao}"

    @property
    def analisada(self) -> bool:
        return hasattr(self, "analise")


class AnaliseDaMinuta(models.Model):
    """O que a Prodesp disse de uma versão da minuta. O município lê."""

    class Resultado(models.TextChoices):
        SEM_AJUSTES = "sem_ajustes", "Pode seguir como está"
        COM_SUGESTOES = "com_sugestoes", "Pode seguir, com sugestões"
        PEDE_AJUSTES = "pede_ajustes", "Precisa de ajustes antes de seguir"

    minuta = models.OneToOneField(
        Minuta, models.PROTECT, related_name="analise", verbose_name="minuta"
    )
    resultado = models.CharField("resultado", max_length=20, choices=Resultado)
    observacoes = models.TextField("observações", max_length=4000, blank=True)
    analisada_em = models.DateField("data da análise")

    class Meta:
        verbose_name = "análise da minuta"
        verbose_name_plural = "análises da minuta"
        ordering = ["minuta"]
        constraints = [
            models.CheckConstraint(
                condition=Q(resultado="sem_ajustes") | ~Q(observacoes=""),
                name="analise_diz_o_que_ajustar",
                violation_error_message=(
                    "Escreva as sugestões ou os ajustes, para o município saber o que fazer."
                ),
            ),
        ]

    def __str__(self):
        return self.get_resultado_display()

    @property
    def pede_ajustes(self) -> bool:
        return self.resultado == self.Resultado.PEDE_AJUSTES


class ParecerJuridico(models.Model):
    """O parecer da área jurídica do município sobre a minuta."""

    class Conclusao(models.TextChoices):
        FAVORAVEL = "favoravel", "Favorável"
        COM_RESSALVAS = "com_ressalvas", "Favorável, com ressalvas"
        CONTRARIO = "contrario", "Contrário"

    implantacao = models.OneToOneField(
        "fluxo.Implantacao",
        models.PROTECT,
        related_name="regulamentacao_parecer",
        verbose_name="implantação",
    )
    numero = models.CharField("número", max_length=40, blank=True)
    emitido_em = models.DateField("data do parecer")
    conclusao = models.CharField("conclusão", max_length=20, choices=Conclusao)
    ressalvas = models.TextField("ressalvas", max_length=2000, blank=True)
    arquivo = models.ForeignKey(
        "documentos.Arquivo", models.PROTECT, related_name="+", verbose_name="arquivo"
    )

    class Meta:
        verbose_name = "parecer jurídico"
        verbose_name_plural = "pareceres jurídicos"
        ordering = ["implantacao"]
        constraints = [
            models.CheckConstraint(
                condition=Q(conclusao="favoravel") | ~Q(ressalvas=""),
                name="parecer_diz_as_ressalvas",
                violation_error_message="Resuma as ressalvas ou o motivo do parecer contrário.",
            ),
        ]

    def __str__(self):
        return f"parecer de {self.emitido_em:%d/%m/%Y}"


class Nivel(models.TextChoices):
    """Níveis de assinatura eletrônica. Fonte: Lei nº 14.063/2020, art. 4º."""

    SIMPLES = "simples", "Simples (usuário e senha)"
    AVANCADA = "avancada", "Avançada (gov.br prata ou ouro)"
    QUALIFICADA = "qualificada", "Qualificada (certificado ICP-Brasil)"


class NiveisDeAssinatura(models.Model):
    """O nível mínimo de assinatura que o município fixou, por espécie de documento."""

    class Onde(models.TextChoices):
        NO_ATO = "no_ato", "No próprio ato do processo eletrônico"
        OUTRO_ATO = "outro_ato", "Em outro ato do município"

    implantacao = models.OneToOneField(
        "fluxo.Implantacao",
        models.PROTECT,
        related_name="regulamentacao_niveis",
        verbose_name="implantação",
    )
    onde = models.CharField("onde está escrito", max_length=10, choices=Onde)
    referencia = models.CharField("artigo ou ato", max_length=200)
    documentos_internos = models.CharField(
        "documentos internos do dia a dia", max_length=12, choices=Nivel
    )
    decisoes = models.CharField(
        "decisões e documentos com efeito para fora", max_length=12, choices=Nivel
    )
    atos_da_chefia = models.CharField(
        "atos da prefeita ou do prefeito", max_length=12, choices=Nivel
    )
    usuarios_externos = models.CharField(
        "documentos de cidadãos e empresas", max_length=12, choices=Nivel
    )

    class Meta:
        verbose_name = "níveis de assinatura"
        verbose_name_plural = "níveis de assinatura"
        ordering = ["implantacao"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(referencia=""),
                name="niveis_dizem_o_artigo",
                violation_error_message="Diga o artigo ou o ato que fixa os níveis.",
            ),
        ]

    def __str__(self):
        return self.get_onde_display()


class RespostaDeAssunto(models.Model):
    """O que uma pessoa achou, no ato, sobre um dos dezoito assuntos."""

    class Resposta(models.TextChoices):
        CONSTA = "consta", "Consta"
        NAO_CONSTA = "nao_consta", "Não consta"
        NAO_SE_APLICA = "nao_se_aplica", "Não se aplica"

    implantacao = models.ForeignKey(
        "fluxo.Implantacao",
        models.PROTECT,
        related_name="regulamentacao_respostas",
        verbose_name="implantação",
    )
    assunto = models.CharField(
        "assunto", max_length=20, choices=[(a.chave, a.titulo) for a in ASSUNTOS]
    )
    resposta = models.CharField("resposta", max_length=15, choices=Resposta, blank=True)
    artigo = models.CharField("artigo", max_length=80, blank=True)
    trecho = models.TextField("trecho ou observação", max_length=1000, blank=True)

    class Meta:
        verbose_name = "resposta sobre assunto do ato"
        verbose_name_plural = "respostas sobre assuntos do ato"
        ordering = ["implantacao", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["implantacao", "assunto"],
                name="resposta_unica_por_assunto",
                violation_error_message="Este assunto já tem resposta.",
            ),
            models.CheckConstraint(
                condition=Q(assunto__in=[a.chave for a in ASSUNTOS]),
                name="resposta_de_assunto_conhecido",
                violation_error_message="Este assunto não está na lista dos dezoito.",
            ),
        ]

    def __str__(self):
        return f"{self.get_assunto_display()}: {self.get_resposta_display() or 'sem resposta'}"

    @property
    def incompleta(self) -> bool:
        """Sem resposta, ou diz que consta e não diz onde nem com que palavras."""
        return bool(self.lacuna)

    @property
    def lacuna(self) -> str:
        """O que ainda falta dizer; vazia, se nada."""
        if not self.resposta:
            return "sem resposta"
        if self.resposta != self.Resposta.CONSTA:
            return ""
        faltas = [n for n, valor in (("artigo", self.artigo), ("trecho", self.trecho)) if not valor]
        return f"falta o {' e o '.join(faltas)}" if faltas else ""


class ConferenciaDeAssuntos(models.Model):
    """A palavra final da conferência: por que faltam os assuntos que faltam."""

    implantacao = models.OneToOneField(
        "fluxo.Implantacao",
        models.PROTECT,
        related_name="regulamentacao_conferencia",
        verbose_name="implantação",
    )
    justificativa = models.TextField("justificativa das ausências", max_length=1000, blank=True)

    class Meta:
        verbose_name = "conferência dos assuntos"
        verbose_name_plural = "conferências dos assuntos"
        ordering = ["implantacao"]

    def __str__(self):
        return "com justificativa" if self.justificativa else "sem justificativa"


PAPEIS = [(p.value, p.rotulo) for p in Papel if p in PAPEIS_MUNICIPAIS]


class CombinadoDoAto(models.Model):
    """Quem responde por um ato da gestão documental e para quando a cidade o combinou.

    Responde um papel, e com ele quem o exercer, ou alguém que se escreve à mão.
    """

    implantacao = models.ForeignKey(
        "fluxo.Implantacao",
        models.PROTECT,
        related_name="regulamentacao_combinados",
        verbose_name="implantação",
    )
    ato = models.CharField("ato", max_length=20, choices=AtoDaTrilha)
    papel = models.CharField("papel que responde", max_length=20, choices=PAPEIS, blank=True)
    nome = models.CharField("outra pessoa que responde", max_length=120, blank=True)
    data = models.DateField("combinado para", null=True, blank=True)
    dias_para_manifestacao = models.PositiveSmallIntegerField(
        "dias para manifestação", null=True, blank=True
    )

    class Meta:
        verbose_name = "combinado de um ato"
        verbose_name_plural = "combinados dos atos"
        ordering = ["implantacao", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["implantacao", "ato"],
                name="combinado_unico_do_ato",
                violation_error_message="O combinado deste ato já existe. Corrija o que há.",
            ),
            models.CheckConstraint(
                condition=Q(ato__in=AtoDaTrilha.values),
                name="combinado_de_ato_conhecido",
                violation_error_message="Este ato não é um dos cinco da gestão documental.",
            ),
            models.CheckConstraint(
                condition=Q(papel="") | Q(nome=""),
                name="combinado_com_um_responsavel",
                violation_error_message="Responde um papel ou outra pessoa. Escolha um dos dois.",
            ),
            models.CheckConstraint(
                condition=Q(dias_para_manifestacao=None)
                | Q(ato=AtoDaTrilha.EDITAL, dias_para_manifestacao__gte=1),
                name="combinado_com_dias_so_no_edital",
                violation_error_message="Só o edital tem prazo de manifestação, de 1 dia ou mais.",
            ),
        ]

    def __str__(self):
        return self.get_ato_display()
