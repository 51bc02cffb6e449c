"""Um comando diante do estado: o que guardas e efeitos precisam saber."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from seicidades.comum.papeis import Lado
from seicidades.fluxo.nucleo.comandos import Ator, Comando, Contexto, Recusa
from seicidades.fluxo.nucleo.definicao import Etapa, Item, Roteiro
from seicidades.fluxo.nucleo.estado import (
    RESOLVIDOS,
    Estado,
    EstadoDaEtapa,
    EstadoDoItem,
    SituacaoDoItem,
    fase_aberta,
)


@dataclass(frozen=True)
class Caso:
    """Roteiro, estado, comando, ator e contexto, com os alvos já achados."""

    roteiro: Roteiro
    estado: Estado
    comando: Comando
    ator: Ator
    contexto: Contexto

    @property
    def hoje(self) -> date:
        return self.contexto.hoje

    @property
    def ocorreu_em(self) -> date:
        return self.comando.ocorreu_em or self.hoje

    @property
    def item(self) -> Item | None:
        return self.roteiro.itens.get(self.comando.item)

    @property
    def etapa(self) -> Etapa | None:
        """A etapa nomeada ou, num comando sobre item, a do item."""
        if self.comando.etapa:
            return self.roteiro.por_chave.get(self.comando.etapa)
        return self.roteiro.etapa_do_item.get(self.comando.item)

    @property
    def estado_do_item(self) -> EstadoDoItem:
        return self.estado.item(self.comando.item)

    @property
    def estado_da_etapa(self) -> EstadoDaEtapa:
        return self.estado.etapa(self.etapa.chave)

    def dado(self, nome: str, padrao=""):
        return self.comando.dados.get(nome, padrao)

    def pronto_hoje(self, item: Item) -> bool:
        """O item está resolvido pelos fatos de agora, não pela situação guardada."""
        relogio = self.estado.item(item.chave)
        fato = self.contexto.fatos.get(item.chave)
        if not item.por_fato or fato is None or relogio.importado:
            return relogio.situacao in RESOLVIDOS
        if relogio.situacao == SituacaoDoItem.PRONTO:
            return fato.satisfeito
        if relogio.situacao == SituacaoDoItem.ABERTO:
            return fato.satisfeito and fase_aberta(self.estado, item)
        return relogio.situacao == SituacaoDoItem.DISPENSADO

    def anda_por_si(self, item: Item) -> bool:
        """O ator tem o papel do item, sem falar por ninguém."""
        if item.lado in (Lado.SGGD, Lado.TERCEIRO):
            return False
        return item.papel in self.ator.papeis


Guarda = Callable[[Caso], Iterable[Recusa]]
