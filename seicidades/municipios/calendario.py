"""O calendário de dias úteis de cada município: Brasil, Estado de São Paulo e feriados locais."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from types import MappingProxyType

from holidays import country_holidays

from seicidades.comum.dias_uteis import Calendario, CalendarioLocal
from seicidades.municipios.models import PRIMEIRO_ANO, ULTIMO_ANO, FeriadoMunicipal

POUCOS = 500  # acima disto, ler os feriados todos custa menos do que dizer de quais municípios


@cache
def feriados_do_estado() -> Mapping[date, str]:
    """Feriados e pontos facultativos nacionais e paulistas, uma vez por processo.

    Os pontos facultativos entram porque as repartições não abrem: Carnaval,
    Corpus Christi, Dia do Servidor Público e as vésperas do fim do ano.
    """
    feriados = country_holidays(
        "BR",
        subdiv="SP",
        language="pt_BR",
        categories=("public", "optional"),
        years=range(PRIMEIRO_ANO, ULTIMO_ANO + 1),
    )
    return MappingProxyType(dict(sorted(feriados.items())))


@cache
def calendario_do_estado() -> Calendario:
    """Calendário sem feriados municipais: para quem não é de município algum."""
    return Calendario(feriados_do_estado())


def calendario_do_municipio(municipio_id: int) -> Calendario:
    """Calendário de um município, com uma consulta."""
    return calendarios_dos_municipios([municipio_id])[municipio_id]


def calendarios_dos_municipios(municipio_ids: Iterable[int]) -> dict[int, Calendario]:
    """Calendários de vários municípios, com uma consulta ao todo."""
    ids = set(municipio_ids)
    feriados = FeriadoMunicipal.objects.order_by()
    if len(ids) <= POUCOS:
        feriados = feriados.filter(municipio__in=ids)
    locais = defaultdict(dict)
    for municipio_id, dia, nome in feriados.values_list("municipio_id", "data", "nome"):
        locais[municipio_id][dia] = nome
    return {id_: calendario_com(locais.get(id_)) for id_ in ids}


def calendario_com(locais: Mapping[date, str] | None) -> Calendario:
    """Soma os locais aos do Estado; quando coincidem, vale o nome do Estado."""
    if not locais:
        return calendario_do_estado()
    return CalendarioLocal(calendario_do_estado(), locais)
