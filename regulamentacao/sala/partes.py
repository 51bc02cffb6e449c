"""As partes de um trecho do decreto e o texto que uma pessoa edita à mão."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from seicidades.comum.formatos import ESPACO_FIXO
from seicidades.documentos.redacao.arvore import No, limpar_texto
from seicidades.documentos.redacao.numeracao import numerar

DENTRO_DO_ARTIGO = ("paragrafo", "inciso", "alinea")
TAMANHO_MAXIMO = 6000
# O "o" de ordinal vem colado ao número; solto, é o artigo que começa a frase.
_ORDEM = r"\d+(?:\s*[º°]|o\b)?"
_ARTIGO = re.compile(rf"\Aart(?:igo|\.)\s*{_ORDEM}\s*\.?\s*[-–—]?\s*", re.IGNORECASE)
_NUMEROS = (
    ("paragrafo", re.compile(rf"(?:§\s*{_ORDEM}\.?|par[áa]grafo único\.?)\s*", re.IGNORECASE)),
    ("inciso", re.compile(r"[IVXLC]+\s*[-–—]\s*")),
    ("alinea", re.compile(r"[a-z]{1,2}\)\s*")),
)
# O que se cita e o que vem depois, até acabar a oração ou começar outra citação.
_CITACAO = re.compile(
    r"(?<!seu )(?<!seus )\barts?\. ?\d((?:(?!\barts?\. ?\d)[^;])*)", re.IGNORECASE
)
_DE_OUTRA_NORMA = re.compile(
    r"\bd[ao]s?\s+(?:Constituição|Código|Leis?\b|Decretos?\b|Decretos?-Leis?\b|Medida|Emenda"
    r"|Resolução|Portaria|Instrução|Ato\b)"
)


@dataclass(frozen=True, slots=True)
class Parte:
    """Um parágrafo do decreto, sem o número: a classe é a do papel."""

    classe: str
    texto: str


class TextoRecusado(ValueError):
    """O texto editado não se entende como artigo; `problemas` diz por quê, linha a linha."""

    def __init__(self, problemas: list[str]):
        super().__init__(" ".join(problemas))
        self.problemas = problemas


def arvore_das(partes: Iterable[Parte]) -> No:
    return No("", "", tuple(No("p", parte.classe, (parte.texto,)) for parte in partes))


def numeradas(partes: Iterable[Parte]) -> list[str]:
    """Cada parte com o número que lhe cabe na sequência."""
    return [no.texto() for no in numerar(arvore_das(partes)).nos()]


def texto_editavel(partes: tuple[Parte, ...]) -> str:
    """Uma parte por linha, com os números de dentro; o do artigo quem dá é a ordem."""
    linhas = numeradas(partes)
    return "\n".join([partes[0].texto, *linhas[1:]])


def ler_texto(texto: str, classe: str) -> tuple[Parte, ...]:
    """O texto editado, em partes. A primeira linha é o caput e tem a classe do trecho.

    Raises:
        TextoRecusado: com todos os problemas.
    """
    linhas = [(n, linha.strip()) for n, linha in enumerate(texto.splitlines(), start=1)]
    linhas = [(n, linha) for n, linha in linhas if linha]
    if not linhas:
        raise TextoRecusado(["O texto está vazio. Escreva o artigo ou volte ao texto do modelo."])
    partes = [Parte(classe, limpar_texto(_ARTIGO.sub("", linhas[0][1], count=1)).strip())]
    partes += [_parte(linha) for _, linha in linhas[1:]]
    problemas = list(_problemas(classe, [n for n, _ in linhas], partes))
    if len(texto) > TAMANHO_MAXIMO:
        problemas.append(f"O texto passa de {TAMANHO_MAXIMO} caracteres. Encurte o artigo.")
    if problemas:
        raise TextoRecusado(problemas)
    return tuple(partes)


def _parte(linha: str) -> Parte:
    for classe, numero in _NUMEROS:
        if achado := numero.match(linha):
            return Parte(classe, limpar_texto(linha[achado.end() :]).strip())
    return Parte("", limpar_texto(linha))


def _problemas(classe: str, numeros: list[int], partes: list[Parte]) -> Iterator[str]:
    acima = ""
    for numero, parte in zip(numeros, partes, strict=True):
        if not parte.texto:
            yield f"A linha {numero} tem o número e não tem texto."
        elif not parte.classe:
            yield (
                f"A linha {numero} não começa com “§”, com número romano e travessão nem com letra "
                "e parêntese. Junte-a à linha de cima ou numere."
            )
        elif parte.classe in DENTRO_DO_ARTIGO and classe != "artigo":
            yield f"A linha {numero} tem número, e aqui não há artigo. Escreva o texto corrido."
        elif parte.classe == "alinea" and acima not in ("inciso", "alinea"):
            yield f"A linha {numero} é uma alínea e não há inciso acima dela."
        acima = parte.classe


def pontuar(partes: Iterable[Parte]) -> tuple[Parte, ...]:
    """Incisos seguidos terminam em ponto e vírgula; o penúltimo, em "; e"; o último, em ponto."""
    partes = list(partes)
    for inicio, fim in _seguidos(partes):
        for posicao in range(inicio, fim):
            final = "." if posicao == fim - 1 else ";"
            texto, conjuncao = _sem_fim(partes[posicao].texto)
            if posicao == fim - 2:
                final = f"; {conjuncao or 'e'}"
            partes[posicao] = Parte("inciso", f"{texto}{final}")
    return tuple(partes)


def cita_outro_artigo(texto: str) -> bool:
    """O texto cita um artigo pelo número, e não é o de uma lei ou de outra norma."""
    return any(not _DE_OUTRA_NORMA.search(achado[1]) for achado in _CITACAO.finditer(texto))


def sem_orfas(texto: str) -> str:
    """No papel, "nº" não se separa do número nem o "e" final do inciso."""
    texto = re.sub(r"\b(nº|arts?\.) (?=\d)", rf"\1{ESPACO_FIXO}", texto)
    return re.sub(r"; (e|ou)$", rf";{ESPACO_FIXO}\1", texto)


def _seguidos(partes: list[Parte]) -> Iterator[tuple[int, int]]:
    inicio = None
    for posicao, parte in enumerate([*partes, Parte("", "")]):
        if parte.classe == "inciso":
            inicio = posicao if inicio is None else inicio
        elif inicio is not None:
            if parte.classe != "alinea":
                yield inicio, posicao
            inicio = None


def _sem_fim(texto: str) -> tuple[str, str]:
    """O inciso sem a pontuação final e a conjunção que a seguia."""
    achado = re.search(r"[;.,]*\s*(?:;\s*(e|ou))?\s*$", texto)
    return texto[: achado.start()], achado[1] or ""
