"""Escreve na árvore os números de capítulos, artigos, cláusulas, parágrafos e o que há neles.

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


_ROMANOS = (
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
)


def romano(numero: int) -> str:
    """4 vira "IV": como se numeram incisos e capítulos."""
    letras = ""
    for valor, letra in _ROMANOS:
        vezes, numero = divmod(numero, valor)
        letras += letra * vezes
    return letras


def letra_da_alinea(numero: int) -> str:
    """1 vira "a", 26, "z" e 27, "aa"."""
    letras = ""
    while numero:
        numero, resto = divmod(numero - 1, 26)
        letras = chr(ord("a") + resto) + letras
    return letras


def ordinal_por_extenso(numero: int) -> str:
    """12 vira "décima segunda"; de 100 em diante, "100ª"."""
    if numero > 99:
        return f"{numero}ª"
    dezena, unidade = divmod(numero, 10)
    return " ".join(parte for parte in (_DEZENAS[dezena], _UNIDADES[unidade]) if parte)


@dataclass
class _Contagem:
    """Até onde se contou; cada um recomeça a contagem dos que cabem dentro dele."""

    capitulo: int = 0
    artigo: int = 0
    clausula: int = 0
    paragrafo: int = 0
    item: int = 0
    inciso: int = 0
    alinea: int = 0

    def prefixo(self, classe: str, *, unico: bool) -> str:
        return getattr(self, f"_{classe}")(unico)

    def _capitulo(self, unico: bool) -> str:
        self.capitulo += 1
        return f"CAPÍTULO {romano(self.capitulo)}"

    def _artigo(self, unico: bool) -> str:
        self.artigo, self.paragrafo, self.inciso = self.artigo + 1, 0, 0
        return f"Art. {ordinal(self.artigo)}{'' if self.artigo < 10 else '.'} "

    def _clausula(self, unico: bool) -> str:
        self.clausula, self.paragrafo, self.item = self.clausula + 1, 0, 0
        return f"Cláusula {ordinal_por_extenso(self.clausula)} – "

    def _paragrafo(self, unico: bool) -> str:
        self.paragrafo, self.inciso = self.paragrafo + 1, 0
        if unico:
            return "Parágrafo único. "
        return f"§ {ordinal(self.paragrafo)}{'' if self.paragrafo < 10 else '.'} "

    def _item(self, unico: bool) -> str:
        self.item += 1
        return f"{self.clausula}.{self.item}. " if self.clausula else f"{self.item}. "

    def _inciso(self, unico: bool) -> str:
        self.inciso, self.alinea = self.inciso + 1, 0
        return f"{romano(self.inciso)} – "

    def _alinea(self, unico: bool) -> str:
        self.alinea += 1
        return f"{letra_da_alinea(self.alinea)}) "


NUMERADAS = ("capitulo", "artigo", "clausula", "paragrafo", "item", "inciso", "alinea")
SEM_NEGRITO = ("inciso", "alinea")


def numerar(raiz: No) -> No:
    """A árvore com os números escritos e sem as marcas que só dão nome aos trechos."""
    raiz = replace(raiz, filhos=tuple(bloco for bloco in raiz.nos() if bloco.classe != "bloco"))
    contagem, unicos = _Contagem(), _paragrafos_unicos(raiz)
    blocos = []
    for posicao, bloco in enumerate(raiz.nos()):
        if bloco.classe in NUMERADAS:
            prefixo = contagem.prefixo(bloco.classe, unico=posicao in unicos)
            bloco = replace(bloco, filhos=(*_numero(bloco.classe, prefixo), *bloco.filhos))
        blocos.append(bloco)
    return replace(raiz, filhos=tuple(blocos))


def _numero(classe: str, prefixo: str) -> tuple[No | str, ...]:
    """Como o número se escreve: o do capítulo fica na linha de cima."""
    if classe in SEM_NEGRITO:
        return (prefixo,)
    negrito = No("strong", "", (prefixo,))
    return (negrito, No("br")) if classe == "capitulo" else (negrito,)


def _paragrafos_unicos(raiz: No) -> set[int]:
    """As posições dos parágrafos sozinhos no seu artigo ou na sua cláusula."""
    grupos: list[list[int]] = [[]]
    for posicao, bloco in enumerate(raiz.nos()):
        if bloco.classe in ("artigo", "clausula"):
            grupos.append([])
        elif bloco.classe == "paragrafo":
            grupos[-1].append(posicao)
    return {grupo[0] for grupo in grupos if len(grupo) == 1}
