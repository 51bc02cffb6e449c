"""O que a adesão pede que se lembre: a validade dos instrumentos."""

from collections.abc import Iterator
from datetime import date, timedelta

from adesao.models import Instrumento, PapelNoFluxo
from seicidades.comum.formatos import data_curta
from seicidades.fluxo.compromissos import Compromisso, registrar_compromissos
from seicidades.fluxo.declaracao import Papel

MARCAS_DIAS = (180, 90, 30)
PAGINAS = {PapelNoFluxo.ABRE: "adesao:termo", PapelNoFluxo.ACORDO: "adesao:acordo"}
LEMBRADOS = (Papel.GESTOR_SEI, Papel.GERENTE)


@registrar_compromissos("adesao.vigencia")
def vigencias(de: date, ate: date) -> Iterator[Compromisso]:
    """Cada instrumento vigente, 180, 90 e 30 dias corridos antes de deixar de valer."""
    instrumentos = (
        Instrumento.objects.vigentes()
        .filter(
            tipo__papel_no_fluxo__in=PAGINAS,
            vigente_ate__gte=de + timedelta(days=min(MARCAS_DIAS)),
            vigente_ate__lte=ate + timedelta(days=max(MARCAS_DIAS)),
        )
        .select_related("tipo")
        .order_by("pk")
    )
    for instrumento in instrumentos:
        for dias in MARCAS_DIAS:
            dia = instrumento.vigente_ate - timedelta(days=dias)
            if de <= dia <= ate:
                yield from _lembrar(instrumento, dias, dia)


def _lembrar(instrumento: Instrumento, dias: int, dia: date) -> Iterator[Compromisso]:
    for papel in LEMBRADOS:
        yield Compromisso(
            implantacao=instrumento.implantacao_id,
            chave=f"vigencia:{instrumento.pk}:{dias}:{papel.value}",
            papel=papel,
            data=dia,
            texto=f"Decidir sobre a renovação: {instrumento.tipo} vale até "
            f"{data_curta(instrumento.vigente_ate)}",
            pagina=PAGINAS[PapelNoFluxo(instrumento.tipo.papel_no_fluxo)],
        )
