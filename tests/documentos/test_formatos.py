"""PDF, DOCX e texto para o SEI: o que se lê, como se marca e o que não entra em nenhum."""

import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from io import BytesIO
from zipfile import ZipFile

import docx as python_docx
import pytest
import segno
from pypdf import PdfReader

from seicidades.documentos.redacao import docx, pdf, sei
from tests.documentos import ensaio
from tests.documentos.amostras import png
from tests.documentos.test_motor import ATAQUES

MUITAS = [{"nome": f"Pessoa Fictícia {n}", "papel": "Apoio"} for n in range(60)]


@pytest.fixture(scope="module")
def bytes_do_pdf():
    return pdf.escrever(ensaio.folha(contexto=ensaio.EXEMPLO | {"pessoas": MUITAS}))


@pytest.fixture(scope="module")
def lido(bytes_do_pdf):
    return PdfReader(BytesIO(bytes_do_pdf))


def texto(pagina) -> str:
    return re.sub(r"\s+", " ", pagina.extract_text())


# --- PDF


def test_pdf_traz_o_texto_com_os_numeros_e_os_dados(lido):
    inteiro = " ".join(map(texto, lido.pages))

    for trecho in ("PORTARIA DE ENSAIO", "Art. 1º Ficam", "Parágrafo único.", "Pessoa Fictícia 59"):
        assert trecho in inteiro


def test_pdf_repete_em_cada_pagina_orgao_numero_codigo_endereco_e_contagem(lido):
    quantas = len(lido.pages)

    assert quantas > 1
    for numero, pagina in enumerate(lido.pages, start=1):
        for trecho in (
            "Prefeitura de Vila Fictícia Município de Vila Fictícia, Estado de São Paulo",
            "Portaria de ensaio, registro nº 7/2026, versão 2 · gerado em 2 de março de 2026",
            "Código de verificação K7QM-2XTR-9WHD",
            "sei.exemplo.invalid/verificar/K7QM-2XTR-9WHD/",
            f"página {numero} de {quantas}",
        ):
            assert trecho in texto(pagina)


def test_pdf_repete_o_cabecalho_da_tabela_que_passa_de_pagina(lido):
    assert "Nome Papel" in texto(lido.pages[0])
    assert "Nome Papel" in texto(lido.pages[1])


def marcas(no) -> set[str]:
    no = no.get_object()
    if not hasattr(no, "get"):
        return set()
    dentro = no.get("/K", [])
    dentro = dentro.get_object() if hasattr(dentro, "get_object") else dentro
    filhos = dentro if isinstance(dentro, list) else [dentro]
    achadas = {str(no["/S"])} if "/S" in no else set()
    return achadas.union(*(marcas(f) for f in filhos if hasattr(f, "get_object")))


def test_pdf_diz_o_que_e_cada_parte_em_que_lingua_e_com_que_titulo(lido):
    raiz = lido.trailer["/Root"]

    assert raiz["/MarkInfo"]["/Marked"]
    assert raiz["/Lang"] == "pt-BR"
    assert lido.metadata.title == "Portaria de ensaio, registro nº 7/2026, versão 2"
    esperadas = {"/H1", "/P", "/Table", "/TR", "/TH", "/TD", "/L", "/LI"}
    assert esperadas <= marcas(raiz["/StructTreeRoot"])


def test_pdf_leva_a_fonte_do_programa_e_so_ela(lido):
    fontes = {
        fonte.get_object()["/BaseFont"].split("+")[1]
        for pagina in lido.pages
        for fonte in pagina["/Resources"]["/Font"].values()
    }

    assert fontes == {"Arimo", "Arimo-Bold"}


def test_pdf_nao_tem_acao_script_nem_anexo(lido, bytes_do_pdf):
    for marca in (b"/JavaScript", b"/JS ", b"/Launch", b"/EmbeddedFile", b"/OpenAction"):
        assert marca not in bytes_do_pdf
    enderecos = {
        nota.get_object()["/A"]["/URI"] for p in lido.pages for nota in p.get("/Annots", [])
    }
    assert enderecos == {"https://sei.exemplo.invalid/verificar/K7QM-2XTR-9WHD/"}


