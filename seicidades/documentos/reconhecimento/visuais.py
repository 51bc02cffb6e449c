"""PDF e imagens: assinatura no começo e estrutura que chega ao fim."""

import re
import zlib

from seicidades.documentos.reconhecimento.leitura import cauda, contem, desempacotar
from seicidades.documentos.reconhecimento.tipos import Motivo, Recusa, Tipo

ASSINATURA_PNG = b"\x89PNG\r\n\x1a\n"
ASSINATURA_JPEG = b"\xff\xd8\xff"
ASSINATURA_PDF = b"%PDF-"
_CABECALHO_PDF = re.compile(rb"%PDF-[12]\.\d")
_FIM_DO_PDF = 2048
_BLOCOS_DO_PNG = 20_000
_SEGMENTOS_DO_JPEG = 2_000
# Começos de quadro do JPEG (ISO/IEC 10918-1, tabela B.1): C4, C8 e CC são outra coisa.
_QUADROS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_SEM_CORPO = frozenset({0x01, *range(0xD0, 0xD8)})
_NO_LUGAR_ERRADO = frozenset({0x00, 0xD8, 0xD9})

_COM_SOBRA = Motivo(
    "é uma imagem PNG com outro conteúdo colado depois do fim",
    "Abra a imagem, salve-a de novo como PNG e envie a cópia nova.",
    "conteudo_colado",
)


def _incompleto(tipo: Tipo) -> Recusa:
    return Recusa(
        Motivo(
            f"começa como {tipo.rotulo}, mas está incompleto ou danificado",
            "Abra o original, salve-o de novo e envie a cópia nova.",
            "danificado",
        )
    )


def conferir_pdf(arquivo, tamanho: int) -> Tipo:
    arquivo.seek(0)
    fim = cauda(arquivo, tamanho, _FIM_DO_PDF)
    arquivo.seek(0)
    if not _CABECALHO_PDF.match(arquivo.read(8)) or b"startxref" not in fim or b"%%EOF" not in fim:
        raise _incompleto(Tipo.PDF)
    return Tipo.PDF


def conferir_png(arquivo, tamanho: int) -> Tipo:
    """Percorre os blocos até IEND, que tem de ser o fim do arquivo."""
    arquivo.seek(len(ASSINATURA_PNG))
    try:
        fim = _percorrer_png(arquivo)
    except EOFError as erro:
        raise _incompleto(Tipo.PNG) from erro
    if fim < tamanho:
        raise Recusa(_COM_SOBRA)
    return Tipo.PNG


def _percorrer_png(arquivo) -> int:
    """Devolve onde a imagem acaba."""
    _conferir_ihdr(arquivo)
    com_imagem = False
    for _ in range(_BLOCOS_DO_PNG):
        tamanho, tipo = desempacotar(">I4s", arquivo.read(8))
        if tipo == b"IEND" and com_imagem:
            if tamanho:
                raise EOFError
            desempacotar(">I", arquivo.read(4))
            return arquivo.tell()
        com_imagem = com_imagem or tipo == b"IDAT"
        arquivo.seek(tamanho + 4, 1)
    raise EOFError


def _conferir_ihdr(arquivo) -> None:
    tamanho, tipo = desempacotar(">I4s", arquivo.read(8))
    corpo = arquivo.read(13)
    (soma,) = desempacotar(">I", arquivo.read(4))
    largura, altura, *_ = desempacotar(">II5B", corpo)
    if (tamanho, tipo) != (13, b"IHDR") or not largura or not altura:
        raise EOFError
    if zlib.crc32(tipo + corpo) != soma:
        raise EOFError


def conferir_jpeg(arquivo, tamanho: int) -> Tipo:
    """Percorre os segmentos até a imagem e exige que ela acabe.

    O que vem depois do fim é aceito: celulares guardam ali o vídeo curto e a
    segunda câmera.
    """
    arquivo.seek(2)
    try:
        _percorrer_jpeg(arquivo)
    except EOFError as erro:
        raise _incompleto(Tipo.JPEG) from erro
    if not contem(arquivo, b"\xff\xd9", arquivo.tell()):
        raise _incompleto(Tipo.JPEG)
    return Tipo.JPEG


def _percorrer_jpeg(arquivo) -> None:
    """Para no começo da varredura, depois de ver um quadro com largura."""
    com_quadro = False
    for _ in range(_SEGMENTOS_DO_JPEG):
        marca = _marca(arquivo)
        if marca in _SEM_CORPO:
            continue
        (tamanho,) = desempacotar(">H", arquivo.read(2))
        if marca in _NO_LUGAR_ERRADO or tamanho < 2:
            raise EOFError
        corpo = arquivo.read(tamanho - 2)
        if marca == 0xDA and com_quadro:
            return
        com_quadro = com_quadro or (marca in _QUADROS and any(corpo[3:5]))
    raise EOFError


def _marca(arquivo) -> int:
    """Lê uma marca, com quantos 0xFF de enchimento vierem antes."""
    (prefixo,) = desempacotar("B", arquivo.read(1))
    if prefixo != 0xFF:
        raise EOFError
    marca = 0xFF
    for _ in range(_SEGMENTOS_DO_JPEG):
        (marca,) = desempacotar("B", arquivo.read(1))
        if marca != 0xFF:
            break
    return marca
