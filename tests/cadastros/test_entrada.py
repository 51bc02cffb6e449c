"""O que se lê, o que se recusa, e em quanto tempo e memória."""

import subprocess
import sys
import time
import zipfile
from datetime import date
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cadastros.models import RascunhoDeCarga
from cadastros.servicos.envio import conferir_planilha
from cadastros.validacao import UNIDADES, USUARIOS, conferir_usuarios
from cadastros.validacao.entrada import em_texto, limpar
from cadastros.validacao.planilha import ler
from seicidades.comum.ods import TIPO_ODS
from tests.cadastros.factories import csv, unidade, usuario
from tests.cadastros.planilhas import (
    celula_ods,
    em_ods,
    em_xlsx,
    linha_ods,
    pacote,
    tabela_ods,
    trocar_parte,
)
from tests.documentos.amostras import pdf

CPF = "11144477735"
CABECALHO = UNIDADES.cabecalho
SEGUNDOS = 5


def codigos(leitura):
    return [p.codigo for p in leitura.problemas]


def celulas(conteudo, leiaute=USUARIOS):
    leitura = ler(conteudo, leiaute)
    assert [p for p in leitura.problemas if p.eh_erro] == []
    return [linha.celulas for linha in leitura.linhas]


def enviar(nome, conteudo):
    return conferir_planilha(SimpleUploadedFile(nome, conteudo))


# O mesmo conteúdo, em todo formato

LINHAS = [usuario("ana", c3="José Ávila", c5=CPF), usuario("bia", "SMA")]
TABELA = [USUARIOS.cabecalho, *LINHAS]
FORMATOS = {
    "virgula": csv(*LINHAS).encode(),
    "ponto_e_virgula": csv(*LINHAS, separador=";").encode(),
    "tabulacao": csv(*LINHAS, separador="\t").encode(),
    "bom": b"\xef\xbb\xbf" + csv(*LINHAS).encode(),
    "latin1": csv(*LINHAS).encode("latin-1"),
    "crlf": csv(*LINHAS, fim="\r\n").encode(),
    "sep": b"sep=;\r\n" + csv(*LINHAS, separador=";").encode(),
    "xlsx": em_xlsx(*TABELA),
    "ods": em_ods(*TABELA),
}


@pytest.mark.parametrize("formato", FORMATOS)
def test_todo_formato_da_as_mesmas_celulas(formato):
    assert celulas(FORMATOS[formato]) == LINHAS


def test_texto_colado_da_planilha_com_celula_entre_aspas():
    colado = "\t".join(USUARIOS.cabecalho) + '\r\n1\tPM\tana\t"Ana\nPrado"\t\t\t\tGAB\tBásico\r\n'

    assert celulas(colado.encode())[0][3] == "Ana\nPrado"


# Células de planilha


@pytest.mark.parametrize(
    ("valor", "texto"),
    [
        (None, ""),
        (11144477735.0, "11144477735"),
        (3.5, "3.5"),
        (float("inf"), "inf"),
        (True, "Sim"),
        (False, "Não"),
        (date(2026, 3, 1), "01/03/2026"),
        ("a", "a"),
    ],
)
def test_celula_vira_o_texto_que_a_pessoa_ve(valor, texto):
    assert em_texto(valor) == texto


@pytest.mark.parametrize(
    ("celula", "limpa"),
    [("  a ", "a"), ("\xa0a\xa0b", "a b"), ("'=1", "=1"), ("'-2", "-2"), ("d'Oeste", "d'Oeste")],
)
def test_espaco_duro_e_apostrofo_de_planilha_somem(celula, limpa):
    assert limpar(celula) == limpa


def test_numeros_do_xlsx_e_do_ods_nao_ganham_virgula():
    linha = [1, "PM", "ana", "Ana", "", int(CPF), "", "GAB", "Básico"]

    assert celulas(em_xlsx(USUARIOS.cabecalho, linha))[0][5] == CPF
    assert celulas(em_ods(USUARIOS.cabecalho, linha))[0][5] == CPF


def test_ods_le_linhas_repetidas_espacos_quebras_e_pula_anotacao():
    anotada = (
        '<table:table-cell office:value-type="string"><office:annotation><text:p>nota</text:p>'
        '</office:annotation><text:p>Ana<text:s text:c="2"/>Prado</text:p></table:table-cell>'
    )
    vazias = '<table:table-cell table:number-columns-repeated="16384"/>'
    corpo = tabela_ods(
        linha_ods(*USUARIOS.cabecalho, vazias),
        linha_ods(vazias, extra='table:number-rows-repeated="3"'),
        linha_ods(1, "PM", "ana", anotada, "", "", "", "GAB", "Básico"),
        linha_ods(vazias, extra='table:number-rows-repeated="1048570"'),
    )
    leitura = ler(em_ods(corpo=corpo), USUARIOS)

    assert [(linha.numero, linha.celulas[3]) for linha in leitura.linhas] == [(5, "Ana  Prado")]


