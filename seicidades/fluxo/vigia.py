"""A ronda da noite: confere o registro, ancora o fim de cada um e deixa dito como foi."""

import logging
import time
from dataclasses import asdict, dataclass, replace

from django.conf import settings
from django.core.cache import cache

from seicidades.comum.exames import Exame, registrar_exame
from seicidades.fluxo import ancoras
from seicidades.fluxo.verificacao import Laudo, verificar_todas

CHAVE = "fluxo:vigia"
#: Segundos desde a última ronda que pedem atenção: uma noite falhou.
RONDA_ATRASADA = 36 * 60 * 60
#: Defeitos escritos nos registros; a lista toda é do comando.
MAXIMO_DE_LINHAS = 50
registros = logging.getLogger(__name__)


@dataclass(frozen=True)
class Ronda:
    """A última ronda. Instantes em segundos, como os do relógio do sistema; 0 é nunca."""

    conferida_em: float = 0.0
    ancorada_em: float = 0.0
    implantacoes: int = 0
    andamentos: int = 0
    defeitos: int = 0
    fim_das_ancoras: str = ""


def ultima_ronda() -> Ronda | None:
    dados = cache.get(CHAVE)
    return Ronda(**dados) if dados else None


@registrar_exame("registro")
def conferir() -> Exame:
    """A ronda da noite passou, nada destoou e as âncoras ficaram fora do banco."""
    ronda = ultima_ronda()
    if ronda is None:
        return Exame("registro", True, "ainda não passou a primeira ronda", essencial=False)
    idade = max(0.0, time.time() - min(ronda.conferida_em, ronda.ancorada_em))
    recado = f"{ronda.defeitos} defeitos; conferido e ancorado há {idade / 3600:.0f} h"
    if not ronda.ancorada_em:
        recado = f"{ronda.defeitos} defeitos; nunca ancorado"
    bem = idade <= RONDA_ATRASADA and not ronda.defeitos
    return Exame("registro", bem, recado, essencial=False, segundos=round(idade, 1))


def vigiar() -> Ronda:
    """Confere antes de ancorar; o que não confere é ancorado assim mesmo, e continua dito.

    Raises:
        OSError: se não deu para ancorar. A conferência fica anotada.
        ImplantacaoOcupada: se uma implantação suspeita não se deixou trancar.
    """
    antes = ultima_ronda() or Ronda()
    cadeia = ancoras.ler(settings.ANCORAS)
    laudo = verificar_todas(cadeia=cadeia, fim_conhecido=antes.fim_das_ancoras)
    ronda = replace(
        antes,
        conferida_em=time.time(),
        implantacoes=laudo.implantacoes,
        andamentos=laudo.andamentos,
        defeitos=len(laudo.defeitos),
    )
    _anotar(ronda)
    _contar(laudo)
    ancora = ancoras.ancorar(settings.ANCORAS)
    ronda = replace(ronda, ancorada_em=time.time(), fim_das_ancoras=ancora.hash)
    _anotar(ronda)
    registros.info("Ancorados %d registros; resumo %s", len(ancora.cabecas), em_grupos(ancora.hash))
    return ronda


def em_grupos(resumo: str) -> str:
    """De dezesseis em dezesseis: corrido, pareceria um segredo e sairia mascarado."""
    return " ".join(resumo[i : i + 16] for i in range(0, len(resumo), 16))


def _anotar(ronda: Ronda) -> None:
    cache.set(CHAVE, asdict(ronda), None)


def _contar(laudo: Laudo) -> None:
    for defeito in laudo.defeitos[:MAXIMO_DE_LINHAS]:
        registros.error("O registro não confere: %s", defeito)
    registros.info(
        "Conferidos %d andamentos de %d implantações: %d defeitos",
        laudo.andamentos,
        laudo.implantacoes,
        len(laudo.defeitos),
    )