@pytest.mark.parametrize("ataque", ATAQUES)
def test_pdf_escapa_o_que_vem_de_fora(ataque):
    html = pdf.em_html(
        ensaio.folha("<p>{{ x }}</p>", {"x": ataque}, orgao=ataque, titulo=ataque, unidade=ataque)
    )

    assert "<script" not in html
    assert "<img" not in html
    assert "onmouseover=" not in re.sub(r"&quot; onmouseover=&quot;", "", html)
    assert html.count("<h1>") == 0


def test_qr_e_o_do_endereco_de_conferencia():
    folha = ensaio.folha()
    desenho = re.search(r'<path[^>]* d="([^"]+)"', pdf.qr_em_svg(folha.endereco))[1]
    outro = segno.make(folha.endereco, error="m", micro=False)

    assert desenho in outro.svg_inline(border=1, omitsize=True)
    assert pdf.qr_em_svg(folha.endereco) in pdf.em_html(folha)


@pytest.mark.parametrize(
    "url",
    [
        "http://198.51.100.7/x.css",
        "https://exemplo.invalid/x",
        "file:///etc/passwd",
        "data:text/plain,x",
        "ftp://exemplo.invalid/x",
        "estatico:/vendor/arimo/../../css/tokens.css",
        "estatico:/vendor/bootstrap/bootstrap.min.css",
        "estatico://exemplo.invalid/vendor/arimo/LICENSE",
        "estatico:/vendor/arimo/LICENSE",
        "brasao:orgao",
        "brasao:outro",
        "/etc/passwd",
        "",
    ],
)
def test_o_documento_nao_busca_nada_fora_do_programa(url):
    with pytest.raises(pdf.EnderecoRecusado):
        pdf.Buscador()(url)


def test_o_documento_busca_as_fontes_e_o_brasao_que_recebeu():
    fonte = pdf.Buscador()("estatico:/vendor/arimo/arimo-latin-400-normal.woff2")
    brasao = pdf.Buscador(png())("brasao:orgao")

    assert fonte.read(4) == b"wOF2"
    assert (brasao.read(), brasao.content_type) == (png(), "image/png")


def test_brasao_vai_no_alto_e_sem_ele_um_escudo_com_as_iniciais():
    sem, com = pdf.em_html(ensaio.folha()), pdf.em_html(ensaio.folha(brasao=png()))

    assert ">PVF</text>" in sem
    assert '<img class="brasao" src="brasao:orgao"' in com
    assert PdfReader(BytesIO(pdf.escrever(ensaio.folha(brasao=png())))).pages[0].images


def test_sem_as_bibliotecas_a_falta_diz_o_comando(monkeypatch):
    def faltar(nome):
        raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr(pdf, "import_module", faltar)

    with pytest.raises(pdf.FaltamBibliotecas, match=r"sudo apt-get install .*libpango-1\.0-0 lib"):
        pdf.escrever(ensaio.folha())


# --- DOCX


@pytest.fixture(scope="module")
def bytes_do_docx():
    dois = ensaio.TEXTO + "<ol><li>outra lista</li></ol><h2>Título dois</h2>"
    return docx.escrever(ensaio.folha(dois))


@pytest.fixture(scope="module")
def documento(bytes_do_docx):
    return python_docx.Document(BytesIO(bytes_do_docx))


def test_docx_usa_estilos_de_titulo_lista_e_tabela(documento):
    estilos = {p.text.strip(): p.style.name for p in documento.paragraphs if p.text.strip()}

    assert estilos["Portaria de ensaio"] == "Heading 1"
    assert estilos["Título dois"] == "Heading 2"
    assert estilos["primeiro"] == "List Number"
    assert estilos["dentro"] == "List Bullet 2"
    assert documento.tables[0].style.name == "Table Grid"
    assert [c.text for c in documento.tables[0].rows[2].cells] == ["Otávio Serra", "Gestor de TI"]


def test_docx_traz_os_mesmos_numeros_do_pdf(documento):
    textos = [p.text for p in documento.paragraphs]

    assert "Art. 1º Ficam designadas as pessoas:" in textos
    assert "Parágrafo único. Só há um." in textos


def test_docx_recomeca_a_contagem_a_cada_lista(documento):
    numeros = {
        p.text: p._element.pPr.numPr.numId.val
        for p in documento.paragraphs
        if p.style.name == "List Number"
    }

    assert numeros["primeiro"] == numeros["segundo"] != numeros["outra lista"]


