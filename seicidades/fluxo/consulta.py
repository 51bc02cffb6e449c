"""A carteira em consultas: filtros, ordem e o que se conta, para telas e API.

Quem mostra decide o que fazer com um filtro que não existe; aqui os filtros já
vêm conferidos.
"""

from datetime import date, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    Case,
    Count,
    F,
    FilteredRelation,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from seicidades.comum.papeis import Lado, Papel
from seicidades.contas.models import Usuario, Vinculo, em_vigor
from seicidades.fluxo.buscas import achadas_por_fatos
from seicidades.fluxo.models import (
    Contato,
    EtapaDaImplantacao,
    Implantacao,
    ItemDaImplantacao,
)
from seicidades.fluxo.nucleo.estado import POR_FAZER
from seicidades.municipios.calendario import calendario_do_estado
from seicidades.municipios.models import Municipio

HABILITADA = "habilitada"
SOMAS = ArrayField(IntegerField())
MAXIMO_SEM_CONTATO = 500
ORDENS = {
    "cidade": ("orgao__municipio__nome_de_busca",),
    "etapa": ("ordem_atual", "orgao__municipio__nome_de_busca"),
    "vez": ("vez_de", "vez_desde"),
    "prazo": (F("prazo_mais_cedo").asc(nulls_last=True),),
    "atraso": (F("vencidos").desc(), F("prazo_mais_cedo").asc(nulls_last=True)),
    "parada": (F("vez_desde").asc(nulls_last=True),),
    "contato": (F("ultimo_contato_em").asc(nulls_first=True), "inicio"),
}


def da_carteira(usuario: Usuario, f: dict) -> QuerySet[Implantacao]:
    """As implantações visíveis, anotadas, filtradas e em ordem. Sem o `estado`, que pesa."""
    hoje = timezone.localdate()
    implantacoes = anotar(Implantacao.objects.visiveis_para(usuario), hoje).defer("estado")
    ordem = ORDENS.get(f.get("ordem") or "cidade")
    return filtrar(implantacoes, f, hoje).order_by(*ordem, "pk")


def da_carteira_inteira(usuario: Usuario, gerente: str) -> QuerySet[Implantacao]:
    """As da carteira escolhida, sem outro filtro, só com o que os números do alto contam."""
    hoje = timezone.localdate()
    implantacoes = Implantacao.objects.visiveis_para(usuario).annotate(
        vencidos_da_cidade=_contar(_vencidos_da_cidade(hoje))
    )
    return filtrar(implantacoes, {"gerente": gerente}, hoje).order_by()


def filtrar(implantacoes: QuerySet[Implantacao], f: dict, hoje: date) -> QuerySet[Implantacao]:
    """Aplica os filtros limpos do formulário."""
    if f.get("etapa") == HABILITADA:
        implantacoes = implantacoes.filter(etapa_atual="")
    elif f.get("etapa"):
        implantacoes = implantacoes.filter(etapa_atual=f["etapa"])
    if f.get("situacao"):
        implantacoes = implantacoes.filter(situacao=f["situacao"])
    if f.get("vez"):
        implantacoes = implantacoes.filter(vez_de=f["vez"])
    if f.get("regiao"):
        implantacoes = implantacoes.filter(orgao__municipio__mesorregiao=f["regiao"])
    if f.get("gerente"):
        vinculos = Vinculo.objects.ativos(hoje).filter(papel=Papel.GERENTE, usuario=f["gerente"])
        implantacoes = implantacoes.filter(orgao__in=vinculos.values("orgao"))
    if f.get("atraso") == "cidade":
        implantacoes = implantacoes.filter(vencidos_da_cidade__gt=0)
    elif f.get("atraso"):
        implantacoes = implantacoes.filter(vencidos__gt=0)
    if f.get("sem_contato"):
        corte = sem_contato_antes_de(f["sem_contato"], hoje)
        desde = Coalesce("ultimo_contato_em", "inicio")
        implantacoes = implantacoes.alias(sem_contato_desde=desde).filter(
            sem_contato_desde__lt=corte
        )
    if f.get("cidade"):
        da_cidade = Q(orgao__municipio__in=_municipios(f["cidade"]))
        implantacoes = implantacoes.filter(da_cidade | achadas_por_fatos(f["cidade"]))
    return implantacoes


