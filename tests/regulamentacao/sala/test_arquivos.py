"""O decreto no papel: PDF marcado, DOCX que se edita e texto que o SEI aceita."""

import shutil
import subprocess
from datetime import date
from io import BytesIO
from xml.etree import ElementTree as ET

import docx as python_docx
import pytest
from pypdf import PdfReader

from regulamentacao.sala.documentos import MINUTA
from seicidades.documentos.redacao import docx, motor, pdf, sei
from seicidades.documentos.redacao.folha import Folha
from seicidades.documentos.servicos.modelos import texto_do_programa
from tests.regulamentacao.sala.respostas import decreto

RESPOSTAS = {
    "abertura": {"cargo": "prefeita", "nome": "Joaquina Prado", "lei_organica": "", "numero": ""},
    "vigencia": {"inicio": "30", "revoga": ["Decreto nº 1", "Decreto nº 2"]},
}


@pytest.fixture(scope="module")
def folha() -> Folha:
    partes = [{"classe": p.classe, "texto": p.texto} for t in decreto(RESPOSTAS) for p in t.partes]
    return Folha(
        titulo="Minuta do decreto",
        identificacao="nº 1/2026, versão 1",
        orgao="Prefeitura Municipal de Vila Fictícia",
        codigo="K7QM-2XTR-9WHD",
        endereco="https://sei.exemplo.invalid/verificar/K7QM-2XTR-9WHD/",
        dia=date(2026, 3, 2),
        corpo=motor.preencher(texto_do_programa(MINUTA), {"partes": partes}),
    )


def test_no_papel_os_numeros_sao_os_da_sala(folha):
    escritos = [no.texto() for no in folha.corpo.nos()]

    assert escritos == [texto for trecho in decreto(RESPOSTAS) for _, texto in trecho.linhas]


def test_pdf_traz_o_decreto_inteiro_e_as_marcas(folha):
    leitor = PdfReader(BytesIO(pdf.escrever(folha)))
    texto = " ".join(" ".join(p.extract_text() for p in leitor.pages).split())

    assert "DECRETO Nº ______" in texto
    assert "Art. 1º Fica instituído" in texto
    assert "depois de decorridos trinta dias da sua publicação oficial." in texto
    assert "/StructTreeRoot" in leitor.trailer["/Root"]
    assert "De onde vem" not in texto
    assert "Base:" not in texto


def test_docx_da_a_cada_parte_o_estilo_dela_e_abre_no_libreoffice(folha, tmp_path):
    conteudo = docx.escrever(folha)
    estilos = {p.style.name for p in python_docx.Document(BytesIO(conteudo)).paragraphs}
    do_ato = {"Ementa", "Preâmbulo", "Artigo", "Parágrafo", "Inciso", "Local e data", "Assinatura"}
    assert {*do_ato, "Heading 2"} <= estilos

    (tmp_path / "minuta.docx").write_bytes(conteudo)
    comando = [
        *(shutil.which("soffice"), "--headless", f"-env:UserInstallation={tmp_path.as_uri()}/lo"),
        *("--convert-to", "txt:Text", "--outdir", str(tmp_path), str(tmp_path / "minuta.docx")),
    ]
    feito = subprocess.run(comando, check=False, capture_output=True, timeout=120)  # noqa: S603 (comando montado aqui)

    assert feito.returncode == 0, feito.stderr
    aberto = (tmp_path / "minuta.txt").read_text(encoding="utf-8")
    assert "Art. 1º Fica instituído" in aberto
    assert "Prefeita Municipal" in aberto


def test_o_texto_do_sei_e_ascii_bem_formado(folha):
    html = sei.escrever(folha).decode("ascii")
    arvore = ET.fromstring(f"<div>{html}</div>")  # noqa: S314 (escrito aqui mesmo)

    assert {no.tag for no in arvore.iter()} <= {"div", "p", "strong", "br"}
    artigos = [p for p in arvore.iter("p") if "".join(p.itertext()).startswith("Art. ")]
    assert len(artigos) == sum(t.e_artigo for t in decreto(RESPOSTAS))


def test_no_docx_epigrafe_e_capitulos_saem_em_maiusculas(folha):
    """Lei Complementar nº 95/1998, arts. 4º e 10, VI."""
    paragrafos = python_docx.Document(BytesIO(docx.escrever(folha))).paragraphs
    titulos = [p for p in paragrafos if p.style.name in ("Heading 1", "Heading 2")]

    assert len(titulos) == 7
    for titulo in titulos:
        assert all(r.font.all_caps or p_maiusculo(r.text) for r in titulo.runs), titulo.text
    assert not any(r.font.all_caps for p in paragrafos if p.style.name == "Artigo" for r in p.runs)


def p_maiusculo(texto: str) -> bool:
    return texto == texto.upper()
