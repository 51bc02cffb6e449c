"""Com quem a vez esteve, em que etapa e por quê: o registro dobrado em tramos.

Cada linha do roteiro tem os seus. Os dias são civis, de `de` inclusive a `ate`
exclusive, sem buracos: somam os dias decorridos. O lado de cada dia é o que o
registro guardou; a etapa e a causa saem do estado daquele momento.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from seicidades.comum.papeis import Lado
from seicidades.fluxo.nucleo.definicao import Roteiro
from seicidades.fluxo.nucleo.estado import VAZIO, Estado, Vez
from seicidades.fluxo.nucleo.eventos import Evento, TipoDeEvento
from seicidades.fluxo.nucleo.evolucao import evoluir
from seicidades.fluxo.nucleo.relogios import Causa, Razao, razao_da_vez

_SEM_REGISTRO = Razao(Lado.DESCONHECIDO, "", Causa.ANTES_DA_CARGA)


@dataclass(frozen=True, slots=True)
class Tramo:
    """Dias seguidos com a mesma pessoa na vez, na mesma etapa, pela mesma causa."""

    linha: str
    razao: Razao
    de: date
    ate: date

    @property
    def dias(self) -> int:
        return (self.ate - self.de).days


def tramos(roteiro: Roteiro, eventos: Iterable[Evento], ate: date) -> list[Tramo]:
    """Os tramos de todas as linhas, do começo até `ate`, que não conta."""
    contas = [_Conta(roteiro, linha) for linha in roteiro.linhas]
    estado = VAZIO
    for evento in eventos:
        antes, estado = estado, evoluir(estado, evento)
        for conta in contas:
            conta.seguir(antes, estado, evento)
    return [tramo for conta in contas for tramo in conta.fechar(ate)]


def dias_por(tramos: Iterable[Tramo], chave: Callable[[Tramo], Hashable]) -> Counter:
    """Dias somados pelo que `chave` diz de cada tramo, na ordem em que apareceram."""
    dias: Counter = Counter()
    for tramo in tramos:
        dias[chave(tramo)] += tramo.dias
    return dias


@dataclass
class _Conta:
    """Uma linha: o dia em que cada razão começou, em ordem."""

    roteiro: Roteiro
    linha: str
    marcas: list[tuple[date, Razao]] = field(default_factory=list)

    def seguir(self, antes: Estado, estado: Estado, evento: Evento) -> None:
        vez = estado.vez.get(self.linha)
        if vez is None:
            return
        if evento.tipo == TipoDeEvento.SITUACAO_IMPORTADA:  # o passado carregado não tem dono
            self.marcas = [(evento.ocorreu_em, _SEM_REGISTRO)]
        mudou = vez is not antes.vez.get(self.linha)
        dia = vez.desde if mudou else max(evento.ocorreu_em, self.marcas[-1][0])
        self._marcar(dia, self._razao(estado, vez))

    def _razao(self, estado: Estado, vez: Vez) -> Razao:
        """A causa de agora com o lado que o registro guardou."""
        if vez.lado == Lado.DESCONHECIDO:
            return _SEM_REGISTRO
        razao = razao_da_vez(self.roteiro, estado, self.linha)
        return Razao(vez.lado, razao.etapa, razao.causa, razao.motivo)

    def _marcar(self, dia: date, razao: Razao) -> None:
        while self.marcas and self.marcas[-1][0] >= dia:
            self.marcas.pop()
        if not self.marcas or self.marcas[-1][1] != razao:
            self.marcas.append((dia, razao))

    def fechar(self, ate: date) -> Iterator[Tramo]:
        fim = (max(ate, self.marcas[-1][0]), _SEM_REGISTRO) if self.marcas else None
        for (de, razao), (seguinte, _) in pairwise([*self.marcas, fim]):
            if seguinte > de:
                yield Tramo(self.linha, razao, de, seguinte)
