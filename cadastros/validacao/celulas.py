"""Regras de uma célula, iguais nos dois arquivos."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from operator import itemgetter

from cadastros.validacao.leiautes import Coluna, Leiaute
from cadastros.validacao.tipos import Linha, Problema, erro

# Uma @, domínio com ponto, sem espaço nem separador de lista.
EMAIL = re.compile(r"[^@\s,;:<>]+@[^@\s,;<>.]+(?:\.[^@\s,;<>.]+)+")
CONTROLE = re.compile(r"[\x00-\x1f\x7f-\x9f]")
# Planilhas executam células que começam assim; só telefone e número podem ter o "+" e o "-".
SINAIS_DE_FORMULA = "=@+-"
ERROS_DE_FORMULA = frozenset(
    {"#REF!", "#N/A", "#VALUE!", "#VALOR!", "#DIV/0!", "#NAME?", "#NOME?", "#NUM!", "#NÚM!"}
    | {"#NULL!", "#NULO!", "#N/D"}
)
_PRIMEIRA = itemgetter(slice(0, 1))
_SUSPEITOS = frozenset(SINAIS_DE_FORMULA + "#")
TELEFONE_OU_NUMERO = re.compile(r"[+-][\d ()./-]+")
SUBSTITUTOS = {
    "–": "hífen (-)",
    "—": "hífen (-)",
    "‑": "hífen (-)",
    "“": 'aspas retas (")',
    "”": 'aspas retas (")',
    "‘": "apóstrofo (')",
    "’": "apóstrofo (')",
    "…": "três pontos (...)",
    "€": "EUR",
    "\u200b": "nada: apague o espaço invisível",
    "\ufeff": "nada: apague o espaço invisível",
    "\u2060": "nada: apague o espaço invisível",
}


def colunas_a_conferir(linhas: Sequence[Linha], leiaute: Leiaute) -> tuple[Coluna, ...]:
    """As que têm alguma célula suspeita: perguntar da coluna inteira custa muito menos."""
    por_coluna = zip(leiaute.colunas, zip(*(li.celulas for li in linhas), strict=True), strict=True)
    return tuple(c for c, valores in por_coluna if _suspeita(c, valores)) if linhas else ()


def _suspeita(coluna: Coluna, valores: Sequence[str]) -> bool:
    if coluna.obrigatoria and not all(valores):
        return True
    junto = "".join(valores)
    if not junto.isprintable() or max(map(len, valores)) > coluna.largura:
        return True
    return not (_SUSPEITOS.isdisjoint(map(_PRIMEIRA, valores)) and _cabe_no_latin1(junto))


def _cabe_no_latin1(texto: str) -> bool:
    try:
        texto.encode("latin-1")
    except UnicodeEncodeError:
        return False
    return True


def conferir_celulas(
    linha: Linha, colunas: Iterable[Coluna], sem_valor: Collection[str] = ()
) -> Iterator[Problema]:
    """Obrigatória, largura, caracteres que o SEI não guarda, fórmula e erro de fórmula.

    Args:
        colunas: só as que vale a pena conferir.
        sem_valor: campos sem coluna no arquivo, de que já se disse uma vez.
    """
    for coluna in colunas:
        valor = linha.celulas[coluna.posicao]
        if not valor:
            if coluna.obrigatoria and coluna.campo not in sem_valor:
                yield _obrigatoria(linha.numero, coluna)
            continue
        if valor[0] == "#" and valor.upper() in ERROS_DE_FORMULA:
            yield _formula_com_erro(linha.numero, coluna, valor)
        if len(valor) > coluna.largura:
            yield _larga(linha.numero, coluna, len(valor))
        if not valor.isascii():
            yield from _fora_do_latin1(linha.numero, coluna, valor)
        if not valor.isprintable() and CONTROLE.search(valor):
            yield _controle(linha.numero, coluna)
        if valor[0] in SINAIS_DE_FORMULA and not TELEFONE_OU_NUMERO.fullmatch(valor):
            yield _formula(linha.numero, coluna, valor[0])


def email_valido(valor: str) -> bool:
    return EMAIL.fullmatch(valor) is not None


def email_errado(linha: int, coluna: Coluna) -> Problema:
    return erro(
        "email",
        "O endereço de e-mail não está completo ou tem espaço, vírgula, dois-pontos ou "
        "ponto e vírgula.",
        "Escreva um só endereço, como nome@cidade.sp.gov.br, ou deixe vazio.",
        linha,
        coluna,
    )


def _obrigatoria(linha: int, coluna: Coluna) -> Problema:
    return erro(
        "obrigatoria",
        f"{coluna.rotulo}: falta preencher.",
        "Preencha a célula.",
        linha,
        coluna,
    )


def _larga(linha: int, coluna: Coluna, tamanho: int) -> Problema:
    return erro(
        "largura",
        f"{coluna.rotulo}: {tamanho} caracteres, e cabem {coluna.largura}.",
        "Abrevie o texto.",
        linha,
        coluna,
    )


def _fora_do_latin1(linha: int, coluna: Coluna, valor: str) -> Iterator[Problema]:
    try:
        valor.encode("latin-1")
    except UnicodeEncodeError as falha:
        letra = valor[falha.start]
        visivel = f"“{letra}” " if letra.isprintable() else ""
        troca = SUBSTITUTOS.get(letra, "letras e sinais do teclado comum")
        yield erro(
            "latin1",
            f"{coluna.rotulo}: o SEI não guarda o caractere {visivel}(U+{ord(letra):04X}).",
            f"Troque por {troca}.",
            linha,
            coluna,
        )


def _controle(linha: int, coluna: Coluna) -> Problema:
    return erro(
        "controle",
        f"{coluna.rotulo}: há quebra de linha ou tabulação dentro da célula.",
        "Deixe o texto numa linha só.",
        linha,
        coluna,
    )


def _formula_com_erro(linha: int, coluna: Coluna, valor: str) -> Problema:
    return erro(
        "formula_com_erro",
        f"{coluna.rotulo}: a fórmula desta célula deu {valor}.",
        "Escreva o valor no lugar da fórmula.",
        linha,
        coluna,
    )


def _formula(linha: int, coluna: Coluna, sinal: str) -> Problema:
    return erro(
        "formula",
        f"{coluna.rotulo}: começa com “{sinal}”, que as planilhas tomam por fórmula.",
        "Apague o sinal do começo.",
        linha,
        coluna,
    )
