"""O que outras páginas mostram do fluxo."""

from django import template
from django.db.models import Count, Max, Q, Sum

from seicidades.fluxo.frases import frase
from seicidades.fluxo.models import RecalculoDePrazos

register = template.Library()

ATOS = 3
CIDADES = 20


@register.inclusion_tag("fluxo/_recalculos.html")
def recalculos_de_prazos():
    """Para a página dos feriados: os últimos atos e que prazos cada um moveu. Duas consultas."""
    atos = (
        RecalculoDePrazos.objects.order_by("-pedido_em")
        .values("pedido_em")
        .annotate(
            cidades=Count("pk"),
            pendentes=Count("pk", filter=Q(feito_em=None)),
            prazos=Sum("movidos"),
            motivos=Count("motivo", distinct=True),
            motivo=Max("motivo"),
        )[:ATOS]
    )
    atos = list(atos)
    return {"atos": atos, "cidades": _cidades(atos[0]) if atos else [], "limite": CIDADES}


def _cidades(ato: dict) -> list[dict]:
    """Que prazos o último ato moveu, cidade por cidade."""
    recalculos = (
        RecalculoDePrazos.objects.filter(pedido_em=ato["pedido_em"], movidos__gt=0)
        .select_related("andamento__ator", "implantacao__versao", "implantacao__orgao__municipio")
        .defer("implantacao__estado")
        .order_by("implantacao__orgao__municipio__nome_de_busca", "pk")
    )
    return [
        {
            "nome": r.implantacao.orgao.municipio.nome,
            "implantacao_id": r.implantacao_id,
            "movidos": frase(r.andamento, r.implantacao.roteiro).detalhe,
        }
        for r in recalculos[:CIDADES]
    ]
