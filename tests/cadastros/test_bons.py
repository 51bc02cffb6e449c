"""Arquivos bons, de todo jeito que uma planilha se salva ou se cola: todos entram, iguais."""

import csv
import unicodedata
from io import StringIO
from itertools import product

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cadastros.forms import EnviarArquivoForm
from cadastros.validacao import (
    UNIDADES,
    USUARIOS,
    conferir_unidades,
    conferir_usuarios,
    texto_das_unidades,
    texto_dos_usuarios,
)
from tests.cadastros.factories import unidade, usuario
from tests.cadastros.planilhas import em_ods, em_xlsx

DE_UNIDADES = [
    UNIDADES.cabecalho,
    unidade("GAB", c3="Gabinete do Prefeito"),
    unidade("SMA", "GAB", c3="Administração, Gestão e Finanças", c15="https://exemplo.invalid/"),
    unidade("SMS", "GAB", c3='Saúde "Dona Ana"', c14="+55 18 3500-0000"),
]
DE_USUARIOS = [
    USUARIOS.cabecalho,
    usuario("josé.ávila", c3="José Ávila", c5="111.444.777-35"),
    usuario("ana", "SMA", c3="Ana, a Bela", c8="Colaborador (Básico sem Assinatura)"),
    usuario("bia", "*", c4="Bia d'Ávila"),
]
CODIFICACOES = {
    "utf-8": lambda texto: texto.encode(),
    "utf-8 com BOM": lambda texto: texto.encode("utf-8-sig"),
    "acentos decompostos": lambda texto: unicodedata.normalize("NFD", texto).encode(),
    "latin-1": lambda texto: texto.encode("latin-1"),
}
ASPAS = {"só as precisas": csv.QUOTE_MINIMAL, "todas": csv.QUOTE_ALL}
EM_TEXTO = list(product(",;\t", CODIFICACOES, ("\n", "\r\n"), ASPAS))


def em_csv(tabela, separador, codificacao, fim, aspas):
    saida = StringIO(newline="")
    escritor = csv.writer(saida, delimiter=separador, lineterminator=fim, quoting=ASPAS[aspas])
    escritor.writerows(tabela)
    return CODIFICACOES[codificacao](saida.getvalue())


def colado(tabela):
    """O que a planilha põe na área de transferência."""
    return em_csv(tabela, "\t", "utf-8", "\r\n", "só as precisas").decode()


def conferir(tabela, conteudo):
    if tabela is DE_UNIDADES:
        return conferir_unidades(conteudo)
    return conferir_usuarios(conteudo, ["GAB", "SMA"])


def aceito(dados, arquivos):
    form = EnviarArquivoForm(dados, arquivos)
    assert form.is_valid(), form.errors
    return form.enviado()[1]


@pytest.mark.parametrize("tabela", [DE_UNIDADES, DE_USUARIOS], ids=["unidades", "usuarios"])
def test_mais_de_cem_arquivos_bons_entram_todos_iguais(tabela):
    arquivos = [("a.csv", em_csv(tabela, *jeito)) for jeito in EM_TEXTO]
    arquivos += [("a.xlsx", em_xlsx(*tabela)), ("a.ods", em_ods(*tabela))]
    conteudos = [aceito({}, {"arquivo": SimpleUploadedFile(*a)}) for a in arquivos]
    conteudos.append(aceito({"colado": colado(tabela)}, {}))
    assert len(conteudos) >= 51

    lidos = [conferir(tabela, conteudo) for conteudo in conteudos]

    assert all(conferencia.aceita for conferencia in lidos)
    assert {conferencia.registros for conferencia in lidos} == {lidos[0].registros}
    assert [r.sigla for r in lidos[0].registros] == [linha[2] for linha in tabela[1:]]


@pytest.mark.parametrize("tabela", [DE_UNIDADES, DE_USUARIOS], ids=["unidades", "usuarios"])
def test_o_que_sai_para_o_sei_volta_e_sai_de_novo_byte_por_byte(tabela):
    escrever = texto_das_unidades if tabela is DE_UNIDADES else texto_dos_usuarios
    entrada = em_csv(tabela, ";", "latin-1", "\r\n", "todas")

    saida = escrever(conferir(tabela, entrada).registros).encode()
    de_novo = escrever(conferir(tabela, saida).registros).encode()

    assert de_novo == saida
    assert saida.startswith(",".join(tabela[0]).encode() + b"\n1,PM,")
    assert b"\r" not in saida
    assert saida.count(b"\n") == len(tabela)
