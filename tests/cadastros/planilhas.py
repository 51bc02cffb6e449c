"""XLSX e ODS de um instante, bons e ruins."""

import zipfile
from io import BytesIO
from xml.sax.saxutils import escape

import xlsxwriter

from seicidades.comum.ods import TIPO_ODS

ESPACOS = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)


def em_xlsx(*linhas, abas=None, preparar=None) -> bytes:
    """Uma aba com as linhas, ou as `abas` dadas por nome; `preparar` mexe na última."""
    saida = BytesIO()
    with xlsxwriter.Workbook(saida, {"in_memory": True}) as pasta:
        for nome, conteudo in (abas or {"Plan1": linhas}).items():
            aba = pasta.add_worksheet(nome)
            for numero, celulas in enumerate(conteudo):
                for coluna, valor in enumerate(celulas):
                    if isinstance(valor, str):
                        aba.write_string(numero, coluna, valor)
                    elif valor is not None:
                        aba.write(numero, coluna, valor)
        if preparar:
            preparar(pasta, aba)
    return saida.getvalue()


def celula_ods(valor, extra="") -> str:
    if valor in (None, ""):
        return f"<table:table-cell {extra}/>"
    if isinstance(valor, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{valor}" {extra}/>'
    partes = "".join(f"<text:p>{escape(p)}</text:p>" for p in str(valor).split("\n"))
    return f'<table:table-cell office:value-type="string" {extra}>{partes}</table:table-cell>'


def linha_ods(*celulas, extra="") -> str:
    prontas = (c if str(c).startswith("<") else celula_ods(c) for c in celulas)
    return f"<table:table-row {extra}>{''.join(prontas)}</table:table-row>"


def em_ods(*linhas, corpo="", cabeca="", **partes) -> bytes:
    """Uma tabela com as linhas, ou o `corpo` já em XML; `partes` acrescenta arquivos."""
    corpo = corpo or tabela_ods(*(linha_ods(*celulas) for celulas in linhas))
    xml = (
        f'<?xml version="1.0" encoding="UTF-8"?>{cabeca}<office:document-content {ESPACOS}>'
        f"<office:body><office:spreadsheet>{corpo}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    return pacote({"mimetype": TIPO_ODS, "content.xml": xml, **partes})


def tabela_ods(*linhas, nome="Planilha1") -> str:
    return f'<table:table table:name="{nome}">{"".join(linhas)}</table:table>'


def pacote(partes) -> bytes:
    saida = BytesIO()
    with zipfile.ZipFile(saida, "w", zipfile.ZIP_DEFLATED) as arquivo:
        for nome, conteudo in partes.items():
            tipo = zipfile.ZIP_STORED if nome == "mimetype" else zipfile.ZIP_DEFLATED
            arquivo.writestr(zipfile.ZipInfo(nome), conteudo, tipo)
    return saida.getvalue()


def trocar_parte(conteudo: bytes, nome: str, troca) -> bytes:
    """O mesmo pacote com uma parte mudada."""
    with zipfile.ZipFile(BytesIO(conteudo)) as origem:
        partes = {p.filename: origem.read(p) for p in origem.infolist()}
    partes[nome] = troca(partes[nome].decode()).encode()
    return pacote(partes)
