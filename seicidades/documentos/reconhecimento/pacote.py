"""Lê o diretório de um ZIP e confere cada parte sem gravar nada em disco.

Os tamanhos declarados são conferidos descomprimindo em pedaços e jogando
fora: uma bomba mente justamente ali, e quem ler a planilha depois confia.
"""

import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator

from seicidades.documentos.reconhecimento.leitura import PEDACO, cauda, desempacotar
from seicidades.documentos.reconhecimento.tipos import Motivo, Recusa

ENTRADAS_MAXIMAS = 4_000
DIRETORIO_MAXIMO = 512 * 1024
TOTAL_MAXIMO = 200 * 1024 * 1024
RAZAO_MAXIMA = 200
# Abaixo disto a razão não diz nada: um XML curto e repetido comprime muito.
RAZAO_VALE_DESDE = 1024 * 1024
_FIM = 22
_LOCALIZADOR_64 = 20
_FIM_64 = 56
_CIFRADA = 0x1
_ESTRAGOS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    ValueError,
    OverflowError,
    NotImplementedError,
)
_LEGIVEIS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)

DANIFICADO = Motivo(
    "está incompleto ou danificado",
    "Abra o original, salve-o de novo e envie a cópia nova.",
    "danificado",
)
GRANDE_DEMAIS_POR_DENTRO = Motivo(
    f"ocupa espaço demais depois de aberto (o limite é {TOTAL_MAXIMO // 2**20} MB)",
    "Divida o conteúdo em mais de um arquivo e envie cada um.",
    "bomba",
)
PARTES_DEMAIS = Motivo(
    f"tem partes internas demais (o limite é {ENTRADAS_MAXIMAS})",
    "Divida o conteúdo em mais de um arquivo e envie cada um.",
    "bomba",
)
COM_SENHA = Motivo(
    "está protegido por senha",
    "Retire a senha, salve uma cópia e envie-a.",
    "senha",
)


def abrir(arquivo, tamanho: int) -> zipfile.ZipFile:
    """Abre o ZIP, já sabendo que o diretório cabe na memória e que as partes são inocentes.

    Raises:
        Recusa: se não for um ZIP inteiro ou passar de algum limite.
    """
    try:
        entradas, diretorio, inicio = _diretorio(arquivo, tamanho)
    except EOFError as erro:
        raise Recusa(DANIFICADO) from erro
    if entradas > ENTRADAS_MAXIMAS or diretorio > DIRETORIO_MAXIMO:
        raise Recusa(PARTES_DEMAIS)
    try:
        pacote = zipfile.ZipFile(arquivo)
        _conferir_partes(arquivo, pacote.infolist(), inicio)
    except _ESTRAGOS as erro:
        raise Recusa(DANIFICADO) from erro
    return pacote


def _diretorio(arquivo, tamanho: int) -> tuple[int, int, int]:
    """Quantas entradas, quantos bytes e onde começa o diretório central.

    Exige que ele encoste no fim do arquivo: nada colado antes ou depois.
    """
    final = cauda(arquivo, tamanho, _FIM + _LOCALIZADOR_64 + _FIM_64)
    fim, localizador = final[-_FIM:], final[-_FIM - _LOCALIZADOR_64 : -_FIM]
    assinatura, _, _, _, entradas, bytes_, inicio, comentario = desempacotar("<4s4H2IH", fim)
    onde = tamanho - _FIM
    if localizador.startswith(b"PK\x06\x07"):
        registro = final[: -_FIM - _LOCALIZADOR_64]
        assinatura_64, entradas, bytes_, inicio = desempacotar("<4s28x3Q", registro)
        onde -= _LOCALIZADOR_64 + _FIM_64
        if assinatura_64 != b"PK\x06\x06":
            raise EOFError
    if assinatura != b"PK\x05\x06" or comentario or inicio + bytes_ != onde:
        raise EOFError
    return entradas, bytes_, inicio


def _conferir_partes(arquivo, partes: list[zipfile.ZipInfo], limite: int) -> None:
    if len(partes) > ENTRADAS_MAXIMAS:
        raise Recusa(PARTES_DEMAIS)
    repetidas = Counter(parte.filename.lower() for parte in partes)
    if len(repetidas) != len(partes) or sum(p.compress_size for p in partes) > limite:
        raise Recusa(DANIFICADO)
    if sum(parte.file_size for parte in partes) > TOTAL_MAXIMO:
        raise Recusa(GRANDE_DEMAIS_POR_DENTRO)
    for parte in partes:
        _conferir_declaracao(parte)
    for parte in partes:
        if parte.compress_size or parte.file_size:
            _conferir_conteudo(arquivo, parte, limite)


def _conferir_declaracao(parte: zipfile.ZipInfo) -> None:
    if parte.flag_bits & _CIFRADA:
        raise Recusa(COM_SENHA)
    nome = parte.orig_filename
    if "\\" in nome or "\0" in nome or nome.startswith("/") or ".." in nome.split("/"):
        raise Recusa(DANIFICADO)
    if parte.compress_type not in _LEGIVEIS:
        raise Recusa(DANIFICADO)
    razao = parte.file_size / max(parte.compress_size, 1)
    if parte.file_size > RAZAO_VALE_DESDE and razao > RAZAO_MAXIMA:
        raise Recusa(GRANDE_DEMAIS_POR_DENTRO)


def _conferir_conteudo(arquivo, parte: zipfile.ZipInfo, limite: int) -> None:
    """Confere tamanho e soma do que sai de fato, parando assim que passar do declarado."""
    _ir_ao_conteudo(arquivo, parte, limite)
    comprimido = _comprimido(arquivo, parte.compress_size)
    soma = total = 0
    for pedaco in comprimido if parte.compress_type == zipfile.ZIP_STORED else _inflar(comprimido):
        total += len(pedaco)
        if total > parte.file_size:
            raise Recusa(GRANDE_DEMAIS_POR_DENTRO)
        soma = zlib.crc32(pedaco, soma)
    if (total, soma) != (parte.file_size, parte.CRC):
        raise EOFError


def _ir_ao_conteudo(arquivo, parte: zipfile.ZipInfo, limite: int) -> None:
    if parte.header_offset > limite:
        raise EOFError
    arquivo.seek(parte.header_offset)
    assinatura, nome, extra = desempacotar("<4s22x2H", arquivo.read(30))
    inicio = parte.header_offset + 30 + nome + extra
    if assinatura != b"PK\x03\x04" or inicio + parte.compress_size > limite:
        raise EOFError
    arquivo.seek(inicio)


def _comprimido(arquivo, falta: int) -> Iterator[bytes]:
    while falta:
        pedaco = arquivo.read(min(PEDACO, falta))
        if not pedaco:
            raise EOFError
        falta -= len(pedaco)
        yield pedaco


def _inflar(comprimido: Iterator[bytes]) -> Iterator[bytes]:
    inflador = zlib.decompressobj(-zlib.MAX_WBITS)
    for pedaco in comprimido:
        while saida := inflador.decompress(pedaco, PEDACO):
            yield saida
            pedaco = inflador.unconsumed_tail
        if inflador.unused_data:
            raise EOFError
    if not inflador.eof:
        raise EOFError