def test_docx_repete_o_cabecalho_da_tabela_e_nao_parte_linhas(documento):
    primeira, segunda, *_ = documento.tables[0].rows

    assert "w:tblHeader" in primeira._tr.xml
    assert "w:tblHeader" not in segunda._tr.xml
    assert all("w:cantSplit" in linha._tr.xml for linha in documento.tables[0].rows)


def test_docx_tem_cabecalho_e_rodape_com_paginas_e_codigo(documento):
    secao = documento.sections[0]
    rodape = secao.footer._element.xml

    assert secao.header.paragraphs[0].text == "Prefeitura de Vila Fictícia"
    assert re.findall(r'w:instr="(\w+)"', rodape) == ["PAGE", "NUMPAGES"]
    assert "K7QM-2XTR-9WHD" in rodape
    assert documento.core_properties.title == "Portaria de ensaio, registro nº 7/2026, versão 2"


@pytest.mark.parametrize("ataque", [*ATAQUES, 'INCLUDETEXT "C:\\x"', "]]>", "a\x00b\x0bc"])
def test_docx_guarda_o_dado_como_texto_e_nenhum_campo_a_mais(ataque):
    arquivo = docx.escrever(ensaio.folha("<p>{{ x }}</p>", {"x": ataque}))
    with ZipFile(BytesIO(arquivo)) as pacote:
        miolo = pacote.read("word/document.xml").decode()
        nomes = pacote.namelist()
    ET.fromstring(miolo)  # noqa: S314 (escrito aqui mesmo)

    assert "instrText" not in miolo
    assert "fldSimple" not in miolo
    assert not [n for n in nomes if "vba" in n.lower() or "embeddings" in n]
    limpo = ataque.replace("\x00", "").replace("\x0b", "")
    assert limpo in [p.text for p in python_docx.Document(BytesIO(arquivo)).paragraphs]


def test_docx_abre_no_libreoffice(bytes_do_docx, tmp_path):
    (tmp_path / "ensaio.docx").write_bytes(bytes_do_docx)
    comando = [
        shutil.which("soffice"),
        "--headless",
        f"-env:UserInstallation={tmp_path.as_uri()}/lo",
    ]
    comando += ["--convert-to", "pdf:writer_pdf_Export", "--outdir", str(tmp_path)]
    feito = subprocess.run(  # noqa: S603 (comando montado aqui)
        [*comando, str(tmp_path / "ensaio.docx")], check=False, capture_output=True, timeout=120
    )

    assert feito.returncode == 0, feito.stderr
    pagina = texto(PdfReader(tmp_path / "ensaio.pdf").pages[0])
    assert "Art. 1º Ficam designadas as pessoas:" in pagina
    assert "página 1 de 1" in pagina


# --- Texto para o SEI


def test_sei_e_ascii_bem_formado_e_so_com_o_que_o_editor_aceita():
    html = sei.escrever(ensaio.folha()).decode("ascii")
    arvore = ET.fromstring(f"<div>{html}</div>")  # noqa: S314 (escrito aqui mesmo)

    marcas = {no.tag for no in arvore.iter()}
    assert marcas <= {
        "div",
        "p",
        "strong",
        "em",
        "br",
        "table",
        "tbody",
        "tr",
        "td",
        "ol",
        "ul",
        "li",
    }
    atributos = {nome for no in arvore.iter() for nome in no.attrib}
    assert atributos <= {"class", "border", "cellpadding", "cellspacing"}
    classes = {no.get("class") for no in arvore.iter("p")}
    assert all(re.fullmatch(r"(Texto|Tabela|Citacao)\w*", classe) for classe in classes)


def test_sei_traz_o_mesmo_texto_sem_cabecalho_nem_codigo():
    html = sei.escrever(ensaio.folha()).decode("ascii")
    lido = "".join(ET.fromstring(f"<div>{html}</div>").itertext())  # noqa: S314 (escrito aqui mesmo)

    assert "Art. 1º Ficam designadas as pessoas:" in lido
    assert "Joaquina Prado" in lido
    assert "K7QM" not in lido


@pytest.mark.parametrize("ataque", ATAQUES)
def test_sei_escapa_o_que_vem_de_fora(ataque):
    html = sei.escrever(ensaio.folha("<p>{{ x }}</p>", {"x": ataque})).decode("ascii")
    (paragrafo,) = ET.fromstring(f"<div>{html}</div>")  # noqa: S314 (escrito aqui mesmo)

    assert paragrafo.text == ataque
    assert len(paragrafo) == 0
