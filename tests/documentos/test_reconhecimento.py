"""O conteúdo decide o tipo; cada ataque é recusado com o que há e como resolver."""

import io
import struct
import tracemalloc
import zipfile
import zlib

import pytest

from seicidades.documentos.reconhecimento import MB, Recusa, Tipo, pacote, reconhecer
from tests.documentos import amostras

ACEITOS = [
    ("termo.pdf", amostras.pdf(), Tipo.PDF),
    ("TERMO.PDF", amostras.pdf(), Tipo.PDF),
    ("tela.png", amostras.png(), Tipo.PNG),
    ("foto.jpg", amostras.jpeg(), Tipo.JPEG),
    ("foto.jpeg", amostras.jpeg(), Tipo.JPEG),
    ("lista.xlsx", amostras.xlsx(), Tipo.XLSX),
    ("minuta.docx", amostras.docx(), Tipo.DOCX),
    ("lista.csv", amostras.CSV.encode(), Tipo.CSV),
    ("lista.csv", b"\xef\xbb\xbf" + amostras.CSV.encode(), Tipo.CSV),
    ("lista.csv", amostras.CSV.encode("cp1252"), Tipo.CSV),
]


def ler(nome, conteudo, **outros):
    return reconhecer(io.BytesIO(conteudo), nome, limite_mb=20, **outros)


def motivo(nome, conteudo, **outros):
    with pytest.raises(Recusa) as recusa:
        ler(nome, conteudo, **outros)
    return recusa.value.motivo


@pytest.mark.parametrize(("nome", "conteudo", "tipo"), ACEITOS)
def test_reconhece_cada_tipo_pelo_conteudo(nome, conteudo, tipo):
    lido = ler(nome, conteudo)

    assert (lido.tipo, lido.tamanho) == (tipo, len(conteudo))
    assert lido.nome == nome.replace(".PDF", ".pdf")


@pytest.mark.parametrize("comprimir", [True, False])
def test_office_comprimido_ou_nao_e_aceito(comprimir):
    conteudo = amostras.pacote(amostras.partes_do_xlsx(), comprimir=comprimir)

    assert ler("lista.xlsx", conteudo).tipo == Tipo.XLSX


def test_documento_do_office_365_com_parte_principal_de_outro_nome_e_aceito():
    partes = amostras.partes_do_docx()
    partes["word/document2.xml"] = partes.pop("word/document.xml")
    partes["[Content_Types].xml"] = amostras.tipos_de_conteudo(
        ("word/document2.xml", amostras.DOCUMENTO)
    )

    assert ler("minuta.docx", amostras.pacote(partes)).tipo == Tipo.DOCX


def test_jpeg_com_video_curto_depois_do_fim_e_aceito():
    assert ler("foto.jpg", amostras.jpeg() + b"video curto do celular").tipo == Tipo.JPEG


@pytest.mark.parametrize("extensao", ["pdf", "png", "jpg", "xlsx", "docx", "csv", "exe", ""])
@pytest.mark.parametrize(("nome", "conteudo", "tipo"), ACEITOS[2:8])
def test_extensao_que_discorda_do_conteudo_e_recusada(nome, conteudo, tipo, extensao):
    trocado = nome.rpartition(".")[0] + (f".{extensao}" if extensao else "")
    if extensao in tipo.extensoes:
        assert ler(trocado, conteudo).tipo == tipo
        return

    dito = motivo(trocado, conteudo)

    assert dito.codigo == "extensao"
    assert tipo.rotulo in dito.o_que
    assert f".{tipo.extensoes[0]}" in dito.saida


def test_tipo_fora_dos_pedidos_e_recusado_dizendo_quais_sao():
    dito = motivo("termo.pdf", amostras.pdf(), tipos=[Tipo.CSV, Tipo.XLSX])

    assert dito.codigo == "tipo"
    assert dito.saida == "Envie XLSX ou CSV."


def test_vazio_e_recusado():
    assert motivo("termo.pdf", b"").codigo == "vazio"


