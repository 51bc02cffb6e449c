"""Arquivos pequenos e de verdade, montados byte a byte, um por tipo aceito."""

import io
import struct
import zipfile
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile

OFFICE = "application/vnd.openxmlformats-officedocument."
PLANILHA = OFFICE + "spreadsheetml.sheet.main+xml"
DOCUMENTO = OFFICE + "wordprocessingml.document.main+xml"
RAIZ_DOS_TIPOS = "http://schemas.openxmlformats.org/package/2006/content-types"
RELACOES = "http://schemas.openxmlformats.org/package/2006/relationships"
DO_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CSV = "matrícula;nome\n1;José da Conceição\n"


def pdf(texto: str = "Termo de Adesao") -> bytes:
    """Uma página com uma linha de texto."""
    desenho = f"BT /F1 12 Tf 72 720 Td ({texto}) Tj ET".encode()
    objetos = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(desenho), desenho),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    saida, onde = bytearray(b"%PDF-1.4\n"), []
    for numero, objeto in enumerate(objetos, start=1):
        onde.append(len(saida))
        saida += b"%d 0 obj\n%s\nendobj\n" % (numero, objeto)
    tabela = len(saida)
    saida += b"xref\n0 6\n0000000000 65535 f \n"
    saida += b"".join(b"%010d 00000 n \n" % posicao for posicao in onde)
    saida += b"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % tabela
    return bytes(saida)


def _bloco(tipo: bytes, corpo: bytes) -> bytes:
    return (
        struct.pack(">I", len(corpo)) + tipo + corpo + struct.pack(">I", zlib.crc32(tipo + corpo))
    )


def png(largura: int = 1, altura: int = 1) -> bytes:
    linhas = zlib.compress((b"\0" + b"\x13\x51\xb4" * largura) * altura)
    cabecalho = struct.pack(">II5B", largura, altura, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _bloco(b"IHDR", cabecalho)
        + _bloco(b"IDAT", linhas)
        + _bloco(b"IEND", b"")
    )


def _segmento(marca: int, corpo: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marca, len(corpo) + 2) + corpo


def jpeg(largura: int = 1) -> bytes:
    """Um ponto cinza, com tabelas de um código só."""
    codigo_unico = bytes([1] + [0] * 15 + [0])
    return (
        b"\xff\xd8"
        + _segmento(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0")
        + _segmento(0xDB, b"\0" + b"\x01" * 64)
        + _segmento(0xC0, struct.pack(">BHHB3B", 8, 1, largura, 1, 1, 0x11, 0))
        + _segmento(0xC4, b"\0" + codigo_unico)
        + _segmento(0xC4, b"\x10" + codigo_unico)
        + _segmento(0xDA, b"\x01\x01\0\0\x3f\0")
        + b"\x3f\xff\xd9"
    )


def tipos_de_conteudo(*partes: tuple[str, str]) -> str:
    linhas = "".join(
        f'<Override PartName="/{parte}" ContentType="{tipo}"/>' for parte, tipo in partes
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="{RAIZ_DOS_TIPOS}">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{linhas}</Types>'
    )


def _relacoes(alvo: str, tipo: str) -> str:
    return (
        f'<Relationships xmlns="{RELACOES}">'
        f'<Relationship Id="rId1" Type="{DO_OFFICE}/{tipo}" Target="{alvo}"/></Relationships>'
    )


def pacote(partes: dict[str, bytes | str], *, comprimir: bool = True) -> bytes:
    saida = io.BytesIO()
    modo = zipfile.ZIP_DEFLATED if comprimir else zipfile.ZIP_STORED
    with zipfile.ZipFile(saida, "w", modo) as arquivo:
        for nome, conteudo in partes.items():
            arquivo.writestr(nome, conteudo)
    return saida.getvalue()


def partes_do_xlsx() -> dict[str, bytes | str]:
    principal = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return {
        "[Content_Types].xml": tipos_de_conteudo(
            ("xl/workbook.xml", PLANILHA),
            ("xl/worksheets/sheet1.xml", OFFICE + "spreadsheetml.worksheet+xml"),
        ),
        "_rels/.rels": _relacoes("xl/workbook.xml", "officeDocument"),
        "xl/workbook.xml": f'<workbook xmlns="{principal}" xmlns:r="{DO_OFFICE}">'
        '<sheets><sheet name="Lista" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relacoes("worksheets/sheet1.xml", "worksheet"),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{principal}"><sheetData>'
        '<row r="1"><c r="A1" t="inlineStr"><is><t>sigla</t></is></c></row>'
        "</sheetData></worksheet>",
    }


def partes_do_docx() -> dict[str, bytes | str]:
    principal = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return {
        "[Content_Types].xml": tipos_de_conteudo(("word/document.xml", DOCUMENTO)),
        "_rels/.rels": _relacoes("word/document.xml", "officeDocument"),
        "word/document.xml": f'<w:document xmlns:w="{principal}"><w:body><w:p><w:r>'
        "<w:t>Minuta de decreto</w:t></w:r></w:p></w:body></w:document>",
    }


def xlsx(**outras: bytes | str) -> bytes:
    return pacote(partes_do_xlsx() | outras)


def docx(**outras: bytes | str) -> bytes:
    return pacote(partes_do_docx() | outras)


def envio(nome: str = "termo.pdf", conteudo: bytes | None = None) -> SimpleUploadedFile:
    """O que um formulário receberia; o tipo declarado mente de propósito."""
    return SimpleUploadedFile(nome, pdf() if conteudo is None else conteudo, "text/html")
