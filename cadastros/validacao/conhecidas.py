"""Procura de unidades por sigla e, se não der, pelo que as pessoas escrevem no lugar dela."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from cadastros.validacao.tipos import comparavel
from seicidades.comum.formatos import sem_acentos


@dataclass(frozen=True, slots=True)
class Conhecida:
    """O que se sabe de uma unidade ao conferir quem aponta para ela."""

    sigla: str
    descricao: str = ""
    superior: str = ""
    orgao: str = ""


@dataclass(frozen=True)
class Conhecidas:
    """As unidades de um arquivo. Toda procura custa o mesmo, haja quantas houver."""

    unidades: tuple[Conhecida, ...]

    @classmethod
    def de(cls, siglas: Iterable[str]) -> "Conhecidas":
        return cls(tuple(Conhecida(sigla) for sigla in siglas))

    def __bool__(self) -> bool:
        return bool(self.unidades)

    @cached_property
    def por_forma(self) -> dict[str, Conhecida]:
        """A primeira de cada sigla, sem distinguir maiúsculas."""
        primeiras: dict[str, Conhecida] = {}
        for unidade in self.unidades:
            if unidade.sigla:
                primeiras.setdefault(comparavel(unidade.sigla), unidade)
        return primeiras

    @cached_property
    def com_filhas(self) -> frozenset[str]:
        """Formas das siglas que são superiores de alguma."""
        return frozenset(comparavel(u.superior) for u in self.unidades if u.superior)

    @cached_property
    def orgaos(self) -> frozenset[str]:
        return frozenset(comparavel(u.orgao) for u in self.unidades if u.orgao)

    @cached_property
    def _pelo_jeito(self) -> dict[str, str | None]:
        """Sigla ou nome sem acentos nem sinais → sigla; `None` se serve a mais de uma."""
        achadas: dict[str, str | None] = {}
        for unidade in self.por_forma.values():
            for texto in {_jeito(unidade.sigla), _jeito(unidade.descricao)} - {""}:
                achadas[texto] = unidade.sigla if texto not in achadas else None
        return achadas

    @cached_property
    def _ja_procuradas(self) -> dict[str, str | None]:
        return {}

    def sigla_de(self, escrita: str) -> str | None:
        """A sigla da unidade como ela mesma se escreve; cada escrita só se procura uma vez."""
        if escrita not in self._ja_procuradas:
            achada = self.achar(escrita)
            self._ja_procuradas[escrita] = achada.sigla if achada else None
        return self._ja_procuradas[escrita]

    def achar(self, sigla: str) -> Conhecida | None:
        return self.por_forma.get(comparavel(sigla))

    def parecida(self, texto: str) -> str | None:
        """A sigla da única unidade cuja sigla ou nome é este, fora acentos, pontos e espaços."""
        return self._pelo_jeito.get(_jeito(texto))


def _jeito(texto: str) -> str:
    return "".join(letra for letra in sem_acentos(texto).casefold() if letra.isalnum())