def test_so_as_abas_visiveis_e_a_que_tem_o_cabecalho():
    conteudo = em_xlsx(abas={"Resumo": [["Total", 2]], "Pessoas": TABELA})

    assert celulas(conteudo) == LINHAS


def test_cabecalho_abaixo_de_titulos_e_achado():
    for conteudo in (
        em_xlsx(["Prefeitura de Exemplo"], [], ["Usuários do SEI"], *TABELA),
        b"Prefeitura de Exemplo;;;;;;;;\n\n" + csv(*LINHAS, separador=";").encode(),
    ):
        leitura = ler(conteudo, USUARIOS)
        assert [linha.celulas for linha in leitura.linhas] == LINHAS
    assert leitura.linhas[0].numero == 4


# Mesclas


def mesclar(primeira, coluna, ultima, ate, valor):
    return lambda pasta, aba: aba.merge_range(primeira, coluna, ultima, ate, valor)


def test_mescla_de_cima_a_baixo_vale_para_todas_as_linhas_com_aviso():
    linhas = [unidade("GAB"), unidade("A", "GAB"), unidade("B"), unidade("C")]
    conteudo = em_xlsx(CABECALHO, *linhas, preparar=mesclar(2, 4, 4, 4, "GAB"))
    leitura = ler(conteudo, UNIDADES)

    assert [linha.celulas[4] for linha in leitura.linhas] == ["", "GAB", "GAB", "GAB"]
    assert codigos(leitura) == ["mescla_repetida"]
    assert "E3:E5" in leitura.problemas[0].mensagem


def test_mescla_de_varias_colunas_e_erro_com_a_linha():
    conteudo = em_xlsx(CABECALHO, unidade("GAB"), preparar=mesclar(1, 3, 1, 4, "Gabinete"))
    leitura = ler(conteudo, UNIDADES)

    assert [(p.codigo, p.linha) for p in leitura.problemas] == [("mescla", 2)]
    assert "D2:E2" in leitura.problemas[0].mensagem


def test_mescla_do_titulo_nao_atrapalha():
    conteudo = em_xlsx(
        ["Unidades"], CABECALHO, unidade("GAB"), preparar=mesclar(0, 0, 0, 5, "Unidades")
    )

    assert codigos(ler(conteudo, UNIDADES)) == []


def test_titulo_atravessado_no_meio_numeracao_e_cabecalho_repetido_ficam_de_fora_com_aviso():
    so_numero = ["9", *[""] * 15]
    conteudo = em_xlsx(
        CABECALHO,
        unidade("GAB"),
        ["SAÚDE"],
        unidade("SMS", "GAB"),
        so_numero,
        CABECALHO,
        unidade("UBS", "SMS"),
        preparar=mesclar(2, 0, 2, 6, "SAÚDE"),
    )
    leitura = ler(conteudo, UNIDADES)

    assert [linha.celulas[2] for linha in leitura.linhas] == ["GAB", "SMS", "UBS"]
    (problema,) = leitura.problemas
    assert (problema.codigo, problema.eh_erro) == ("sem_registro", False)
    assert "3, 5, 6." in problema.mensagem


def test_mescla_do_ods_se_entende_igual():
    mesclada = celula_ods("GAB", 'table:number-rows-spanned="2"')
    corpo = tabela_ods(
        linha_ods(*CABECALHO),
        linha_ods(*unidade("GAB")),
        linha_ods(*unidade("A")[:4], mesclada, *unidade("A")[5:]),
        linha_ods(*unidade("B")[:4], "<table:covered-table-cell/>", *unidade("B")[5:]),
    )
    leitura = ler(em_ods(corpo=corpo), UNIDADES)

    assert [linha.celulas[4] for linha in leitura.linhas] == ["", "GAB", "GAB"]
    assert codigos(leitura) == ["mescla_repetida"]


# Recusas

BOM = em_xlsx(CABECALHO, unidade("GAB"))
ABA = "xl/worksheets/sheet1.xml"
ENTIDADES = '<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b SYSTEM "file:///nada">]>'


def _muitas() -> str:
    return '<row r="3">' + "<c/>" * 200_000 + "</row>"


def com_mais(conteudo: bytes, nome: str) -> bytes:
    """O pacote com uma parte a mais."""
    saida = BytesIO(conteudo)
    with zipfile.ZipFile(saida, "a") as arquivo:
        arquivo.writestr(nome, b"x")
    return saida.getvalue()


