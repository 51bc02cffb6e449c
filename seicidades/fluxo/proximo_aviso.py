"""Quem será lembrado a seguir: a frase que a camada de cima sabe dizer e estas páginas mostram.

@registrar_proximo_aviso
def frase(pagina: Pagina) -> str: ...
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from seicidades.comum.dias_uteis import Calendario
from seicidades.contas.models import Vinculo
from seicidades.fluxo.models import Implantacao
from seicidades.fluxo.nucleo.estado import Estado


@dataclass(frozen=True)
class Pagina:
    """O que a página já leu. `item`: só deste item; vazio, o da cidade inteira."""

    implantacao: Implantacao
    estado: Estado
    calendario: Calendario
    vinculos: Sequence[Vinculo]
    hoje: date
    item: str = ""


Provedor = Callable[[Pagina], str]
_provedores: list[Provedor] = []


def registrar_proximo_aviso(provedor: Provedor) -> Provedor:
    if provedor not in _provedores:
        _provedores.append(provedor)
    return provedor


def proximo_aviso(pagina: Pagina) -> str:
    """Uma frase com o dia e quem; vazia, se ninguém será lembrado."""
    return next((frase for provedor in _provedores if (frase := provedor(pagina))), "")
