"""Páginas de uma etapa que não são de item algum, para a página da etapa as mostrar.

registrar_atalho("adesao", "Instrumentos e assinaturas", "adesao:instrumentos")
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Atalho:
    """Args:
    pagina: nome de URL que recebe `implantacao_id`.
    """

    titulo: str
    pagina: str


_atalhos: dict[str, list[Atalho]] = {}


def registrar_atalho(etapa: str, titulo: str, pagina: str) -> None:
    """Repetir não acrescenta."""
    atalho = Atalho(titulo, pagina)
    if atalho not in _atalhos.setdefault(etapa, []):
        _atalhos[etapa].append(atalho)


def atalhos_da_etapa(etapa: str) -> tuple[Atalho, ...]:
    return tuple(_atalhos.get(etapa, ()))
