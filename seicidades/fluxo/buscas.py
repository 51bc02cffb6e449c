"""O que mais se procura na carteira além do nome da cidade: as etapas dizem.

@registrar_busca("adesao.processo")
def implantacoes_do_processo(texto: str) -> QuerySet | None: ...
"""

from collections.abc import Callable

from django.db.models import Q, QuerySet

Busca = Callable[[str], QuerySet | None]
_buscas: dict[str, Busca] = {}


def registrar_busca(nome: str) -> Callable[[Busca], Busca]:
    """Guarda quem sabe achar implantações por um texto.

    A função devolve uma consulta de ids de implantação, que entra inteira na da
    carteira, ou `None` se o texto não é do seu assunto.

    Raises:
        ValueError: se outra já usa o nome.
    """

    def guardar(busca: Busca) -> Busca:
        if _buscas.setdefault(nome, busca) is not busca:
            raise ValueError(f"Já existe uma busca com o nome {nome!r}.")
        return busca

    return guardar


def achadas_por_fatos(texto: str) -> Q:
    """Condição: alguma etapa reconhece o texto. Vazia, se nenhuma o entende."""
    condicao = Q()
    for busca in _buscas.values():
        ids = busca(texto)
        if ids is not None:
            condicao |= Q(pk__in=ids)
    return condicao