HOSTIS = {
    "bomba": ("a.xlsx", trocar_parte(BOM, ABA, lambda t: t + "<!--" + " " * 70_000_000 + "-->")),
    "bomba_ods": ("a.ods", em_ods(CABECALHO, cabeca="<!--" + " " * 70_000_000 + "-->")),
    "bomba_repetida": (
        "a.ods",
        em_ods(
            corpo=tabela_ods(
                linha_ods(
                    celula_ods("x", 'table:number-columns-repeated="16384"'),
                    extra='table:number-rows-repeated="1048576"',
                )
            )
        ),
    ),
    "linhas_repetidas": (
        "a.ods",
        em_ods(
            corpo=tabela_ods(linha_ods("x", extra='table:number-rows-repeated="1048576"')),
        ),
    ),
    "xxe": (
        "a.xlsx",
        trocar_parte(BOM, ABA, lambda t: t.replace("<worksheet", ENTIDADES + "<worksheet", 1)),
    ),
    "xxe_ods": ("a.ods", em_ods(CABECALHO, cabeca=ENTIDADES)),
    "macro": ("a.xlsx", com_mais(BOM, "xl/vbaProject.bin")),
    "macro_com_outro_nome": ("a.xlsm", com_mais(BOM, "xl/vbaProject.bin")),
    "macro_ods": ("a.ods", em_ods(CABECALHO, **{"Basic/Standard/Module1.xml": "<x/>"})),
    "xlsm": ("a.xlsm", BOM),
    "ods_com_outro_nome": ("a.xlsx", em_ods(CABECALHO)),
    "xlsx_com_outro_nome": ("a.ods", BOM),
    "xlsx_chamado_csv": ("a.csv", BOM),
    "csv_chamado_xlsx": ("a.xlsx", csv(unidade()).encode()),
    "xls": ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
    "pdf": ("a.csv", pdf()),
    "dimensao": (
        "a.xlsx",
        trocar_parte(BOM, ABA, lambda t: t.replace('ref="A1:P2"', 'ref="A1:XFD1048576"')),
    ),
    "celula_longe": ("a.xlsx", trocar_parte(BOM, ABA, lambda t: t.replace('"P1"', '"XFD1"'))),
    "linha_longe": (
        "a.xlsx",
        trocar_parte(BOM, ABA, lambda t: t.replace('r="2"', 'r="1048576"')),
    ),
    "sem_posicao": (
        "a.xlsx",
        trocar_parte(BOM, ABA, lambda t: t.replace("</sheetData>", _muitas() + "</sheetData>")),
    ),
    "partido": ("a.xlsx", BOM[: len(BOM) // 2]),
    "partido_ods": ("a.ods", em_ods(CABECALHO)[:-40]),
    "xml_partido": ("a.ods", pacote({"mimetype": TIPO_ODS, "content.xml": "<a"})),
    "vazia": ("a.ods", em_ods([])),
    "vazio": ("a.csv", b""),
}


@pytest.mark.parametrize("caso", HOSTIS)
def test_hostil_e_recusado_com_uma_frase_e_depressa(caso):
    nome, conteudo = HOSTIS[caso]
    comeco = time.perf_counter()

    with pytest.raises(ValidationError) as recusa:
        enviar(nome, conteudo)

    assert time.perf_counter() - comeco < SEGUNDOS
    (mensagem,) = recusa.value.messages
    assert mensagem.endswith(".")
    assert len(mensagem) > 30


MEDIR = """
import re, sys
from pathlib import Path
from cadastros.validacao import abrir
for arquivo in Path(sys.argv[1]).iterdir():
    abrir(arquivo.read_bytes(), 0)
pico = int(re.search(r"VmHWM:\\s+([0-9]+) kB", Path("/proc/self/status").read_text())[1])
sys.exit(pico > 256 * 1024)
"""


def test_nenhum_hostil_passa_de_256_mb_nem_sem_a_primeira_conferencia(tmp_path):
    """Noutro processo, para medir só a leitura deles."""
    for caso, (_, conteudo) in HOSTIS.items():
        (tmp_path / caso).write_bytes(conteudo)

    feito = subprocess.run([sys.executable, "-c", MEDIR, str(tmp_path)], check=False)  # noqa: S603 (comando daqui)

    assert feito.returncode == 0


@pytest.mark.django_db
def test_hostil_enviado_na_pagina_volta_com_uma_frase_e_nada_fica(client, cidade):
    client.force_login(cidade.gestor_sei)
    onde = reverse("cadastros:unidades", args=[cidade.implantacao.pk])

    for nome, conteudo in HOSTIS.values():
        resposta = client.post(onde, {"arquivo": SimpleUploadedFile(nome, conteudo)})

        assert resposta.status_code == 200
        assert len(resposta.context["form"].errors["arquivo"]) == 1
    assert not RascunhoDeCarga.objects.exists()


def test_xlsx_bom_e_ods_bom_passam():
    assert enviar("unidades.xlsx", BOM) == "unidades.xlsx"
    assert enviar("unidades.ods", em_ods(CABECALHO, unidade())) == "unidades.ods"
    assert enviar("unidades.csv", csv(unidade()).encode()) == "unidades.csv"


def test_conferencia_de_bytes_hostis_nao_tem_linhas_e_diz_por_que():
    for _, conteudo in HOSTIS.values():
        conferencia = conferir_usuarios(conteudo, ["GAB"])
        assert conferencia.registros or conferencia.erros
