"""Abre planilhas de estranhos. XLSX só se lê depois de `reconhecer` tê-lo aceitado.

O leitor de XLSX guarda a aba como um retângulo cheio: duas células nos cantos
opostos da planilha bastariam para esgotar a memória. Por isso as posições são
lidas antes, do XML, e o arquivo com célula longe demais é recusado.
"""

import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from xml.parsers import expat

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from seicidades.comum.tabela_csv import ArquivoRecusado, Problema

ABAS_MAXIMAS = 50
ABERTO_MAXIMO = 60 * 1024 * 1024
MESCLAS_MAXIMAS = 20_000
# O que um ZIP ou um XML estragado levanta ao ser lido.
ESTRAGOS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    expat.ExpatError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)
_POSICAO = re.compile(r"([A-Za-z]{0,8})([0-9]{1,12})")
_SAIDA = "Copie só a tabela para uma planilha nova, salve como XLSX e envie de novo."

Mescla = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True)
class Limites:
    """Até onde uma aba pode ir. `celulas` é a área, do canto de cima à última célula."""

    linhas: int = 20_000
    colunas: int = 300
    celulas: int = 6_000_000


@dataclass(frozen=True)
class Aba:
    """Args:
    linhas: número da linha (a partir de 1) → células.
    mesclas: cantos ((linha, coluna), (linha, coluna)); linha a partir de 1, coluna de 0.
    """

    nome: str
    linhas: dict[int, list]
    mesclas: tuple[Mescla, ...]


def ler_abas(conteudo: bytes, limites: Limites | None = None) -> list[Aba]:
    """As abas visíveis de um XLSX, com as células como foram guardadas.

    Raises:
        ArquivoRecusado: danificado ou grande demais por dentro.
    """
    _conferir_extensao(conteudo, limites or Limites())
    try:
        with CalamineWorkbook.from_filelike(BytesIO(conteudo)) as pasta:
            metadados = pasta.sheets_metadata
            if len(metadados) > ABAS_MAXIMAS:
                raise recusado("abas_demais", f"Há {len(metadados)} abas.")
            return [
                _aba(pasta.get_sheet_by_name(m.name))
                for m in metadados
                if (m.typ, m.visible) == (SheetTypeEnum.WorkSheet, SheetVisibleEnum.Visible)
            ]
    except (CalamineError, OSError, ValueError, LookupError, OverflowError) as erro:
        raise danificado() from erro
    except BaseException as erro:
        # O leitor é nativo: defeito dele chega como PanicException, fora de Exception.
        if type(erro).__name__ == "PanicException":
            raise danificado() from erro
        raise


def _aba(folha) -> Aba:
    linhas = {
        numero: [None if c == "" else c for c in celulas]
        for numero, celulas in enumerate(folha.to_python(skip_empty_area=False), start=1)
    }
    cheias = {n: celulas for n, celulas in linhas.items() if any(c is not None for c in celulas)}
    mesclas = tuple(
        ((primeira + 1, esquerda), (ultima + 1, direita))
        for (primeira, esquerda), (ultima, direita) in folha.merged_cell_ranges or ()
    )
    return Aba(folha.name, cheias, mesclas)


def _conferir_extensao(conteudo: bytes, limites: Limites) -> None:
    try:
        with zipfile.ZipFile(BytesIO(conteudo)) as pacote:
            partes = pacote.infolist()
            if sum(p.file_size for p in partes) > ABERTO_MAXIMO:
                raise recusado("grande_por_dentro", "Aberta, a planilha ocupa espaço demais.")
            for parte in partes:
                _conferir_parte(pacote.read(parte), limites)
    except ESTRAGOS as erro:
        raise danificado() from erro


def _conferir_parte(conteudo: bytes, limites: Limites) -> None:
    """Toda parte em XML, tenha o nome que tiver: quem diz qual é a aba é o próprio arquivo."""
    if not conteudo.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return
    leitor = expat.ParserCreate()
    leitor.StartElementHandler = _Medidor(limites).comecar
    leitor.EntityDeclHandler = recusar_entidade
    leitor.Parse(conteudo, True)


class _Medidor:
    """Segue as posições das células, também as que não se dizem e valem pela ordem."""

    def __init__(self, limites: Limites):
        self.limites = limites
        self.linha = self.coluna = self.largura = self.mesclas = 0

    def comecar(self, nome: str, atributos: dict[str, str]) -> None:
        nome = nome.rpartition(":")[2]
        if nome == "c":
            self._celula(atributos.get("r"))
        elif nome == "row":
            self._linha(atributos.get("r"))
        elif nome == "dimension":
            self._declarada(atributos.get("ref", ""))
        elif nome == "mergeCell":
            self.mesclas += 1
            if self.mesclas > MESCLAS_MAXIMAS:
                raise recusado("mesclas_demais", "Há células mescladas demais.")

    def _linha(self, posicao: str | None) -> None:
        self.linha = self._numero(posicao, posicao) if posicao else self.linha + 1
        self.coluna = 0
        self._medir(f"linha {self.linha}")

    def _celula(self, posicao: str | None) -> None:
        if posicao is None:
            self.coluna += 1
        else:
            achada = _POSICAO.fullmatch(posicao)
            if achada is None:
                raise _longe(posicao)
            self.linha = self._numero(achada[2], posicao)
            self.coluna = _coluna(achada[1])
        self.largura = max(self.largura, self.coluna)
        self._medir(posicao or f"linha {self.linha}, coluna {self.coluna}")

    def _declarada(self, area: str) -> None:
        """O tamanho que a aba diz ter; o leitor pode acreditar nele."""
        ultima = _POSICAO.fullmatch(area.rpartition(":")[2])
        if ultima and _coluna(ultima[1]) * int(ultima[2]) > 10 * self.limites.celulas:
            raise recusado("extensa_demais", f"A aba diz que vai até {area[-20:]}, longe demais.")

    def _numero(self, texto: str, posicao: str) -> int:
        if not texto.isascii() or not texto.isdigit() or len(texto) > 12:
            raise _longe(posicao)
        return int(texto)

    def _medir(self, onde: str) -> None:
        longe = self.linha > self.limites.linhas or self.largura > self.limites.colunas
        if longe or self.linha * self.largura > self.limites.celulas:
            raise _longe(onde)


def recusar_entidade(*args) -> None:
    raise recusado("entidade", "A planilha traz entidades XML, que planilha nenhuma precisa ter.")


def _coluna(letras: str) -> int:
    numero = 0
    for letra in letras.upper():
        numero = numero * 26 + ord(letra) - 64
    return numero


def _longe(onde: str) -> ArquivoRecusado:
    return recusado("extensa_demais", f"Há célula em {onde[:40]}, longe demais da tabela.")


def recusado(codigo: str, motivo: str) -> ArquivoRecusado:
    return ArquivoRecusado([Problema(codigo, motivo, _SAIDA)])


def danificado() -> ArquivoRecusado:
    return recusado("danificado", "A planilha está incompleta ou danificada.")
