"""O que a gestão documental pede que se lembre: as datas que a cidade combinou."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from regulamentacao.gestao import ATOS, POR_CHAVE, RESPONSAVEL_DE_SEMPRE, TRILHA
from regulamentacao.models import AtoDaTrilha, CombinadoDoAto
from seicidades.comum.formatos import data_curta
from seicidades.comum.papeis import Papel
from seicidades.fluxo.compromissos import Compromisso, registrar_compromissos
from seicidades.fluxo.models import ItemDaImplantacao
from seicidades.fluxo.saude import registrar_data_combinada

DIAS_ANTES = (7, 0)
PAGINA = "regulamentacao:gestao_documental"


def abertos() -> QuerySet:
    """Os combinados com data de atos por fazer."""
    por_fazer = ItemDaImplantacao.objects.por_fazer().filter(implantacao=OuterRef("implantacao"))
    aberto = Q(ato=AtoDaTrilha.EDITAL)  # publicado um, a data que há é a do próximo
    for ato in ATOS:
        if ato.itens:
            aberto |= Q(ato=ato.chave) & Exists(por_fazer.filter(chave__in=ato.itens))
    return CombinadoDoAto.objects.filter(aberto, data__isnull=False).order_by("pk")


@registrar_data_combinada(TRILHA)
def data_combinada() -> QuerySet:
    """A mais cedo da implantação de fora."""
    daqui = abertos().filter(implantacao=OuterRef("implantacao"))
    return daqui.order_by("data", "pk").values("data")[:1]


@registrar_compromissos("regulamentacao.gestao_documental")
def combinados(de: date, ate: date) -> Iterator[Compromisso]:
    """Sete dias corridos antes da data combinada e no dia, a quem responde. Uma consulta."""
    margem = timedelta(days=max(DIAS_ANTES))
    proximos = abertos().filter(data__gte=de, data__lte=ate + margem)
    for combinado in proximos:
        for dias in DIAS_ANTES:
            dia = combinado.data - timedelta(days=dias)
            if de <= dia <= ate:
                yield _lembrar(combinado, dias, dia)


def _lembrar(combinado: CombinadoDoAto, dias: int, dia: date) -> Compromisso:
    """Quem se escreveu à mão não tem conta: lembra-se ao Gestor Documental."""
    titulo = POR_CHAVE[combinado.ato].titulo
    return Compromisso(
        implantacao=combinado.implantacao_id,
        chave=f"gestao:{combinado.ato}:{combinado.data.isoformat()}:{dias}",
        papel=Papel(combinado.papel or RESPONSAVEL_DE_SEMPRE),
        data=dia,
        texto=f"Concluir o ato combinado para {data_curta(combinado.data)}: {titulo}",
        pagina=PAGINA,
    )
