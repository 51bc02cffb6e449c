"""XLSX e DOCX: um ZIP de verdade, com a parte principal certa e sem macros."""

import zipfile
from xml.etree import ElementTree

from seicidades.documentos.reconhecimento import pacote
from seicidades.documentos.reconhecimento.tipos import Motivo, Recusa, Tipo

ASSINATURA_ZIP = b"PK\x03\x04"
_LISTA = "[Content_Types].xml"
_LISTA_MAXIMA = 512 * 1024
_OFFICE = "application/vnd.openxmlformats-officedocument."
_PRINCIPAIS = {
    _OFFICE + "spreadsheetml.sheet.main+xml": (Tipo.XLSX, "xl/workbook.xml"),
    _OFFICE + "wordprocessingml.document.main+xml": (Tipo.DOCX, "word/document.xml"),
}
_ATIVOS = ("macroenabled", "vbaproject", "macrosheet", "vbadata", "activex")

_COM_MACROS = Motivo(
    "tem macros ou controles ativos, que não são aceitos",
    "Salve uma cópia como XLSX ou DOCX sem macros e envie-a.",
    "macros",
)
_OUTRO_ZIP = Motivo(
    "é um pacote ZIP, não uma planilha XLSX nem um documento DOCX",
    "Abra o pacote e envie cada arquivo em separado.",
    "zip",
)
_LIBREOFFICE = Motivo(
    "está no formato do LibreOffice (ODS, ODT ou semelhante)",
    "Use Salvar como e escolha XLSX, DOCX ou PDF.",
    "opendocument",
)


def conferir_office(arquivo, tamanho: int) -> Tipo:
    with pacote.abrir(arquivo, tamanho) as partes:
        nomes = {nome.lower() for nome in partes.namelist()}
        if any(ativo in nome for nome in nomes for ativo in _ATIVOS):
            raise Recusa(_COM_MACROS)
        if _LISTA not in partes.namelist():
            raise Recusa(_LIBREOFFICE if "mimetype" in nomes else _OUTRO_ZIP)
        return _tipo_principal(_declaracoes(partes), nomes)


def _declaracoes(partes: zipfile.ZipFile) -> list[dict[str, str]]:
    """Atributos das linhas de [Content_Types].xml.

    Raises:
        Recusa: se não for XML simples; declaração de entidade não se lê.
    """
    if partes.getinfo(_LISTA).file_size > _LISTA_MAXIMA:
        raise Recusa(pacote.DANIFICADO)
    try:
        texto = partes.read(_LISTA).decode("utf-8-sig")
        if "<!DOCTYPE" in texto.upper() or "<!ENTITY" in texto.upper():
            raise Recusa(pacote.DANIFICADO)
        raiz = ElementTree.fromstring(texto)  # noqa: S314 (sem DTD, conferido na linha de cima)
    except (UnicodeDecodeError, ElementTree.ParseError, zipfile.BadZipFile) as erro:
        raise Recusa(pacote.DANIFICADO) from erro
    return [dict(linha.attrib) for linha in raiz]


def _tipo_principal(declaracoes: list[dict[str, str]], nomes: set[str]) -> Tipo:
    achados = set()
    for linha in declaracoes:
        conteudo = linha.get("ContentType", "").strip()
        if any(ativo in conteudo.lower() for ativo in _ATIVOS):
            raise Recusa(_COM_MACROS)
        if conteudo in _PRINCIPAIS:
            tipo, costumeira = _PRINCIPAIS[conteudo]
            parte = linha.get("PartName", costumeira).lstrip("/").lower()
            achados |= {tipo} if parte in nomes else set()
    if len(achados) != 1:
        raise Recusa(_OUTRO_ZIP)
    return achados.pop()
