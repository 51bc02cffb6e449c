"""Abre um XLSX de estranhos. Só se chama depois de `reconhecer` tê-lo aceitado.

O leitor guarda a aba como um retângulo cheio: duas células nos cantos opostos
da planilha bastariam para esgotar a memória. Por isso as posições são lidas
antes, do XML, e o arquivo com célula longe demais é recusado.
"""

import re
import zipfile
from dataclasses import dataclass
from io import BytesIO
from xml.parsers import expat

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from seicidades.comum.tabela_csv import ArquivoRecusado, Problema

LINHA_MAXIMA = 20_000
COLUNA_MAXIMA = 300
ABAS_MAXIMAS = 50
ABERTO_MAXIMO = 60 * 1024 * 1024
_POSICAO = re.compile(r"([A-Za-z]{0,8})([0-9]{1,12})")
_SAIDA = "Copie as cidades para uma planilha nova, salve como XLSX e envie de novo."


@dataclass(frozen=True)
class Aba:
    """Args:
    linhas: número da linha (a partir de 1) → células.
    mesclas: cantos ((linha, coluna), (linha, coluna)); linha a partir de 1, coluna de 0.
    """

    nome: str
    linhas: dict[int, list]
    mesclas: tuple[tuple[tuple[int, int], tuple[int, int]], ...]


def ler_abas(conteudo: bytes) -> list[Aba]:
    """As abas visíveis, com as células como foram guardadas.

    Raises:
        ArquivoRecusado: danificado ou grande demais por dentro.
    """
    _conferir_extensao(conteudo)
    try:
        with CalamineWorkbook.from_filelike(BytesIO(conteudo)) as pasta:
            metadados = pasta.sheets_metadata
            if len(metadados) > ABAS_MAXIMAS:
                raise _recusado("abas_demais", f"Há {len(metadados)} abas.")
            return [
                _aba(pasta.get_sheet_by_name(m.name))
                for m in metadados
                if (m.typ, m.visible) == (SheetTypeEnum.WorkSheet, SheetVisibleEnum.Visible)
            ]
    except (CalamineError, OSError, ValueError, LookupError, OverflowError) as erro:
        raise _danificado() from erro
    except BaseException as erro:
        # O leitor é nativo: defeito dele chega como PanicException, fora de Exception.
        if type(erro).__name__ == "PanicException":
            raise _danificado() from erro
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


def _conferir_extensao(conteudo: bytes) -> None:
    try:
        with zipfile.ZipFile(BytesIO(conteudo)) as pacote:
            partes = pacote.infolist()
            if sum(p.file_size for p in partes) > ABERTO_MAXIMO:
                raise _recusado("grande_por_dentro", "Aberta, a planilha ocupa espaço demais.")
            for parte in partes:
                _conferir_parte(pacote.read(parte))
    except (zipfile.BadZipFile, expat.ExpatError, NotImplementedError, OSError) as erro:
        raise _danificado() from erro


def _conferir_parte(conteudo: bytes) -> None:
    """Toda parte em XML, tenha o nome que tiver: quem diz qual é a aba é o próprio arquivo."""
    if not conteudo.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return
    leitor = expat.ParserCreate()
    leitor.StartElementHandler = _conferir_elemento
    leitor.EntityDeclHandler = _recusar_entidade
    leitor.Parse(conteudo, True)


def _recusar_entidade(*args) -> None:
    raise _recusado("entidade", "A planilha traz entidades XML, que planilha nenhuma precisa ter.")


def _conferir_elemento(nome: str, atributos: dict[str, str]) -> None:
    if nome.rpartition(":")[2] not in ("c", "row") or "r" not in atributos:
        return
    posicao = _POSICAO.fullmatch(atributos["r"])
    longe = posicao is None or int(posicao[2]) > LINHA_MAXIMA
    if longe or _coluna(posicao[1]) > COLUNA_MAXIMA:
        raise _recusado(
            "extensa_demais",
            f"Há célula em {atributos['r'][:20]}, longe demais da tabela.",
        )


def _coluna(letras: str) -> int:
    numero = 0
    for letra in letras.upper():
        numero = numero * 26 + ord(letra) - 64
    return numero


def _recusado(codigo: str, motivo: str) -> ArquivoRecusado:
    return ArquivoRecusado([Problema(codigo, motivo, _SAIDA)])


def _danificado() -> ArquivoRecusado:
    return _recusado("danificado", "A planilha está incompleta ou danificada.")
