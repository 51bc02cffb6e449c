"""O que uma etapa quer dizer no alto da página dela e da cidade, além dos itens.

@registrar_recados("interlocutores")
def recados(implantacao, usuario) -> Iterable[Recado]: ...
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Recado:
    """Algo a saber ou a resolver numa página da etapa.

    Args:
        tipo: info, ok, atencao ou perigo.
        so_na_etapa: não aparece na página da cidade.
    """

    titulo: str
    texto: str
    url: str
    link: str
    tipo: str = "atencao"
    so_na_etapa: bool = False


Provedor = Callable[[object, object], Iterable[Recado]]
_provedores: dict[str, Provedor] = {}


def registrar_recados(etapa: str) -> Callable[[Provedor], Provedor]:
    """Guarda quem diz os recados da etapa, em número fixo de consultas.

    Raises:
        ValueError: se a etapa já tem quem os diga.
    """

    def guardar(provedor: Provedor) -> Provedor:
        if _provedores.setdefault(etapa, provedor) is not provedor:
            raise ValueError(f"A etapa {etapa!r} já tem quem diga os recados dela.")
        return provedor

    return guardar


def recados_da_etapa(implantacao, usuario, etapa: str) -> list[Recado]:
    provedor = _provedores.get(etapa)
    return list(provedor(implantacao, usuario)) if provedor else []


def recados_da_cidade(implantacao, usuario) -> list[Recado]:
    """Os de todas as etapas do roteiro dela que valem na página da cidade."""
    return [
        recado
        for etapa in implantacao.roteiro.por_chave
        for recado in recados_da_etapa(implantacao, usuario, etapa)
        if not recado.so_na_etapa
    ]
