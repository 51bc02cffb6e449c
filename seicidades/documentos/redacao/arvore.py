"""O texto de um documento como árvore: só o que está na lista entra.

PDF, DOCX e HTML saem desta mesma árvore. Nada do HTML de entrada é copiado:
cada saída é escrita de novo, a partir das marcas conhecidas e do texto.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

TITULOS = ("h1", "h2", "h3")
LISTAS = ("ol", "ul")
EM_LINHA = frozenset({"strong", "em", "br"})
BLOCOS = frozenset({*TITULOS, *LISTAS, "p", "table"})
RAIZ = ""
# O que cabe dentro de cada marca.
DENTRO_DE = {
    RAIZ: BLOCOS,
    **dict.fromkeys((*TITULOS, "p", "th", "td", "strong", "em"), EM_LINHA),
    **dict.fromkeys(LISTAS, frozenset({"li"})),
    "li": EM_LINHA | frozenset(LISTAS),
    "table": frozenset({"thead", "tbody", "tr"}),
    "thead": frozenset({"tr"}),
    "tbody": frozenset({"tr"}),
    "tr": frozenset({"th", "td"}),
    "br": frozenset(),
}
MARCAS = frozenset(DENTRO_DE) - {RAIZ}
SEM_TEXTO = frozenset({RAIZ, *LISTAS, "table", "thead", "tbody", "tr"})
VAZIAS = frozenset({"br"})
# Destas, nem o que está dentro se aproveita.
CALADAS = frozenset({"script", "style", "template", "title", "textarea", "iframe", "object", "svg"})
CLASSES = {
    "epigrafe": "identificação do documento; a de um segundo ato, no título, começa página",
    "ementa": "resumo, recuado à direita",
    "preambulo": "o que vem antes do primeiro artigo ou cláusula",
    "destinatario": "a quem se dirige, linha a linha",
    "vocativo": "como se trata a quem se dirige",
    "local_e_data": "à direita",
    "artigo": "numerado: Art. 1º",
    "paragrafo": "numerado dentro do artigo ou da cláusula: § 1º",
    "clausula": "numerada: Cláusula primeira",
    "item": "numerado: 1. ou, dentro da cláusula, 1.1.",
    "inciso": "numerado dentro do artigo ou do parágrafo: I –",
    "alinea": "com letra, dentro do inciso: a)",
    "capitulo": "título numerado que reúne artigos: CAPÍTULO I",
    "bloco": "nome do trecho que começa aqui; não sai no papel",
    "assinatura": "quem assina, ao centro, com a linha",
    "centro": "ao centro",
    "direita": "à direita",
    "aviso": "em destaque, com moldura",
    "quebra": "começa página",
    "ficha": "tabela de duas colunas: o nome do dado e o dado",
    "miuda": "tabela de letra pequena e linhas baixas",
}
PROFUNDIDADE = 12
# Controles que o XML não aceita e os que trocam o sentido da leitura.
_INVISIVEIS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_SENTIDO = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_ESPACOS = re.compile(r"[ \t\r\n\f]+")


@dataclass(frozen=True, slots=True)
class No:
    """Uma marca, a sua classe e o que há dentro: outras marcas e textos."""

    marca: str
    classe: str = ""
    filhos: tuple["No | str", ...] = ()

    def nos(self) -> Iterator["No"]:
        return (filho for filho in self.filhos if isinstance(filho, No))

    def texto(self) -> str:
        """Só o texto; a quebra de linha vira espaço."""
        return _ESPACOS.sub(" ", "".join(self._pedacos())).strip()

    def _pedacos(self) -> Iterator[str]:
        if self.marca in VAZIAS:
            yield " "
        for filho in self.filhos:
            if isinstance(filho, str):
                yield filho
            else:
                yield from filho._pedacos()


@dataclass(frozen=True, slots=True, order=True)
class Problema:
    """Um defeito do modelo, na linha em que está."""

    linha: int
    mensagem: str

    def __str__(self) -> str:
        return f"Linha {self.linha}: {self.mensagem}"


def limpar_texto(texto: str) -> str:
    """Sem controles invisíveis nem trocas de sentido; espaços seguidos viram um."""
    return _ESPACOS.sub(" ", _SENTIDO.sub("", _INVISIVEIS.sub("", texto)))


@dataclass(slots=True)
class _Aberta:
    marca: str
    classe: str = ""
    linha: int = 1
    filhos: list = field(default_factory=list)

    def fechar(self) -> No:
        return No(self.marca, self.classe, tuple(_aparar(self.filhos, self.marca)))


def _aparar(filhos: list, marca: str) -> list:
    """Junta textos vizinhos; onde só cabem marcas, o espaço entre elas não é texto."""
    juntos: list = []
    for filho in filhos:
        if isinstance(filho, str) and juntos and isinstance(juntos[-1], str):
            juntos[-1] = _ESPACOS.sub(" ", juntos[-1] + filho)
        else:
            juntos.append(filho)
    if marca in SEM_TEXTO:
        return [f for f in juntos if isinstance(f, No)]
    if marca not in ("strong", "em") and juntos:
        if isinstance(juntos[0], str):
            juntos[0] = juntos[0].lstrip()
        if isinstance(juntos[-1], str):
            juntos[-1] = juntos[-1].rstrip()
    return [f for f in juntos if f != ""]


class _Construtor(HTMLParser):
    """Monta a árvore e anota o que não aceitou; o que não aceitou fica de fora."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.abertas = [_Aberta(RAIZ)]
        self.problemas: list[Problema] = []
        self.caladas: list[str] = []

    @property
    def linha(self) -> int:
        return self.getpos()[0]

    def anotar(self, mensagem: str, linha: int = 0) -> None:
        self.problemas.append(Problema(linha or self.linha, mensagem))

    def handle_starttag(self, tag, attrs):
        if tag in CALADAS:
            self.caladas.append(tag)
            self.anotar(f"a marca <{tag}> não é aceita.")
        elif not self.caladas and self._cabe(tag):
            aberta = _Aberta(tag, self._classe(tag, attrs), self.linha)
            if tag in VAZIAS:
                self.abertas[-1].filhos.append(aberta.fechar())
            else:
                self.abertas.append(aberta)

    def handle_startendtag(self, tag, attrs):
        if tag in VAZIAS:
            self.handle_starttag(tag, attrs)
        else:
            self.anotar(f"<{tag}/> não fecha sozinha: escreva <{tag}>…</{tag}>.")

    def _cabe(self, tag: str) -> bool:
        fora = self.abertas[-1].marca
        if tag not in MARCAS:
            self.anotar(f"a marca <{tag}> não é aceita.")
        elif tag not in DENTRO_DE[fora] or len(self.abertas) > PROFUNDIDADE:
            onde = f"dentro de <{fora}>" if fora else "solta no texto"
            self.anotar(f"<{tag}> não cabe {onde}.")
        else:
            return True
        return False

    def _classe(self, tag: str, attrs) -> str:
        classe = ""
        for nome, valor in attrs:
            if nome == "class" and valor in CLASSES:
                classe = valor
            elif nome == "class":
                self.anotar(f"a classe “{valor}” não existe. Use uma de: {', '.join(CLASSES)}.")
            else:
                self.anotar(f"o atributo “{nome}” de <{tag}> não é aceito; só class.")
        return classe

    def handle_endtag(self, tag):
        if self.caladas:
            if tag in self.caladas:
                del self.caladas[self.caladas.index(tag) :]
            return
        marcas = [aberta.marca for aberta in self.abertas]
        if tag not in MARCAS - VAZIAS or tag not in marcas:
            self.anotar(f"</{tag}> fecha o que não foi aberto.")
            return
        while self.abertas[-1].marca != tag:
            self._reclamar_aberta()
            self._fechar()
        self._fechar()

    def handle_data(self, data):
        if self.caladas:
            return
        texto = limpar_texto(data)
        dona = self.abertas[-1]
        if dona.marca not in SEM_TEXTO:
            dona.filhos.append(texto)
        elif texto.strip():
            self.anotar(f"“{texto.strip()[:40]}” está solto. Ponha o texto dentro de <p>.")
            if dona.marca == RAIZ:
                dona.filhos.append(No("p", "", (texto.strip(),)))

    def handle_comment(self, data):
        self.anotar("comentário não é aceito.")

    def handle_decl(self, decl):
        self.anotar("declaração não é aceita.")

    def handle_pi(self, data):
        self.anotar("instrução não é aceita.")

    def unknown_decl(self, data):
        self.anotar("declaração não é aceita.")

    def _reclamar_aberta(self) -> None:
        aberta = self.abertas[-1]
        self.anotar(f"<{aberta.marca}> não foi fechada.", aberta.linha)

    def _fechar(self) -> None:
        no = self.abertas.pop().fechar()
        self.abertas[-1].filhos.append(no)

    def terminar(self) -> No:
        self.close()
        while len(self.abertas) > 1:
            self._reclamar_aberta()
            self._fechar()
        return self.abertas[0].fechar()


def ler(html: str) -> tuple[No, list[Problema]]:
    """A árvore do que se aceita e os problemas do que ficou de fora, na ordem das linhas."""
    construtor = _Construtor()
    construtor.feed(html)
    return construtor.terminar(), sorted(construtor.problemas)