def test_limite_de_tamanho_e_exato():
    cheio = b"a;b\n" + b"x" * (MB - 4)

    assert reconhecer(io.BytesIO(cheio), "a.csv", limite_mb=1).tamanho == MB
    with pytest.raises(Recusa) as recusa:
        reconhecer(io.BytesIO(cheio + b"x"), "a.csv", limite_mb=1)
    assert recusa.value.motivo.o_que == "tem 1,1 MB e o limite é 1 MB"


JPEG_SEM_QUADRO = b"\xff\xd8" + b"\xff\xda\x00\x08\x01\x01\0\0\x3f\0" + b"\x3f\xff\xd9"
DANIFICADOS = [
    ("só o cabeçalho do PDF", "a.pdf", b"%PDF-1.7\n"),
    ("PDF cortado", "a.pdf", amostras.pdf()[:-40]),
    ("PDF de versão inventada", "a.pdf", amostras.pdf().replace(b"%PDF-1.4", b"%PDF-9.x")),
    ("PDF seguido de outro arquivo", "a.pdf", amostras.pdf() + b"\0" * 4096),
    ("PNG só com assinatura", "a.png", b"\x89PNG\r\n\x1a\n"),
    ("PNG cortado", "a.png", amostras.png()[:-6]),
    ("PNG sem imagem", "a.png", amostras.png()[:33] + amostras.png()[-12:]),
    ("PNG de largura zero", "a.png", amostras.png(largura=0)),
    ("PNG de soma errada", "a.png", amostras.png()[:29] + b"\0\0\0\0" + amostras.png()[33:]),
    ("PNG com blocos sem fim", "a.png", amostras.png()[:33] + b"\0\0\0\0abcdefgh" * 30_000),
    ("JPEG só com assinatura", "a.jpg", b"\xff\xd8\xff"),
    ("JPEG cortado", "a.jpg", amostras.jpeg()[:-2]),
    ("JPEG sem quadro", "a.jpg", JPEG_SEM_QUADRO),
    ("JPEG de largura zero", "a.jpg", amostras.jpeg(largura=0)),
    ("JPEG com segmentos sem fim", "a.jpg", b"\xff\xd8" + b"\xff\xe0\0\x02" * 30_000),
    ("JPEG de enchimento sem fim", "a.jpg", b"\xff\xd8" + b"\xff" * 30_000),
    ("JPEG que perde o fio", "a.jpg", b"\xff\xd8\xff\xe0\0\x02abc"),
    ("ZIP só com assinatura", "a.xlsx", b"PK\x03\x04"),
    ("ZIP cortado", "a.xlsx", amostras.xlsx()[:-30]),
    ("ZIP com algo colado depois", "a.xlsx", amostras.xlsx() + b"resto"),
]


@pytest.mark.parametrize(
    ("nome", "conteudo"),
    [caso[1:] for caso in DANIFICADOS],
    ids=[caso[0] for caso in DANIFICADOS],
)
def test_estrutura_quebrada_e_recusada(nome, conteudo):
    dito = motivo(nome, conteudo)

    assert dito.codigo == "danificado"
    assert "salve-o de novo" in dito.saida


def test_png_com_outro_arquivo_colado_e_recusado():
    assert motivo("a.png", amostras.png() + amostras.xlsx()).codigo == "conteudo_colado"


