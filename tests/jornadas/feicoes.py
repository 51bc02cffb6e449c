"""O que uma página tem de próprio na marcação, e o que o formulário dela pede."""

from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise

VAZIOS = frozenset({"br", "hr", "img", "input", "link", "meta", "use", "source", "col", "wbr"})
# Estes valores mudam o que o elemento é; os outros, só o conteúdo.
VALORES_QUE_CONTAM = frozenset({"type", "role", "scope", "aria-live"})
CONTROLES = ("input", "select", "textarea")
SEM_TEXTO = frozenset({"checkbox", "radio", "file", "submit"})
TITULOS = ("h1", "h2", "h3", "h4", "h5", "h6")


@dataclass
class Formulario:
    """O que se envia sem preencher nada: o escondido como veio, o resto em branco."""

    grava: bool
    campos: dict[str, str] = field(default_factory=dict)
    visiveis: int = 0

    def juntar(self, tag: str, atributos: dict) -> None:
        tipo = atributos.get("type", "text") if tag == "input" else tag
        self.visiveis += tipo not in ("hidden", "submit")
        if tipo not in SEM_TEXTO and "name" in atributos:
            escondido = tipo == "hidden"
            self.campos[atributos["name"]] = atributos.get("value", "") if escondido else ""


class Feicoes(HTMLParser):
    """Lê um HTML e junta os pares pai e filho, com classes e nomes de atributos."""

    def __init__(self, html: str):
        super().__init__()
        self.pais = [""]
        self.pares: set[str] = set()
        self.ids: Counter[str] = Counter()
        self.titulos: list[int] = []
        self.formularios: list[Formulario] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        atributos = dict(attrs)
        eu = f"{tag}.{'.'.join(sorted((atributos.get('class') or '').split()))}"
        nomes = sorted(_com_valor(nome, valor) for nome, valor in attrs if nome != "class")
        self.pares.add(f"{self.pais[-1]} > {eu} {nomes}")
        if "id" in atributos:
            self.ids[atributos["id"]] += 1
        if tag in TITULOS:
            self.titulos.append(int(tag[1]))
        if tag == "form":
            self.formularios.append(Formulario(atributos.get("method") == "post"))
        elif tag in CONTROLES and self.formularios:
            self.formularios[-1].juntar(tag, atributos)
        if tag not in VAZIOS:
            self.pais.append(eu)

    def handle_endtag(self, tag):
        while len(self.pais) > 1:
            if self.pais.pop().startswith(f"{tag}."):
                return

    @property
    def formulario(self) -> "Formulario | None":
        """O primeiro que se envia e tem o que preencher."""
        return next((f for f in self.formularios if f.grava and f.visiveis), None)

    @property
    def ids_repetidos(self) -> list[str]:
        return [nome for nome, vezes in self.ids.items() if vezes > 1]

    @property
    def titulos_fora_de_ordem(self) -> list[tuple[int, int]]:
        """Saltos de nível, como de h1 a h3. O primeiro pode ser o h2 do resumo de erros."""
        return [(a, b) for a, b in pairwise(self.titulos) if b > a + 1]


def _com_valor(nome: str, valor: str | None) -> str:
    return f"{nome}={valor}" if nome in VALORES_QUE_CONTAM else nome
