"""O alarme de quem parou: diz se a agenda dos lembretes passou quando devia."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Min
from django.utils import timezone

from seicidades.comum.exames import Exame, registrar_exame
from seicidades.comum.formatos import data_curta
from seicidades.lembretes.models import UltimaVarredura
from seicidades.municipios.calendario import calendario_do_estado

HORA_LIMITE = 9


@dataclass(frozen=True)
class EstadoDaVarredura:
    em_dia: bool
    vista_em: datetime | None
    dia: date | None
    enfileiradas: int
    mensagem: str


def estado() -> EstadoDaVarredura:
    """Em dia, se a agenda passou desde a última manhã útil; recém-instalada, não devia passar."""
    agora = timezone.localtime()
    ultima = UltimaVarredura.objects.filter(id=1).first() or UltimaVarredura()
    devida = _manha_devida(agora)
    desde = ultima.vista_em or _instalada_em()
    em_dia = desde is not None and timezone.localdate(desde) >= devida
    return EstadoDaVarredura(
        em_dia, ultima.vista_em, ultima.dia, ultima.enfileiradas, _mensagem(em_dia, ultima, devida)
    )


@registrar_exame("lembretes")
def conferir() -> Exame:
    """O mesmo alarme para quem vigia de fora."""
    agora = estado()
    idade = (timezone.now() - agora.vista_em).total_seconds() if agora.vista_em else None
    return Exame("lembretes", agora.em_dia, agora.mensagem, essencial=False, segundos=idade)


def _manha_devida(agora: datetime) -> date:
    """O último dia útil cuja manhã já passou."""
    calendario, hoje = calendario_do_estado(), agora.date()
    if calendario.eh_util(hoje) and agora.hour >= HORA_LIMITE:
        return hoje
    return calendario.somar(hoje, -1)


def _instalada_em() -> datetime | None:
    """Quando as tabelas dos lembretes nasceram: antes disso não havia por onde passar."""
    aplicadas = MigrationRecorder(connection).migration_qs.filter(app="lembretes")
    return aplicadas.aggregate(primeira=Min("applied"))["primeira"]


def _mensagem(em_dia: bool, ultima: UltimaVarredura, devida: date) -> str:
    if not em_dia:
        vista = data_curta(ultima.vista_em) if ultima.vista_em else "nunca"
        return (
            f"A agenda dos lembretes devia ter passado em {data_curta(devida)} e passou por "
            f"último: {vista}. Confira se o beat e o trabalhador estão no ar."
        )
    if ultima.vista_em is None:
        return "A agenda dos lembretes acaba de ser instalada e passa no próximo dia útil."
    if ultima.portao_fechado:
        return "A agenda dos lembretes está em dia. Nada sai: o portão do correio está fechado."
    return "A agenda dos lembretes está em dia."
