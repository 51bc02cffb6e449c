"""O que a adesão pede que se lembre: a validade dos instrumentos."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Prefetch, Q

from adesao.marcas import assinado_por_todos_em, com_marcas, fim_de
from adesao.models import Instrumento, PapelNoFluxo
from seicidades.comum.formatos import data_curta
from seicidades.fluxo.compromissos import Compromisso, registrar_compromissos
from seicidades.fluxo.declaracao import Papel

MARCAS_DIAS = (180, 90, 30)
PAGINA = "adesao:instrumentos"
LEMBRADOS = (Papel.GESTOR_SEI, Papel.GERENTE)


@registrar_compromissos("adesao.vigencia")
def vigencias(de: date, ate: date) -> Iterator[Compromisso]:
    """Cada instrumento 180, 90 e 30 dias corridos antes de deixar de valer, aditivos contados.

    O que ainda não se assinou, ou já tem sucessor assinado, não se lembra.
    """
    for instrumento in _com_validade():
        fim = fim_de(instrumento, ate)
        if fim is None or assinado_por_todos_em(instrumento) is None or _renovado(instrumento):
            continue
        for dias in MARCAS_DIAS:
            dia = fim - timedelta(days=dias)
            if de <= dia <= ate:
                yield from _lembrar(instrumento, fim, dias, dia)


def _com_validade():
    sucessores = com_marcas(Instrumento.objects.vigentes()).order_by("pk")
    validos = (
        Instrumento.objects.vigentes()
        .filter(altera=None, rescindido_em=None)
        .filter(Q(vigente_ate__isnull=False) | Q(vigencia_meses__isnull=False))
        .exclude(tipo__papel_no_fluxo=PapelNoFluxo.OUTRO)
    )
    return com_marcas(validos).prefetch_related(Prefetch("sucessores", sucessores)).order_by("pk")


def _renovado(instrumento: Instrumento) -> bool:
    """A renovação só conta assinada por todos: minuta esquecida não cala o lembrete."""
    return any(assinado_por_todos_em(novo) for novo in instrumento.sucessores.all())


def _lembrar(instrumento: Instrumento, fim: date, dias: int, dia: date) -> Iterator[Compromisso]:
    for papel in LEMBRADOS:
        yield Compromisso(
            implantacao=instrumento.implantacao_id,
            chave=f"vigencia:{instrumento.pk}:{dias}:{papel.value}",
            papel=papel,
            data=dia,
            texto=f"Decidir sobre a renovação: {instrumento.tipo} vale até {data_curta(fim)}",
            pagina=PAGINA,
        )
