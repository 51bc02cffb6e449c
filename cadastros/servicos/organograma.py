"""A árvore das unidades em linhas prontas para desenhar, página por página. Python puro."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cadastros.servicos.comparacao import Diferenca
from cadastros.validacao import Unidade, comparavel

POR_PAGINA = 44
# Da primeira folha, um quinto é do título da página.
DO_TITULO = 5
ALTURA = 30
LARGURA = 1000
RECUO = 22
MARGEM = 14
# A partir daqui o desenho não recua mais; o nível continua escrito.
NIVEL_MAXIMO = 16
LETRAS = 86


@dataclass(frozen=True)
class No:
    """Uma unidade na árvore. `marca`: nova, mudou ou vazio."""

    sigla: str
    nome: str
    superior: str
    nivel: int
    abaixo: int
    pessoas: int
    marca: str = ""

    @property
    def recuo(self) -> str:
        return "  " * (self.nivel - 1)


@dataclass(frozen=True)
class Traco:
    """Um nó no seu lugar da página."""

    no: No
    x: int
    y: int
    ligacao: str

    @property
    def nome_curto(self) -> str:
        livres = LETRAS - len(self.no.sigla) - 3 * min(self.no.nivel, NIVEL_MAXIMO)
        nome = self.no.nome
        return nome if len(nome) <= livres else f"{nome[: livres - 1]}…"


@dataclass(frozen=True)
class Pagina:
    """Um pedaço do desenho que cabe numa folha."""

    numero: int
    caminho: str
    altura: int
    tracos: Sequence[Traco]


def arvore(
    unidades: Sequence[Unidade],
    pessoas: Mapping[str, int] | None = None,
    diferenca: Diferenca | None = None,
) -> list[No]:
    """Cada unidade depois da superior, com o que há abaixo dela. Aguenta qualquer fundura.

    Args:
        pessoas: sigla comparável → quantas.
    """
    filhas: dict[str, list[Unidade]] = defaultdict(list)
    for unidade in unidades:
        filhas[comparavel(unidade.superior) if unidade.superior else ""].append(unidade)
    ordem = _em_profundidade(filhas)
    abaixo = Counter()
    for unidade, _ in reversed(ordem):
        if unidade.superior:
            abaixo[comparavel(unidade.superior)] += 1 + abaixo[comparavel(unidade.sigla)]
    pessoas, marcas = pessoas or {}, _marcas(diferenca)
    return [
        No(
            u.sigla,
            u.descricao,
            u.superior,
            nivel,
            abaixo[comparavel(u.sigla)],
            pessoas.get(comparavel(u.sigla), 0),
            marcas.get(u.sigla, ""),
        )
        for u, nivel in ordem
    ]


def _em_profundidade(filhas: Mapping[str, list[Unidade]]) -> list[tuple[Unidade, int]]:
    ordem = []
    pilha = [(raiz, 1) for raiz in reversed(filhas.get("", []))]
    while pilha:
        unidade, nivel = pilha.pop()
        ordem.append((unidade, nivel))
        pilha += [(f, nivel + 1) for f in reversed(filhas.get(comparavel(unidade.sigla), []))]
    return ordem


def _marcas(diferenca: Diferenca | None) -> dict[str, str]:
    if diferenca is None:
        return {}
    return dict.fromkeys(diferenca.alterados, "mudou") | dict.fromkeys(diferenca.novos, "nova")


def paginas(nos: Sequence[No], por_pagina: int = POR_PAGINA) -> list[Pagina]:
    """O desenho em folhas; cada uma diz de que ramo continua."""
    prontas = []
    caminho: list[str] = []
    for inicio, fim in _cortes(len(nos), por_pagina):
        pedaco = nos[inicio:fim]
        acima = caminho[: pedaco[0].nivel - 1]
        prontas.append(
            Pagina(
                len(prontas) + 1,
                " › ".join(acima),
                len(pedaco) * ALTURA + 2 * MARGEM,
                _tracos(pedaco),
            )
        )
        for no in pedaco:
            del caminho[no.nivel - 1 :]
            caminho.append(no.sigla)
    return prontas


def _cortes(quantos: int, por_pagina: int) -> Iterator[tuple[int, int]]:
    inicio, fim = 0, por_pagina - por_pagina // DO_TITULO
    while inicio < quantos:
        yield inicio, min(fim, quantos)
        inicio, fim = fim, fim + por_pagina


def _tracos(nos: Iterable[No]) -> list[Traco]:
    """A ligação desce do nó de cima ou, se ele ficou noutra folha, da borda."""
    tracos = []
    onde: dict[int, int] = {}
    for posicao, no in enumerate(nos):
        x, y = _x(no.nivel), MARGEM + posicao * ALTURA + ALTURA // 2
        ligacao = ""
        if no.nivel > 1:
            de_cima = _x(no.nivel - 1) + 6
            ligacao = f"M{de_cima} {onde.get(no.nivel - 1, 0)}V{y}H{x}"
        onde = {nivel: altura for nivel, altura in onde.items() if nivel < no.nivel}
        onde[no.nivel] = y + 6
        tracos.append(Traco(no, x, y, ligacao))
    return tracos


def _x(nivel: int) -> int:
    return MARGEM + (min(nivel, NIVEL_MAXIMO) - 1) * RECUO