ESTRANHOS = [
    ("executavel", b"MZ\x90\0\x03\0\0\0"),
    ("executavel", b"\x7fELF\x02\x01\x01"),
    ("executavel", b"\xca\xfe\xba\xbe\0\0\0\x34"),
    ("executavel", b"L\0\0\0\x01\x14\x02\0\0\0"),
    ("office_antigo", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    ("zip", b"Rar!\x1a\x07\x01"),
    ("zip", b"7z\xbc\xaf\x27\x1c"),
    ("zip", b"\x1f\x8b\x08"),
    ("zip", b"PK\x05\x06" + b"\0" * 18),
    ("imagem", b"GIF89a"),
    ("imagem", b"BM\x46\0\0\0"),
    ("imagem", b"II*\0\x08\0"),
    ("imagem", b"RIFF\x24\0\0\0WEBPVP8 "),
    ("heic", b"\0\0\0\x18ftypheic\0\0\0\0"),
    ("heic", b"\0\0\0\x18ftypmif1\0\0\0\0"),
    ("rtf", b"{\\rtf1\\ansi"),
]


@pytest.mark.parametrize(("codigo", "conteudo"), ESTRANHOS)
@pytest.mark.parametrize("nome", ["a.pdf", "a.csv", "a.xlsx"])
def test_formato_conhecido_e_nao_aceito_diz_o_que_e(nome, codigo, conteudo):
    assert motivo(nome, conteudo).codigo == codigo


@pytest.mark.parametrize("comeco", ["MZ;nome\n", "BM;nome\n"])
def test_tabela_que_comeca_com_duas_letras_de_programa_e_tabela(comeco):
    assert ler("lista.csv", comeco.encode()).tipo == Tipo.CSV


PAGINAS = [
    b"<html><body>oi</body></html>",
    b"  \n<!DOCTYPE html>\n<p>oi</p>",
    b"\xef\xbb\xbf<!doctype html>",
    b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    b'<?xml version="1.0"?><svg/>',
    b"nome;valor\n1;<script>alert(1)</script>\n",
    b"nome;valor\n1;<SCRIPT src=x>\n",
    b'nome;valor\n1;<img src=x onerror="alert(1)">\n',
    b"nome;valor\n1;<iframe/src=x>\n",
    b"<?php system($_GET[0]); ?>",
    b"#!/bin/sh\nrm -rf ~\n",
    b"\xef\xbb\xbf \n#!/bin/sh\n",
    b"a" * 65_530 + b"<script>alert(1)</script>",
]


@pytest.mark.parametrize("conteudo", PAGINAS)
@pytest.mark.parametrize("nome", ["a.csv", "a.pdf", "a.png"])
def test_pagina_ou_programa_disfarcado_e_recusado(nome, conteudo):
    assert motivo(nome, conteudo).codigo == "codigo"


def test_sinal_de_menor_e_endereco_entre_sinais_sao_texto():
    texto = "nome;contato\n<a definir>;Ana <ana@exemplo.invalid>\nmenor;< 3 e > 1\n"

    assert ler("lista.csv", texto.encode()).tipo == Tipo.CSV


@pytest.mark.parametrize(
    ("codigo", "conteudo"),
    [
        ("desconhecido", b"a;b\n1;\x00\n"),
        ("desconhecido", b"a;b\n1;\x1b[31m\n"),
        ("desconhecido", b"a;b\n1;\x81\n"),
        ("desconhecido", bytes(range(256))),
        ("utf16", amostras.CSV.encode("utf-16")),
        ("utf16", b"\xfe\xff" + amostras.CSV.encode("utf-16-be")),
        ("vazio", b" \r\n\t\n"),
        ("vazio", b"\xef\xbb\xbf\n"),
    ],
)
def test_o_que_nao_e_texto_legivel_nao_e_csv(codigo, conteudo):
    assert motivo("lista.csv", conteudo).codigo == codigo


def test_letra_cortada_entre_dois_pedacos_continua_utf8():
    texto = "a" * (64 * 1024 - 1) + "ção\n"

    assert ler("lista.csv", texto.encode()).tipo == Tipo.CSV


# --- pacotes do Office


def com(partes, **outras):
    return amostras.pacote(partes | outras)


@pytest.mark.parametrize(
    "parte",
    ["xl/vbaProject.bin", "xl/vbaData.xml", "xl/activeX/activeX1.bin", "xl/macrosheets/s1.xml"],
)
def test_macro_pelo_nome_da_parte_e_recusada(parte):
    assert motivo("a.xlsx", amostras.xlsx(**{parte: b"x"})).codigo == "macros"


@pytest.mark.parametrize(
    "tipo",
    [
        "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        "application/vnd.ms-office.vbaProject",
        "application/vnd.ms-excel.macrosheet+xml",
    ],
)
def test_macro_pelo_tipo_declarado_e_recusada(tipo):
    declaracao = amostras.tipos_de_conteudo(
        ("xl/workbook.xml", amostras.PLANILHA), ("xl/inocente.bin", tipo)
    )

    assert motivo("a.xlsx", amostras.xlsx(**{"[Content_Types].xml": declaracao})).codigo == "macros"


@pytest.mark.parametrize(
    ("codigo", "partes"),
    [
        ("zip", {"contrato.pdf": amostras.pdf()}),
        ("zip", {"[Content_Types].xml": amostras.tipos_de_conteudo()}),
        (
            "zip",
            {
                "[Content_Types].xml": amostras.tipos_de_conteudo(
                    ("xl/workbook.xml", amostras.PLANILHA)
                )
            },
        ),
        (
            "zip",
            amostras.partes_do_xlsx()
            | amostras.partes_do_docx()
            | {
                "[Content_Types].xml": amostras.tipos_de_conteudo(
                    ("xl/workbook.xml", amostras.PLANILHA),
                    ("word/document.xml", amostras.DOCUMENTO),
                )
            },
        ),
        ("opendocument", {"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}),
        ("danificado", amostras.partes_do_xlsx() | {"[Content_Types].xml": "<Types"}),
        ("danificado", amostras.partes_do_xlsx() | {"[Content_Types].xml": b"\xff\xfe<\0"}),
        (
            "danificado",
            amostras.partes_do_xlsx()
            | {"[Content_Types].xml": '<!DOCTYPE x [<!ENTITY a "a">]><Types>&a;</Types>'},
        ),
        ("danificado", amostras.partes_do_xlsx() | {"[Content_Types].xml": " " * 600_000}),
        ("danificado", amostras.partes_do_xlsx() | {"../../fora.xml": "x"}),
        ("danificado", amostras.partes_do_xlsx() | {"/etc/x.xml": "x"}),
        ("danificado", amostras.partes_do_xlsx() | {"xl\\..\\x.xml": "x"}),
        ("danificado", amostras.partes_do_xlsx() | {"XL/Workbook.xml": "x"}),
    ],
)
def test_pacote_que_nao_e_planilha_nem_documento_e_recusado(codigo, partes):
    assert motivo("a.xlsx", amostras.pacote(partes)).codigo == codigo


def test_parte_com_senha_e_recusada():
    conteudo = bytearray(amostras.xlsx())
    conteudo[conteudo.index(b"PK\x01\x02") + 8] |= 1

    assert motivo("a.xlsx", bytes(conteudo)).codigo == "senha"


def test_razao_de_bomba_e_recusada():
    bomba = amostras.xlsx(**{"xl/media/zeros.xml": b"\0" * 2 * MB})

    assert motivo("a.xlsx", bomba).codigo == "bomba"


def test_total_de_bomba_e_recusado(monkeypatch):
    monkeypatch.setattr(pacote, "TOTAL_MAXIMO", 1000)

    assert motivo("a.xlsx", amostras.xlsx(**{"xl/a.xml": b"\0" * 1000})).codigo == "bomba"


def test_partes_demais_sao_recusadas_antes_de_ler_o_diretorio(monkeypatch):
    conteudo = bytearray(amostras.xlsx())
    monkeypatch.setattr(zipfile, "ZipFile", None)
    conteudo[-12:-10] = struct.pack("<H", pacote.ENTRADAS_MAXIMAS + 1)

    assert motivo("a.xlsx", bytes(conteudo)).codigo == "bomba"


def test_contagem_que_mente_para_menos_nao_passa(monkeypatch):
    monkeypatch.setattr(pacote, "ENTRADAS_MAXIMAS", 4)

    conteudo = bytearray(amostras.xlsx())
    conteudo[-12:-10] = struct.pack("<H", 1)

    assert motivo("a.xlsx", bytes(conteudo)).codigo == "bomba"


def tamanho_mentido(conteudo: bytes, parte: bytes, declarado: int) -> bytes:
    """Troca, no diretório central, o tamanho de uma parte depois de aberta."""
    trocado = bytearray(conteudo)
    onde = trocado.index(parte, trocado.index(b"PK\x01\x02")) - 46
    trocado[onde + 24 : onde + 28] = struct.pack("<I", declarado)
    return bytes(trocado)


def test_bomba_que_declara_tamanho_pequeno_e_pega_ao_abrir():
    conteudo = amostras.xlsx(**{"xl/bomba.xml": b"\0" * 30 * MB})

    assert motivo("a.xlsx", tamanho_mentido(conteudo, b"xl/bomba.xml", 100)).codigo == "bomba"


def test_tamanho_declarado_maior_que_o_real_e_recusado():
    conteudo = amostras.xlsx(**{"xl/a.xml": b"abc"})

    assert motivo("a.xlsx", tamanho_mentido(conteudo, b"xl/a.xml", 900)).codigo == "danificado"


def test_soma_errada_e_recusada():
    conteudo = amostras.pacote(amostras.partes_do_xlsx(), comprimir=False)

    trocado = conteudo.replace(b">sigla<", b">SIGLA<")

    assert motivo("a.xlsx", trocado).codigo == "danificado"


def test_partes_sobrepostas_sao_recusadas(monkeypatch):
    """A bomba de Fifield aponta muitas entradas para o mesmo trecho."""
    conteudo = amostras.xlsx(**{"xl/a.xml": zlib.compress(bytes(range(256)) * 99)})
    inicio = conteudo.index(b"PK\x01\x02")
    diretorio = conteudo[inicio:-22]
    ultima = diretorio[diretorio.rindex(b"PK\x01\x02") :]
    copias = b"".join(ultima.replace(b"xl/a.xml", b"xl/%d.xml" % n) for n in range(9))
    novo = conteudo[:inicio] + diretorio + copias
    fim = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 15, 15, len(novo) - inicio, inicio, 0)

    assert motivo("a.xlsx", novo + fim).codigo == "danificado"


def test_zip64_de_quem_gera_planilha_em_fluxo_e_aceito():
    conteudo = amostras.xlsx()
    inicio = conteudo.index(b"PK\x01\x02")
    tamanho, entradas = len(conteudo) - 22 - inicio, 5
    registro = struct.pack(
        "<4sQ2H2I4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, entradas, entradas, tamanho, inicio
    )
    localizador = struct.pack("<4sIQI", b"PK\x06\x07", 0, len(conteudo) - 22, 1)
    fim = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)

    assert ler("a.xlsx", conteudo[:-22] + registro + localizador + fim).tipo == Tipo.XLSX


def test_diretorio_que_aponta_para_fora_e_recusado():
    conteudo = bytearray(amostras.xlsx())
    onde = conteudo.rindex(b"PK\x01\x02")
    conteudo[onde + 42 : onde + 46] = struct.pack("<I", 0xFFFFFFF0)

    assert motivo("a.xlsx", bytes(conteudo)).codigo == "danificado"


@pytest.mark.parametrize("nome", ["grande.csv", "grande.pdf", "grande.xlsx"])
def test_conferir_20_mb_cabe_em_poucos_megabytes_de_memoria(nome, tmp_path):
    caminho = tmp_path / nome
    recheio = b"matricula;nome\n" * (19 * MB // 15)
    caminho.write_bytes(
        {
            "grande.csv": recheio,
            "grande.pdf": amostras.pdf()[:9] + recheio + amostras.pdf()[9:],
            "grande.xlsx": amostras.pacote(
                amostras.partes_do_xlsx() | {"xl/a.xml": recheio}, comprimir=False
            ),
        }[nome]
    )
    with caminho.open("rb") as arquivo:
        tracemalloc.start()
        try:
            reconhecer(arquivo, nome, limite_mb=20)
            pico = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    assert pico < 3 * MB
