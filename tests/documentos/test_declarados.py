"""Todo documento que as etapas declaram se publica, se preenche e se escreve."""

from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from pypdf import PdfReader

from seicidades.documentos.declaracao import Formato, documentos_registrados
from seicidades.documentos.redacao import motor
from seicidades.documentos.redacao.folha import Folha
from seicidades.documentos.servicos.geracao import ESCRITORES
from seicidades.documentos.servicos.modelos import texto_do_programa

TIPOS = documentos_registrados()
COMECOS = {Formato.PDF: b"%PDF-", Formato.DOCX: b"PK", Formato.HTML: b"<"}


def folha(tipo) -> Folha:
    return Folha(
        titulo=tipo.titulo,
        identificacao="nº 1/2026, versão 1",
        orgao="Prefeitura Municipal de Vila Fictícia",
        codigo="K7QM-2XTR-9WHD",
        endereco="https://sei.exemplo.invalid/verificar/K7QM-2XTR-9WHD/",
        dia=date(2026, 3, 2),
        corpo=motor.preencher(texto_do_programa(tipo), motor.exemplo_de(tipo)),
    )


@pytest.mark.parametrize("tipo", TIPOS.values(), ids=TIPOS)
def test_o_texto_se_publica_e_o_exemplo_tem_tudo(tipo):
    motor.conferir(texto_do_programa(tipo), tipo)
    motor.conferir_contexto(tipo.exemplo, tipo)


@pytest.mark.parametrize("tipo", TIPOS.values(), ids=TIPOS)
def test_sai_em_todos_os_formatos_que_promete(tipo):
    escrita = folha(tipo)
    for formato in tipo.formatos:
        conteudo = ESCRITORES[formato](escrita)
        assert conteudo.startswith(COMECOS[formato])
        if formato == Formato.PDF:
            assert "página 1 de" in PdfReader(BytesIO(conteudo)).pages[0].extract_text()
        if formato == Formato.DOCX:
            assert ZipFile(BytesIO(conteudo)).testzip() is None


@pytest.mark.parametrize("tipo", TIPOS.values(), ids=TIPOS)
def test_diz_o_que_e_o_documento_e_cada_variavel(tipo):
    assert tipo.descricao.endswith(".")
    assert all(tipo.variaveis.values())
