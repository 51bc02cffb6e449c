"""A saúde de uma trilha, calculada e nunca declarada, para se ler ao lado da das etapas.

Conta o prazo do que a cidade tem por fazer nela e a data que a própria cidade combinou:

@registrar_data_combinada("gestao_documental")
def data() -> QuerySet: ...
"""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from enum import StrEnum
from functools import cache

from django.db.models import (
    Case,
    DateField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from seicidades.comum.dias_uteis import Calendario
from seicidades.comum.papeis import Lado
from seicidades.fluxo.models import EtapaDaImplantacao, ItemDaImplantacao
from seicidades.fluxo.nucleo.estado import ABERTAS, SituacaoDaEtapa, SituacaoDaImplantacao

PERTO_DIAS_UTEIS = 3
PARADAS = (SituacaoDaImplantacao.SUSPENSA, SituacaoDaImplantacao.DESISTENTE)


class Saude(StrEnum):
    EM_DIA = "em_dia"
    PERTO = "perto"
    ATRASADA = "atrasada"
    CONCLUIDA = "concluida"
    PARADA = "parada"

    @property
    def rotulo(self) -> str:
        return _ROTULOS[self]

    @property
    def tipo(self) -> str:
        """O do selo que a mostra."""
        return _TIPOS[self]


_ROTULOS = {
    Saude.EM_DIA: "em dia",
    Saude.PERTO: "perto do prazo",
    Saude.ATRASADA: "atrasada",
    Saude.CONCLUIDA: "concluída",
    Saude.PARADA: "prazo parado",
}
_TIPOS = {
    Saude.EM_DIA: "info",
    Saude.PERTO: "atencao",
    Saude.ATRASADA: "perigo",
    Saude.CONCLUIDA: "ok",
    Saude.PARADA: "neutro",
}


def saude_ate(dia: date | None, hoje: date, calendario: Calendario) -> Saude:
    """A do que está por fazer até um dia; sem dia, nada a atrasa."""
    if dia is None:
        return Saude.EM_DIA
    if dia < hoje:
        return Saude.ATRASADA
    perto = calendario.contar(hoje, dia) <= PERTO_DIAS_UTEIS
    return Saude.PERTO if perto else Saude.EM_DIA


# --- As datas que as etapas combinam

Provedor = Callable[[], QuerySet]
_provedores: dict[str, Provedor] = {}


def registrar_data_combinada(trilha: str) -> Callable[[Provedor], Provedor]:
    """Guarda quem diz a data combinada mais cedo do que está por fazer na trilha.

    O que se devolve é consulta de uma data só, da implantação `OuterRef("implantacao")`:
    entra na mesma consulta das trilhas.

    Raises:
        ValueError: se a trilha já tem quem a diga.
    """

    def guardar(provedor: Provedor) -> Provedor:
        if _provedores.setdefault(trilha, provedor) is not provedor:
            raise ValueError(f"A trilha {trilha!r} já tem quem diga a data combinada.")
        _de_todas.cache_clear()
        return provedor

    return guardar


# --- De muitas cidades


def saude_das_trilhas(calendarios: Mapping[int, Calendario], hoje: date) -> dict[int, Saude]:
    """A saúde da trilha de cada implantação; a que não tem trilha não vem. Uma consulta.

    Args:
        calendarios: id da implantação → calendário do município.
    """
    return {
        t["implantacao_id"]: _da_trilha(t, hoje, calendarios[t["implantacao_id"]])
        for t in _trilhas(list(calendarios))
    }


def _trilhas(ids: Collection[int]) -> QuerySet:
    return _de_todas().filter(implantacao__in=ids)


@cache
def _de_todas() -> QuerySet:
    """Montada uma vez só: montar custa tanto quanto executar. Nada nela muda com o dia."""
    da_cidade = (
        ItemDaImplantacao.objects.por_fazer()
        .filter(implantacao=OuterRef("implantacao"), etapa=OuterRef("chave"), lado=Lado.MUNICIPIO)
        .order_by("prazo")
    )
    correndo = da_cidade.filter(prazo__isnull=False).values("prazo")[:1]
    return (
        EtapaDaImplantacao.objects.filter(trilha=True)
        .order_by("implantacao_id", "ordem")
        .annotate(
            mais_cedo=Subquery(correndo),
            parados=_parados(da_cidade),
            da_implantacao=F("implantacao__situacao"),
            combinada=_combinada(),
        )
        .values(
            "implantacao_id",
            "situacao",
            "itens_total",
            "itens_resolvidos",
            "mais_cedo",
            "parados",
            "da_implantacao",
            "combinada",
        )
    )


def _parados(da_cidade: QuerySet) -> Case:
    """Há relógio parado e nenhum correndo; só se procura onde pode haver."""
    por_correr = Q(situacao__in=ABERTAS, mais_cedo=None)
    parados = Exists(da_cidade.filter(prazo=None, saldo__isnull=False))
    return Case(When(por_correr, then=parados), default=Value(False))


def _combinada() -> Case:
    casos = [When(chave=trilha, then=Subquery(diz())) for trilha, diz in _provedores.items()]
    return Case(*casos, default=None, output_field=DateField())


def _da_trilha(t: dict, hoje: date, calendario: Calendario) -> Saude:
    """Quem espera por nós não está atrasado: com o relógio parado, a data combinada não conta."""
    aprovada = t["situacao"] == SituacaoDaEtapa.APROVADA
    if aprovada or t["itens_resolvidos"] == t["itens_total"]:
        return Saude.CONCLUIDA
    if t["da_implantacao"] in PARADAS or t["parados"]:
        return Saude.PARADA
    if t["situacao"] == SituacaoDaEtapa.EM_ANALISE:
        return Saude.EM_DIA
    dias = [dia for dia in (t["mais_cedo"], t["combinada"]) if dia]
    return saude_ate(min(dias, default=None), hoje, calendario)
