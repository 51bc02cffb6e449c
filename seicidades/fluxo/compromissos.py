"""Datas que as etapas pedem que se lembre, além dos prazos dos itens.

@registrar_compromissos("adesao.vigencia")
def vigencias(de: date, ate: date) -> Iterable[Compromisso]: ...
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from seicidades.comum.papeis import Papel


@dataclass(frozen=True, slots=True)
class Compromisso:
    """Algo a lembrar a quem exerce um papel, uma vez, a partir de uma data.

    Args:
        implantacao: o id da implantação.
        chave: diz qual compromisso é; a mesma chave e data não se lembram duas vezes.
        data: o dia a partir do qual se lembra.
        texto: o que fazer, no infinitivo, sem dado pessoal.
        pagina: nome de URL que recebe `implantacao_id`.
    """

    implantacao: int
    chave: str
    papel: Papel
    data: date
    texto: str
    pagina: str


Provedor = Callable[[date, date], Iterable[Compromisso]]
_provedores: dict[str, Provedor] = {}


def registrar_compromissos(nome: str) -> Callable[[Provedor], Provedor]:
    """Guarda quem diz os compromissos com data num intervalo, em número fixo de consultas.

    Raises:
        ValueError: se outro já usa o nome.
    """

    def guardar(provedor: Provedor) -> Provedor:
        if _provedores.setdefault(nome, provedor) is not provedor:
            raise ValueError(f"Já existe um provedor de compromissos com o nome {nome!r}.")
        return provedor

    return guardar


def compromissos_entre(de: date, ate: date) -> list[Compromisso]:
    """Todos os compromissos com data no intervalo, extremos incluídos."""
    return [c for provedor in _provedores.values() for c in provedor(de, ate)]
