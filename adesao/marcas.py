"""Dos registros às marcas que `estados` julga."""

from datetime import date

from django.db.models import Prefetch, QuerySet

from adesao import estados
from adesao.estados import (
    EstadoDoInstrumento,
    Extensao,
    Marcas,
    em_vigor_desde,
    estado_do_instrumento,
    fim_da_vigencia,
)
from adesao.models import Instrumento, Parte, Signatario
from adesao.regras import hoje


def marcas_de(instrumento: Instrumento) -> Marcas:
    """Usa o que já se leu do instrumento, dos signatários e dos aditivos."""
    proprias = _proprias(instrumento)
    if instrumento.altera_id:
        fim = instrumento.vigente_ate or fim_da_vigencia(marcas_de(instrumento.altera))
        return Marcas(**proprias, informado=fim)
    aditivos = [a for a in instrumento.aditivos.all() if a.estende_ate and not a.cancelado_em]
    return Marcas(
        **proprias,
        informado=instrumento.vigente_ate,
        meses=instrumento.vigencia_meses,
        extensoes=tuple(
            Extensao(em_vigor_desde(Marcas(**_proprias(a))), a.estende_ate) for a in aditivos
        ),
    )


def _proprias(instrumento: Instrumento) -> dict:
    """O que não depende de outro instrumento."""
    publicacao = getattr(instrumento, "publicacao", None)
    ativos = [s for s in instrumento.signatarios.all() if not s.substituido_em]
    return {
        "juridico_em": instrumento.juridico_em,
        "disponivel_em": instrumento.disponibilizado_em,
        "assinaturas": tuple(s.assinado_em for s in ativos),
        "faltam_partes": bool(instrumento.partes - {s.parte for s in ativos}),
        "exige_publicacao": instrumento.tipo.exige_publicacao,
        "publicado_em": publicacao.publicado_em if publicacao else None,
        "rescindido_em": instrumento.rescindido_em,
        "cancelado_em": instrumento.cancelado_em,
    }


def partes_sem_quem_assine(instrumento: Instrumento) -> list[Parte]:
    """As que têm de assinar e de que ainda não se disse quem, na ordem de sempre."""
    ativos = {s.parte for s in instrumento.signatarios.all() if not s.substituido_em}
    return [parte for parte in Parte if parte in instrumento.partes - ativos]


def assinado_por_todos_em(instrumento: Instrumento) -> date | None:
    """O dia da última assinatura; falta uma, ou quem assine por uma parte, não há."""
    return estados.assinado_por_todos_em(Marcas(**_proprias(instrumento)))


def estado_de(instrumento: Instrumento, dia: date | None = None) -> EstadoDoInstrumento:
    return estado_do_instrumento(marcas_de(instrumento), dia or hoje())


def fim_de(instrumento: Instrumento, dia: date | None = None) -> date | None:
    return fim_da_vigencia(marcas_de(instrumento), dia)


def com_marcas(instrumentos: QuerySet[Instrumento]) -> QuerySet[Instrumento]:
    """Com tudo o que as marcas pedem, em número fixo de consultas."""
    ativos = Signatario.objects.order_by("ordem")
    aditivos = (
        Instrumento.objects.vigentes()
        .select_related("tipo", "publicacao")
        .prefetch_related(Prefetch("signatarios", ativos))
        .order_by("pk")
    )
    return instrumentos.select_related("tipo", "publicacao").prefetch_related(
        Prefetch("signatarios", ativos), Prefetch("aditivos", aditivos)
    )
