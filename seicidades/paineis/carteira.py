"""A carteira: filtros, ordem e linhas, as mesmas na página e no CSV."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from operator import attrgetter
from typing import NamedTuple

from django import forms
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.urls import reverse

from seicidades.comum import escrita_csv
from seicidades.comum.dias_uteis import Calendario
from seicidades.comum.papeis import LADOS_QUE_AGEM, Lado, Papel
from seicidades.contas.models import Usuario, Vinculo
from seicidades.fluxo.consulta import HABILITADA, MAXIMO_SEM_CONTATO
from seicidades.fluxo.declaracao import roteiro_do_codigo
from seicidades.fluxo.models import Implantacao
from seicidades.fluxo.nucleo.estado import ROTULOS_DA_IMPLANTACAO, SituacaoDaImplantacao
from seicidades.fluxo.saude import Saude, saude_das_trilhas
from seicidades.municipios.calendario import calendario_do_estado, calendarios_dos_municipios
from seicidades.municipios.models import Municipio

POR_PAGINA = 50
LOTE = 10_000
ROTULOS_DOS_LADOS = {lado.value: lado.rotulo for lado in Lado}


def opcoes_de_etapa() -> list[tuple[str, str]]:
    return [(e.chave, f"{e.ordem}. {e.titulo}") for e in roteiro_do_codigo().principais]


class FiltrosForm(forms.Form):
    """Filtros no endereço: o que se vê se copia, se guarda e se manda a outra pessoa."""

    etapa = forms.ChoiceField(label="Etapa", required=False)
    situacao = forms.ChoiceField(
        label="Situação",
        required=False,
        choices=[
            ("", "Todas"),
            *((s.value, r.capitalize()) for s, r in ROTULOS_DA_IMPLANTACAO.items()),
        ],
    )
    vez = forms.ChoiceField(
        label="De quem é a vez",
        required=False,
        choices=[
            ("", "Qualquer"),
            *((lado.value, lado.rotulo.capitalize()) for lado in (*LADOS_QUE_AGEM, Lado.NINGUEM)),
        ],
    )
    regiao = forms.ChoiceField(label="Região", required=False)
    gerente = forms.ChoiceField(label="Gerente", required=False)
    atraso = forms.ChoiceField(
        label="Prazo",
        required=False,
        choices=[
            ("", "Todos"),
            ("sim", "Com item vencido"),
            ("cidade", "Com item da cidade vencido"),
        ],
    )
    sem_contato = forms.IntegerField(
        label="Sem contato há mais de (dias úteis)",
        required=False,
        min_value=1,
        max_value=MAXIMO_SEM_CONTATO,
    )
    cidade = forms.CharField(label="Cidade ou processo", required=False, max_length=100)
    ordem = forms.ChoiceField(
        label="Ordenar por",
        required=False,
        choices=[
            ("", "Cidade"),
            ("etapa", "Etapa"),
            ("vez", "De quem é a vez"),
            ("prazo", "Prazo"),
            ("atraso", "Mais vencidos"),
            ("parada", "Há mais tempo na vez"),
            ("contato", "Há mais tempo sem contato"),
        ],
    )

    def __init__(self, dados: QueryDict, *, usuario: Usuario):
        dados = dados.copy()
        if usuario.papel_estado == Papel.GERENTE and "gerente" not in dados:
            dados["gerente"] = str(usuario.pk)
        super().__init__(dados)
        self.fields["etapa"].choices = [
            ("", "Todas"),
            *opcoes_de_etapa(),
            (HABILITADA, "Concluídas"),
        ]
        regioes = (
            Municipio.objects.order_by("mesorregiao")
            .values_list("mesorregiao", flat=True)
            .distinct()
        )
        self.fields["regiao"].choices = [("", "Todas"), *((r, r) for r in regioes)]
        # Quem administra também pode ter uma carteira.
        com_carteira = Exists(Vinculo.objects.filter(usuario=OuterRef("pk"), papel=Papel.GERENTE))
        da_prodesp = Usuario.objects.filter(papel_estado__in=(Papel.GERENTE, Papel.ADMINISTRADOR))
        self.gerentes = {
            str(pessoa.pk): pessoa
            for pessoa in da_prodesp.annotate(com_carteira=com_carteira).order_by("nome", "pk")
            if pessoa.papel_estado == Papel.GERENTE or pessoa.com_carteira
        }
        self.fields["gerente"].choices = [
            ("", "Todas as carteiras"),
            *((pk, g.nome_publico) for pk, g in self.gerentes.items()),
        ]

    @property
    def dono(self) -> Usuario | None:
        """De quem é a carteira escolhida; `None`, se são todas."""
        return self.gerentes.get(self.cleaned_data["gerente"])

    def clean(self):
        """Um filtro que não existe é ignorado, não derruba a página."""
        dados = super().clean()
        for campo in list(self.errors):
            del self.errors[campo]
            dados[campo] = ""
        return dados


class LinhaDaCarteira(NamedTuple):
    """Uma linha, como a tabela e o CSV a mostram."""

    implantacao_id: int
    cidade: str
    codigo_ibge: str
    orgao: str
    regiao: str
    situacao: str
    etapa: str
    ordem: int
    vez: str
    dias_na_vez: int
    feitos: int
    total: int
    prazo: date | None
    vencidos: int
    gerente: str
    saude: str
    tipo_da_saude: str
    ultimo_contato: date | None
    dias_sem_contato: int | None
    proximo_passo: date | None
    trilha: Saude | None = None

    @property
    def saude_da_trilha(self) -> str:
        """Vazia, se o roteiro da cidade não tem trilha."""
        return self.trilha.rotulo if self.trilha else ""

    @property
    def trilha_pede_atencao(self) -> bool:
        return self.trilha in (Saude.PERTO, Saude.ATRASADA)

    @property
    def url(self) -> str:
        return reverse("fluxo:cidade", args=[self.implantacao_id])


# O que se lê de cada implantação: a linha, sem os objetos inteiros.
LIDOS = (
    "pk",
    "situacao",
    "etapa_atual",
    "ordem_atual",
    "vez_de",
    "vez_desde",
    "orgao__nome",
    "orgao__municipio_id",
    "orgao__municipio__nome",
    "orgao__municipio__codigo_ibge",
    "orgao__municipio__mesorregiao",
    "progresso",
    "prazo_mais_cedo",
    "vencidos",
    "vencidos_da_cidade",
    "gerente",
    "ultimo_contato_em",
    "proximo_passo_em",
)


def ler(implantacoes: QuerySet[Implantacao]) -> QuerySet:
    return implantacoes.values_list(*LIDOS, named=True)


def linhas(lidas: Iterable, hoje: date) -> Iterator[LinhaDaCarteira]:
    """As linhas prontas, com os dias úteis de cada município e a saúde da trilha.

    Poucas consultas a mais por lote, sempre as mesmas.

    Os dias sem contato são úteis do Estado: é a gerência que os deixa passar.
    """
    titulos = {e.chave: e.titulo for e in roteiro_do_codigo().etapas}
    restantes = iter(lidas)
    while lote := list(islice(restantes, LOTE)):
        calendarios = calendarios_dos_municipios(i.orgao__municipio_id for i in lote)
        trilhas = saude_das_trilhas({i.pk: calendarios[i.orgao__municipio_id] for i in lote}, hoje)
        for i in lote:
            linha = _linha(i, titulos, calendarios[i.orgao__municipio_id], hoje)
            yield linha._replace(trilha=trilhas.get(i.pk))


def _linha(i, titulos: dict, calendario: Calendario, hoje: date) -> LinhaDaCarteira:
    ultimo = i.ultimo_contato_em
    feitos, total = i.progresso or (0, 0)
    saude, tipo = saude_de(i, hoje, calendario)
    return LinhaDaCarteira(
        implantacao_id=i.pk,
        cidade=i.orgao__municipio__nome,
        codigo_ibge=i.orgao__municipio__codigo_ibge,
        orgao=i.orgao__nome,
        regiao=i.orgao__municipio__mesorregiao,
        situacao=ROTULOS_DA_IMPLANTACAO[i.situacao],
        etapa=titulos.get(i.etapa_atual, i.etapa_atual) or "Concluídas",
        ordem=i.ordem_atual,
        vez=ROTULOS_DOS_LADOS[i.vez_de],
        dias_na_vez=calendario.contar(i.vez_desde, hoje) if i.vez_desde else 0,
        feitos=feitos,
        total=total,
        prazo=i.prazo_mais_cedo,
        vencidos=i.vencidos,
        gerente=i.gerente or "",
        saude=saude,
        tipo_da_saude=tipo,
        ultimo_contato=ultimo,
        dias_sem_contato=calendario_do_estado().contar(ultimo, hoje) if ultimo else None,
        proximo_passo=i.proximo_passo_em,
    )


def saude_de(i, hoje: date, calendario: Calendario) -> tuple[str, str]:
    """Saúde calculada, nunca declarada: (palavra, tipo do selo).

    Atrasada é a cidade que está com a vez e deixou vencer um prazo seu. Quem
    espera por outro lado não está atrasada: se há item dela vencido, é da
    trilha, que corre por si; se o vencido é de outro lado, o atraso é nosso.
    """
    if i.situacao == SituacaoDaImplantacao.HABILITADA:
        return "habilitada", "ok"
    if i.situacao in (SituacaoDaImplantacao.SUSPENSA, SituacaoDaImplantacao.DESISTENTE):
        return ROTULOS_DA_IMPLANTACAO[i.situacao], "neutro"
    if i.vencidos_da_cidade and i.vez_de == Lado.MUNICIPIO:
        return "atrasada", "perigo"
    if i.vencidos > i.vencidos_da_cidade:
        return "atraso nosso", "perigo"
    if i.vencidos_da_cidade:
        return "trilha atrasada", "atencao"
    if i.prazo_mais_cedo and calendario.contar(hoje, i.prazo_mais_cedo) <= 3:
        return "atenção", "atencao"
    return "em dia", "ok"


COLUNAS = {
    "codigo_ibge": "Código IBGE",
    "cidade": "Cidade",
    "orgao": "Órgão",
    "regiao": "Região",
    "gerente": "Gerente",
    "situacao": "Situação",
    "etapa": "Etapa",
    "feitos": "Itens prontos",
    "total": "Itens",
    "vez": "Vez de",
    "dias_na_vez": "Dias úteis na vez",
    "prazo": "Próximo prazo",
    "vencidos": "Itens vencidos",
    "saude": "Saúde",
    "saude_da_trilha": "Gestão documental",
    "ultimo_contato": "Último contato",
    "dias_sem_contato": "Dias úteis sem contato",
    "proximo_passo": "Próximo passo",
}


def em_csv(linhas_da_carteira: Iterable[LinhaDaCarteira]) -> Iterator[str]:
    return escrita_csv.em_csv(COLUNAS.values(), map(attrgetter(*COLUNAS), linhas_da_carteira))


def numeros(
    implantacoes: QuerySet[Implantacao], gerente: Usuario | None, minha: bool
) -> list[dict]:
    """Os números do alto da página, sobre a carteira inteira. Uma consulta."""
    andando = Q(situacao=SituacaoDaImplantacao.EM_ANDAMENTO)
    delas = andando & Q(vez_de=Lado.MUNICIPIO, vencidos_da_cidade__gt=0)
    contas = implantacoes.aggregate(
        total=Count("pk"),
        analisar=Count("pk", filter=Q(em_analise=True)),
        atrasadas=Count("pk", filter=delas),
        conosco=Count("pk", filter=andando & Q(vez_de=Lado.PRODESP)),
        habilitadas=Count("pk", filter=Q(situacao=SituacaoDaImplantacao.HABILITADA)),
    )
    base = reverse("paineis:carteira")
    quem = f"gerente={gerente.pk if gerente else ''}"
    return [
        {"valor": contas["total"], "rotulo": "cidades", "url": f"{base}?{quem}"},
        {
            "valor": contas["analisar"],
            "rotulo": "esperam análise",
            "url": reverse("paineis:analises") + ("" if minha else "?de=todas"),
        },
        {
            "valor": contas["atrasadas"],
            "rotulo": "atrasadas por elas",
            "url": f"{base}?{quem}&atraso=cidade&vez=municipio&situacao=em_andamento",
            "tipo": "perigo" if contas["atrasadas"] else "",
        },
        {
            "valor": contas["conosco"],
            "rotulo": "esperam por nós",
            "url": f"{base}?{quem}&vez=prodesp&situacao=em_andamento",
        },
        {
            "valor": contas["habilitadas"],
            "rotulo": "habilitadas",
            "url": f"{base}?{quem}&situacao=habilitada",
        },
    ]
