"""A saúde de uma trilha, calculada e nunca declarada, para se ler ao lado da das etapas.

Conta o prazo do que a cidade tem por fazer nela e a data que a própria cidade combinou:

@registrar_datas_combinadas("gestao_documental")
def datas(implantacoes: Collection[int]) -> Mapping[int, date]: ...
"""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from enum import StrEnum

from django.db.models import Count, F, Min, OuterRef, Q, Subquery

from seicidades.comum.dias_uteis import Calendario
from seicidades.comum.papeis import Lado
from seicidades.fluxo.models import EtapaDaImplantacao, ItemDaImplantacao
from seicidades.fluxo.nucleo.estado import SituacaoDaEtapa, SituacaoDaImplantacao

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

Provedor = Callable[[Collection[int]], Mapping[int, date]]
_provedores: dict[str, Provedor] = {}


def registrar_datas_combinadas(trilha: str) -> Callable[[Provedor], Provedor]:
    """Guarda quem diz, de cada implantação, a data combinada mais cedo do que está por fazer.

    Raises:
        ValueError: se a trilha já tem quem as diga.
    """

    def guardar(provedor: Provedor) -> Provedor:
        if _provedores.setdefault(trilha, provedor) is not provedor:
            raise ValueError(f"A trilha {trilha!r} já tem quem diga as datas combinadas.")
        return provedor

    return guardar


# --- De muitas cidades


def saude_das_trilhas(calendarios: Mapping[int, Calendario], hoje: date) -> dict[int, Saude]:
    """A saúde da trilha de cada implantação; a que não tem trilha não vem. Duas consultas.

    Args:
        calendarios: id da implantação → calendário do município.
    """
    ids = list(calendarios)
    combinadas: dict[int, date] = {}
    for provedor in _provedores.values():
        combinadas |= provedor(ids)
    return {
        t["implantacao_id"]: _da_trilha(
            t, combinadas.get(t["implantacao_id"]), hoje, calendarios[t["implantacao_id"]]
        )
        for t in _trilhas(ids)
    }


def _trilhas(ids: Collection[int]):
    da_cidade = (
        ItemDaImplantacao.objects.por_fazer()
        .filter(implantacao=OuterRef("implantacao"), etapa=OuterRef("chave"), lado=Lado.MUNICIPIO)
        .order_by()
        .values("implantacao")
    )
    parados = Count("pk", filter=Q(prazo=None, saldo__isnull=False))
    return (
        EtapaDaImplantacao.objects.filter(implantacao__in=ids, trilha=True)
        .order_by("implantacao_id", "ordem")
        .annotate(
            mais_cedo=Subquery(da_cidade.annotate(n=Min("prazo")).values("n")),
            parados=Subquery(da_cidade.annotate(n=parados).values("n")),
            da_implantacao=F("implantacao__situacao"),
        )
        .values(
            "implantacao_id",
            "situacao",
            "itens_total",
            "itens_resolvidos",
            "mais_cedo",
            "parados",
            "da_implantacao",
        )
    )


def _da_trilha(t: dict, combinada: date | None, hoje: date, calendario: Calendario) -> Saude:
    """Quem espera por nós não está atrasado: com o relógio parado, a data combinada não conta."""
    aprovada = t["situacao"] == SituacaoDaEtapa.APROVADA
    if aprovada or t["itens_resolvidos"] == t["itens_total"]:
        return Saude.CONCLUIDA
    if t["da_implantacao"] in PARADAS or (t["parados"] and t["mais_cedo"] is None):
        return Saude.PARADA
    if t["situacao"] == SituacaoDaEtapa.EM_ANALISE:
        return Saude.EM_DIA
    dias = [dia for dia in (t["mais_cedo"], combinada) if dia]
    return saude_ate(min(dias, default=None), hoje, calendario)
