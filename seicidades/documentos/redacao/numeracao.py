"""Escreve na árvore os números de artigos, cláusulas, parágrafos e itens.

Aqui, e não no estilo de cada formato: o PDF, o DOCX e o HTML dizem o mesmo
número, e quem copia o texto leva o número junto.
"""

from dataclasses import dataclass, replace

from seicidades.documentos.redacao.arvore import No

_UNIDADES = (
    "",
    "primeira",
    "segunda",
    "terceira",
    "quarta",
    "quinta",
    "sexta",
    "sétima",
    "oitava",
    "nona",
)
_DEZENAS = (
    "",
    "décima",
    "vigésima",
    "trigésima",
    "quadragésima",
    "quinquagésima",
    "sexagésima",
    "septuagésima",
    "octogésima",
    "nonagésima",
)


def ordinal(numero: int) -> str:
    """1 vira "1º" e 10, "10": como se numeram artigos e parágrafos."""
    return f"{numero}º" if numero < 10 else str(numero)


def ordinal_por_extenso(numero: int) -> str:
    """12 vira "décima segunda"; de 100 em diante, "100ª"."""
    if numero > 99:
        return f"{numero}ª"
    dezena, unidade = divmod(numero, 10)
    return " ".join(parte for parte in (_DEZENAS[dezena], _UNIDADES[unidade]) if parte)


@dataclass
class _Contagem:
    """Até onde se contou; artigo e cláusula recomeçam os parágrafos e os itens."""

    artigo: int = 0
    clausula: int = 0
    paragrafo: int = 0
    item: int = 0

    def prefixo(self, classe: str, *, unico: bool) -> str:
        return getattr(self, f"_{classe}")(unico)

    def _artigo(self, unico: bool) -> str:
        self.artigo, self.paragrafo = self.artigo + 1, 0
        return f"Art. {ordinal(self.artigo)}{'' if self.artigo < 10 else '.'} "

    def _clausula(self, unico: bool) -> str:
        self.clausula, self.paragrafo, self.item = self.clausula + 1, 0, 0
        return f"Cláusula {ordinal_por_extenso(self.clausula)} – "

    def _paragrafo(self, unico: bool) -> str:
        self.paragrafo += 1
        if unico:
            return "Parágrafo único. "
        return f"§ {ordinal(self.paragrafo)}{'' if self.paragrafo < 10 else '.'} "

    def _item(self, unico: bool) -> str:
        self.item += 1
        return f"{self.clausula}.{self.item}. " if self.clausula else f"{self.item}. "


NUMERADAS = ("artigo", "clausula", "paragrafo", "item")


def numerar(raiz: No) -> No:
    contagem, unicos = _Contagem(), _paragrafos_unicos(raiz)
    blocos = []
    for posicao, bloco in enumerate(raiz.nos()):
        if bloco.classe in NUMERADAS:
            prefixo = contagem.prefixo(bloco.classe, unico=posicao in unicos)
            bloco = replace(bloco, filhos=(No("strong", "", (prefixo,)), *bloco.filhos))
        blocos.append(bloco)
    return replace(raiz, filhos=tuple(blocos))


def _paragrafos_unicos(raiz: No) -> set[int]:
    """As posições dos parágrafos sozinhos no seu artigo ou na sua cláusula."""
    grupos: list[list[int]] = [[]]
    for posicao, bloco in enumerate(raiz.nos()):
        if bloco.classe in ("artigo", "clausula"):
            grupos.append([])
        elif bloco.classe == "paragrafo":
            grupos[-1].append(posicao)
    return {grupo[0] for grupo in grupos if len(grupo) == 1}
