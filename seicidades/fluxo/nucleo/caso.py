"""Um comando diante do estado: o que guardas e efeitos precisam saber."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from seicidades.comum.papeis import Lado, Papel
from seicidades.fluxo.nucleo.comandos import Ator, Comando, Contexto, Recusa, TipoDeComando
from seicidades.fluxo.nucleo.definicao import Etapa, Item, Roteiro
from seicidades.fluxo.nucleo.estado import (
    EDITAVEIS,
    RESOLVIDOS,
    Estado,
    EstadoDaEtapa,
    EstadoDoItem,
    SituacaoDoItem,
    fase_aberta,
)
from seicidades.fluxo.nucleo.formato import ler_dia, malformados


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
        """O dia informado; sem ele, o da própria entrada em produção ou hoje."""
        if self.comando.ocorreu_em is not None:
            return self.comando.ocorreu_em
        if self.comando.tipo == TipoDeComando.ENTRAR_EM_PRODUCAO:
            return self.dia("data") or self.hoje
        return self.hoje

    @property
    def item(self) -> Item | None:
        return self.roteiro.itens.get(self.comando.item)

    @property
    def etapa(self) -> Etapa | None:
        """Num comando sobre item, a etapa dele, diga o que disser o pedido; senão, a nomeada."""
        do_item = self.roteiro.etapa_do_item.get(self.comando.item)
        return do_item or self.roteiro.por_chave.get(self.comando.etapa)

    @property
    def estado_do_item(self) -> EstadoDoItem:
        return self.estado.item(self.comando.item)

    @property
    def estado_da_etapa(self) -> EstadoDaEtapa:
        return self.estado.etapa(self.etapa.chave)

    # Dados do pedido

    @cached_property
    def malformados(self) -> dict[str, str]:
        return malformados(self.comando.dados)

    def dado(self, nome: str, padrao=""):
        """O valor bem-formado; ausente, vazio ou malformado, o padrão."""
        if nome in self.malformados or not isinstance(self.comando.dados, Mapping):
            return padrao
        valor = self.comando.dados.get(nome)
        return padrao if valor is None or valor == "" else valor

    def dia(self, nome: str) -> date | None:
        return ler_dia(self.dado(nome, None))

    def falta(self, nome: str) -> bool:
        """O dado não veio. Se veio malformado, a recusa é outra."""
        valor = self.dado(nome)
        vazio = not valor.strip() if isinstance(valor, str) else not valor
        return vazio and nome not in self.malformados

    # Julgamentos que várias guardas fazem

    def pronto_hoje(self, item: Item) -> bool:
        """O item está resolvido pelos fatos de agora, não pela situação guardada.

        O aberto que os fatos já satisfazem vale como pronto onde a etapa se edita;
        o que se perdeu em análise só volta depois de devolver ou recolher.
        """
        dado = self.estado.item(item.chave)
        fato = self.contexto.fatos.get(item.chave)
        if not item.por_fato or fato is None or dado.importado:
            return dado.situacao in RESOLVIDOS
        if dado.situacao == SituacaoDoItem.PRONTO:
            return fato.satisfeito
        if dado.situacao == SituacaoDoItem.ABERTO:
            etapa = self.estado.etapa(self.roteiro.etapa_do_item[item.chave].chave)
            editavel = etapa.situacao in EDITAVEIS
            return fato.satisfeito and editavel and fase_aberta(self.estado, item)
        return dado.situacao == SituacaoDoItem.DISPENSADO

    def anda_por_si(self, item: Item, papeis: Iterable[Papel]) -> bool:
        """O ator tem um destes papéis, sem falar por ninguém."""
        if item.lado in (Lado.SGGD, Lado.TERCEIRO):
            return False
        return not self.ator.papeis.isdisjoint(papeis)


Guarda = Callable[[Caso], Iterable[Recusa]]