def sem_contato_antes_de(dias: int, hoje: date) -> date:
    """O dia antes do qual um contato já foi há mais de tantos dias úteis do Estado."""
    calendario = calendario_do_estado()
    ultimo_util = calendario.somar(hoje + timedelta(days=1), -1)
    return calendario.somar(ultimo_util, -dias)


def _municipios(texto: str) -> QuerySet:
    """Por nome, sem ligar para acentos, ou pelo começo do código do IBGE."""
    municipios = Municipio.objects.order_by()
    if texto.strip().isdigit():
        municipios = municipios.filter(codigo_ibge__startswith=texto.strip())
    else:
        municipios = municipios.buscar(texto)
    return municipios.values("pk")


def anotar(implantacoes: QuerySet[Implantacao], hoje: date) -> QuerySet[Implantacao]:
    """Junta o que a tabela mostra: progresso, prazos, contatos e gerente. Uma consulta."""
    etapas = EtapaDaImplantacao.objects.filter(implantacao=OuterRef("pk"), trilha=False).order_by()
    contatos = Contato.objects.filter(implantacao=OuterRef("pk")).order_by()
    # A junção não repete linhas: o banco só aceita um titular por vez de cada papel.
    titular = FilteredRelation(
        "orgao__vinculos",
        condition=em_vigor(hoje, "orgao__vinculos__")
        & Q(orgao__vinculos__papel=Papel.GERENTE, orgao__vinculos__suplente=False),
    )
    return implantacoes.select_related("orgao__municipio").annotate(
        vencidos=_contar(_correndo().filter(prazo__lt=hoje)),
        vencidos_da_cidade=_contar(_vencidos_da_cidade(hoje)),
        prazo_mais_cedo=Subquery(_correndo().order_by("prazo").values("prazo")[:1]),
        ultimo_contato_em=Subquery(
            contatos.validos().order_by("-ocorreu_em").values("ocorreu_em")[:1]
        ),
        proximo_passo_em=Subquery(
            contatos.com_passo_aberto().order_by("proximo_passo_em").values("proximo_passo_em")[:1]
        ),
        progresso=_somar(etapas, "itens_resolvidos", "itens_total"),
        titular=titular,
        gerente=Case(
            When(titular__usuario__nome_social="", then="titular__usuario__nome"),
            default="titular__usuario__nome_social",
        ),
    )


def _correndo() -> QuerySet[ItemDaImplantacao]:
    """Os itens por fazer, com o relógio correndo, da implantação de fora."""
    itens = ItemDaImplantacao.objects.filter(implantacao=OuterRef("pk"), prazo__isnull=False)
    return itens.filter(situacao__in=[s.value for s in POR_FAZER]).order_by()


def _vencidos_da_cidade(hoje: date) -> QuerySet[ItemDaImplantacao]:
    return _correndo().filter(prazo__lt=hoje, lado=Lado.MUNICIPIO)


def _contar(consulta: QuerySet) -> Coalesce:
    contagem = consulta.values("implantacao").annotate(n=Count("*")).values("n")
    return Coalesce(Subquery(contagem, output_field=IntegerField()), 0)


def _somar(consulta: QuerySet, *campos: str) -> Subquery:
    """As somas numa lista só, para que as linhas se leiam uma vez; nula, se não há linha."""
    somas = Func(*map(Sum, campos), template="ARRAY[%(expressions)s]", output_field=SOMAS)
    return Subquery(consulta.values("implantacao").annotate(n=somas).values("n"))
