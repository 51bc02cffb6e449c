"""O que muda de uma versão para outra, registro por registro e campo por campo."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter

from cadastros.models import TipoDeCarga
from cadastros.validacao import UNIDADES, USUARIOS, Unidade, Usuario, comparavel
from seicidades.comum.formatos import cpf_mascarado

Registro = Unidade | Usuario
_COLUNAS = {TipoDeCarga.UNIDADES: UNIDADES.por_campo, TipoDeCarga.USUARIOS: USUARIOS.por_campo}


@dataclass(frozen=True)
class Mudanca:
    """Um campo que muda; o CPF vem pela metade."""

    sigla: str
    rotulo: str
    antes: str
    depois: str


@dataclass(frozen=True)
class Diferenca:
    """O que muda de um conjunto de registros para outro, por sigla."""

    novos: list[str]
    alterados: list[str]
    removidos: list[str]
    mudancas: list[Mudanca]

    @property
    def vazia(self) -> bool:
        return not (self.novos or self.alterados or self.removidos)


def comparar(antes: Sequence[Registro], depois: Sequence[Registro], tipo: str) -> Diferenca:
    """Custa o mesmo por registro, haja quantos houver."""
    if not antes:
        return Diferenca([r.sigla for r in depois], [], [], [])
    de_antes = {comparavel(r.sigla): r for r in antes}
    de_depois = {comparavel(r.sigla): r for r in depois}
    alterados, mudancas = [], []
    for chave, registro in de_depois.items():
        anterior = de_antes.get(chave)
        if anterior and valores(registro) != valores(anterior):
            alterados.append(registro.sigla)
            mudancas += _mudancas(anterior, registro, tipo)
    return Diferenca(
        novos=[r.sigla for chave, r in de_depois.items() if chave not in de_antes],
        alterados=alterados,
        removidos=[r.sigla for chave, r in de_antes.items() if chave not in de_depois],
        mudancas=mudancas,
    )


#: O que o registro diz, fora em que linha está.
valores = itemgetter(slice(1, None))


def _mudancas(antes: Registro, depois: Registro, tipo: str) -> list[Mudanca]:
    return [
        Mudanca(
            depois.sigla,
            _COLUNAS[tipo][campo].rotulo,
            na_tela(campo, de),
            na_tela(campo, para),
        )
        for campo, de, para in zip(depois._fields[1:], antes[1:], depois[1:], strict=True)
        if de != para
    ]


def na_tela(campo: str, valor: str) -> str:
    return cpf_mascarado(valor) if campo == "cpf" and valor else valor
