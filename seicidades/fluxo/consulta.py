"""A carteira em consultas: filtros, ordem e o que se conta, para telas e API.

Quem mostra decide o que fazer com um filtro que não existe; aqui os filtros já
vêm conferidos.
"""

from datetime import date, timedelta

from django.db.models import (
    Case,
    Count,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from seicidades.comum.papeis import Lado, Papel
from seicidades.contas.models import Usuario, Vinculo
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
        implantacoes = implantacoes.filter(orgao__municipio__in=_municipios(f["cidade"]))
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
    itens = ItemDaImplantacao.objects.filter(implantacao=OuterRef("pk")).order_by()
    correndo = itens.filter(situacao__in=[s.value for s in POR_FAZER], prazo__isnull=False)
    etapas = EtapaDaImplantacao.objects.filter(implantacao=OuterRef("pk"), trilha=False).order_by()
    contatos = Contato.objects.filter(implantacao=OuterRef("pk")).order_by()
    gerente = (
        Vinculo.objects.ativos(hoje)
        .filter(orgao=OuterRef("orgao"), papel=Papel.GERENTE, suplente=False)
        .order_by("pk")
    )
    return implantacoes.select_related("orgao__municipio").annotate(
        vencidos=_contar(correndo.filter(prazo__lt=hoje)),
        vencidos_da_cidade=_contar(correndo.filter(prazo__lt=hoje, lado=Lado.MUNICIPIO)),
        prazo_mais_cedo=Subquery(correndo.order_by("prazo").values("prazo")[:1]),
        ultimo_contato_em=Subquery(
            contatos.validos().order_by("-ocorreu_em").values("ocorreu_em")[:1]
        ),
        proximo_passo_em=Subquery(
            contatos.com_passo_aberto().order_by("proximo_passo_em").values("proximo_passo_em")[:1]
        ),
        itens_total=_somar(etapas, "itens_total"),
        itens_resolvidos=_somar(etapas, "itens_resolvidos"),
        gerente=Subquery(
            gerente.values(
                nome_do_gerente=Case(
                    When(usuario__nome_social="", then="usuario__nome"),
                    default="usuario__nome_social",
                )
            )[:1]
        ),
    )


def _contar(consulta: QuerySet) -> Coalesce:
    contagem = consulta.values("implantacao").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(contagem, output_field=IntegerField()), 0)


def _somar(consulta: QuerySet, campo: str) -> Coalesce:
    soma = consulta.values("implantacao").annotate(n=Sum(campo)).values("n")
    return Coalesce(Subquery(soma, output_field=IntegerField()), 0)
