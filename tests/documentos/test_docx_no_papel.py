"""O DOCX que se assina: cada assinatura com a sua linha, cada coluna com a sua largura."""

from io import BytesIO

import docx as python_docx
from docx.oxml.ns import qn

from seicidades.documentos.redacao import docx
from tests.documentos import ensaio

DUAS_ASSINATURAS = '<p class="assinatura">Uma</p><p class="assinatura">Outra</p>'


def test_assinaturas_seguidas_tem_cada_uma_a_sua_linha():
    folha = ensaio.folha(texto=ensaio.TEXTO + DUAS_ASSINATURAS)
    documento = python_docx.Document(BytesIO(docx.escrever(folha)))

    estilo = documento.paragraphs[-1].style.element
    bordas = [borda.tag for borda in estilo.pPr.find(qn("w:pBdr"))]
    assert bordas == [qn("w:top"), qn("w:between")]


def test_as_colunas_tem_a_largura_das_celulas():
    documento = python_docx.Document(BytesIO(docx.escrever(ensaio.folha())))

    tabela = documento.tables[0]
    colunas = [coluna.width for coluna in tabela.columns]
    assert colunas == [celula.width for celula in tabela.rows[0].cells]
    assert len(set(colunas)) == 2
