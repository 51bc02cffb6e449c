"""O que se confere para saber se o programa está bem; cada parte registra o seu exame.

@registrar_exame("lembretes")
def conferir() -> Exame: ...
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Exame:
    """Uma conferência. `essencial`: sem ela, esta web não deve receber pedidos."""

    nome: str
    bem: bool
    recado: str
    essencial: bool = True
    segundos: float | None = None


Conferencia = Callable[[], Exame]
_registrados: dict[str, Conferencia] = {}


def registrar_exame(nome: str) -> Callable[[Conferencia], Conferencia]:
    """Guarda um exame que, mal, degrada e não tira a web do ar."""

    def guardar(conferir: Conferencia) -> Conferencia:
        return _registrados.setdefault(nome, conferir)

    return guardar


def exames_registrados() -> list[tuple[str, Conferencia]]:
    return sorted(_registrados.items())
