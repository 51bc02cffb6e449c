"""Leitura de CSV enviado por pessoas: acha codificação e separador e aponta cada problema.

Python puro. Serve a cargas em que as colunas se conhecem pelo nome no
cabeçalho; a ordem delas não importa e as desconhecidas ficam de lado.
"""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import StringIO

from seicidades.comum.formatos import lista_e, sem_acentos

SALVAR_DE_NOVO = "Abra o arquivo na planilha e salve como CSV UTF-8 (separado por vírgulas)."


@dataclass(frozen=True, slots=True)
class Problema:
    """O que há de errado, onde e como sair. Sem linha, é do arquivo inteiro."""

    codigo: str
    motivo: str
    saida: str
    linha: int | None = None
    coluna: str = ""

    def __str__(self):
        return f"{self.lugar}: {self.motivo} {self.saida}"

    @property
    def lugar(self) -> str:
        if self.linha is None:
            return "Arquivo"
        return f"Linha {self.linha}" + (f", coluna {self.coluna}" if self.coluna else "")


class ArquivoRecusado(Exception):
    """O arquivo tem problemas e nada dele foi aproveitado."""

    def __init__(self, problemas: Iterable[Problema]):
        self.problemas = sorted(problemas, key=lambda p: (p.linha or 0, p.coluna, p.codigo))
        super().__init__("\n".join(map(str, self.problemas)))


class CelulaRecusada(Exception):
    """Um conversor não aceitou o texto da célula."""

    def __init__(self, codigo: str, motivo: str, saida: str):
        super().__init__(motivo)
        self.codigo, self.motivo, self.saida = codigo, motivo, saida

    def problema(self, linha: int, coluna: str) -> Problema:
        return Problema(self.codigo, self.motivo, self.saida, linha, coluna)


@dataclass(frozen=True, slots=True)
class Linha:
    """Uma linha com dados: o número dela no arquivo e as células das colunas conhecidas."""

    numero: int
    celulas: Mapping[str, str]

    def converter(
        self, conversores: Mapping[str, Callable[[str], object]], problemas: list[Problema]
    ) -> dict[str, object]:
        """Converte as células preenchidas; o que não dá para converter vai para `problemas`."""
        valores = {}
        for coluna, texto in self.celulas.items():
            try:
                if texto:
                    valores[coluna] = conversores[coluna](texto)
            except CelulaRecusada as recusa:
                problemas.append(recusa.problema(self.numero, coluna))
        return valores


@dataclass(frozen=True, slots=True)
class Tabela:
    linhas: tuple[Linha, ...]
    colunas: tuple[str, ...]
    ignoradas: tuple[str, ...]


def ler_csv(conteudo: bytes, *, conhecidas: Iterable[str], obrigatorias: Iterable[str]) -> Tabela:
    """Lê um CSV com vírgula ou ponto e vírgula, em UTF-8 (com ou sem BOM) ou Latin-1.

    Args:
        conhecidas: nomes das colunas que interessam, em minúsculas e sem acentos;
            "Código IBGE" no arquivo vale `codigo_ibge`.
        obrigatorias: as que não podem faltar no cabeçalho.

    Raises:
        ArquivoRecusado: com todos os problemas de leitura.
    """
    registros = _registros(decodificar(conteudo))
    _, titulos = next(registros, (1, []))
    conhecidas = tuple(conhecidas)
    posicoes = _posicoes(titulos, conhecidas, obrigatorias)
    linhas, problemas = [], []
    for numero, celulas in registros:
        if largura_errada := _largura_errada(numero, celulas, len(titulos)):
            problemas.append(largura_errada)
        else:
            textos = {coluna: celulas[i].strip() for coluna, i in posicoes.items()}
            linhas.append(Linha(numero, textos))
    if problemas or not linhas:
        raise ArquivoRecusado(problemas or [_sem_linhas()])
    ignoradas = [t.strip() for t in titulos if t.strip() and nome_de_coluna(t) not in conhecidas]
    return Tabela(tuple(linhas), tuple(posicoes), tuple(ignoradas))


def nome_de_coluna(titulo: str) -> str:
    """ "Código IBGE" vira "codigo_ibge"."""
    return re.sub(r"[^a-z0-9]+", "_", sem_acentos(titulo).lower()).strip("_")


def decodificar(conteudo: bytes) -> str:
    """O texto de um CSV em UTF-8, com ou sem BOM, ou em Latin-1.

    Raises:
        ArquivoRecusado: se não é texto ou está em outra codificação.
    """
    if conteudo.startswith(b"PK") or b"\0" in conteudo:
        motivo = "O conteúdo não é de um CSV: parece uma planilha ou texto em outra codificação."
        raise ArquivoRecusado([Problema("nao_e_csv", motivo, SALVAR_DE_NOVO)])
    for codificacao in ("utf-8-sig", "cp1252"):
        try:
            return conteudo.decode(codificacao)
        except UnicodeDecodeError:
            continue
    motivo = "A codificação do texto não é UTF-8 nem Latin-1."
    raise ArquivoRecusado([Problema("codificacao", motivo, SALVAR_DE_NOVO)])


def _registros(texto: str) -> Iterator[tuple[int, list[str]]]:
    """Cada registro não vazio com o número da linha em que começa."""
    leitor = csv.reader(StringIO(texto, newline=""), delimiter=_separador(texto), strict=True)
    while True:
        numero = leitor.line_num + 1
        try:
            celulas = next(leitor, None)
        except csv.Error as erro:
            raise ArquivoRecusado([_aspas(numero)]) from erro
        if celulas is None:
            return
        if any(celula.strip() for celula in celulas):
            yield numero, celulas


def _separador(texto: str) -> str:
    cabecalho = next((linha for linha in StringIO(texto) if linha.strip()), "")
    return ";" if cabecalho.count(";") >= max(1, cabecalho.count(",")) else ","


def _posicoes(
    titulos: list[str], conhecidas: tuple[str, ...], obrigatorias: Iterable[str]
) -> dict[str, int]:
    nomes = [nome_de_coluna(titulo) for titulo in titulos]
    problemas = [_repetida(nome) for nome in conhecidas if nomes.count(nome) > 1]
    problemas += [_faltante(nome, nomes) for nome in obrigatorias if nome not in nomes]
    if problemas:
        raise ArquivoRecusado(problemas)
    return {nome: nomes.index(nome) for nome in conhecidas if nome in nomes}


def _largura_errada(numero: int, celulas: list[str], largura: int) -> Problema | None:
    """Sobras em branco no fim não contam: as planilhas as deixam."""
    sobras = any(celula.strip() for celula in celulas[largura:])
    if len(celulas) >= largura and not sobras:
        return None
    return Problema(
        "largura",
        f"A linha tem {len(celulas)} células e o cabeçalho tem {largura}.",
        "Confira se falta uma célula ou se um texto com separador está sem aspas.",
        numero,
    )


def _faltante(nome: str, nomes: list[str]) -> Problema:
    achadas = lista_e([n for n in nomes if n]) or "nenhuma"
    return Problema(
        "cabecalho",
        f"Falta a coluna {nome}; as que há: {achadas}.",
        "Escreva os nomes das colunas na primeira linha.",
        1,
        nome,
    )


def _repetida(nome: str) -> Problema:
    motivo = f"A coluna {nome} aparece mais de uma vez."
    return Problema("coluna_repetida", motivo, "Deixe só a certa.", 1, nome)


def _sem_linhas() -> Problema:
    motivo = "O arquivo não tem nenhuma linha com dados."
    return Problema("vazio", motivo, "Ponha o cabeçalho na primeira linha e os dados abaixo.")


def _aspas(numero: int) -> Problema:
    motivo = "As aspas desta linha não fecham ou estão no meio do texto."
    return Problema(
        "aspas", motivo, 'Escreva o texto entre aspas e dobre as de dentro: "".', numero
    )
