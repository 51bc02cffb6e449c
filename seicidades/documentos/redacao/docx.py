"""A árvore em DOCX, com estilos de verdade: títulos, listas, tabelas, cabeçalho e rodapé.

Nenhum campo é escrito a partir de dados: só o número da página, que é nosso.
"""

from collections.abc import Iterator
from io import BytesIO

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALINHAR
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from seicidades.documentos.redacao.arvore import TITULOS, No
from seicidades.documentos.redacao.folha import Folha

FONTE = "Arial"
MANCHA_MM = 160
MINIMO_DE_LETRAS, MAXIMO_DE_LETRAS = 12, 48
PRETO = RGBColor(0, 0, 0)
_ESTILOS_DE_LISTA = {
    "ol": ("List Number", "List Number 2", "List Number 3"),
    "ul": ("List Bullet", "List Bullet 2", "List Bullet 3"),
}
_ALINHAMENTO = {
    "destinatario": ALINHAR.LEFT,
    "epigrafe": ALINHAR.LEFT,
    "local_e_data": ALINHAR.RIGHT,
    "direita": ALINHAR.RIGHT,
    "assinatura": ALINHAR.CENTER,
    "centro": ALINHAR.CENTER,
    "capitulo": ALINHAR.CENTER,
}
_COM_RECUO = frozenset({"preambulo", "vocativo", "artigo", "paragrafo", "item", "inciso", "alinea"})
# Cada parte de um ato tem o seu estilo: quem edita muda todas de uma vez.
_ESTILOS_DO_ATO = {
    "ementa": "Ementa",
    "preambulo": "Preâmbulo",
    "artigo": "Artigo",
    "paragrafo": "Parágrafo",
    "inciso": "Inciso",
    "alinea": "Alínea",
    "local_e_data": "Local e data",
    "assinatura": "Assinatura",
}
# Lei Complementar nº 95/1998, arts. 4º e 10, VI; o texto fica como está, muda a letra.
_MAIUSCULAS = ("epigrafe", "capitulo")
_ANTES = {"assinatura": Mm(16), "local_e_data": Mm(6), "clausula": Mm(5)}
_DEPOIS = {"local_e_data": Mm(6), "destinatario": Mm(6), "ementa": Mm(8)}


def escrever(folha: Folha) -> bytes:
    documento = Document()
    _preparar(documento, folha)
    _em_volta(documento.sections[0], folha)
    for bloco in folha.corpo.nos():
        _bloco(documento, bloco)
    saida = BytesIO()
    documento.save(saida)
    return saida.getvalue()


def _preparar(documento, folha: Folha) -> None:
    dados = documento.core_properties
    dados.title = f"{folha.titulo}, {folha.identificacao}"
    dados.author, dados.language, dados.comments = folha.orgao, "pt-BR", ""
    secao = documento.sections[0]
    secao.page_width, secao.page_height = Mm(210), Mm(297)
    secao.left_margin, secao.right_margin = Mm(30), Mm(20)
    secao.top_margin, secao.bottom_margin = Mm(38), Mm(28)
    normal = documento.styles["Normal"]
    normal.font.name, normal.font.size = FONTE, Pt(11.5)
    _marcar_idioma(normal)
    normal.paragraph_format.space_after = Mm(3)
    for nivel, tamanho in ((1, 13), (2, 11.5), (3, 11.5)):
        titulo = documento.styles[f"Heading {nivel}"]
        titulo.font.name, titulo.font.size, titulo.font.bold = FONTE, Pt(tamanho), True
        titulo.font.color.rgb = PRETO
        titulo.paragraph_format.space_after = Mm(3)
        _trocar_fonte(titulo)
    for classe, nome in _ESTILOS_DO_ATO.items():
        _estilo_do_ato(documento, classe, nome)


def _estilo_do_ato(documento, classe: str, nome: str) -> None:
    estilo = documento.styles.add_style(nome, WD_STYLE_TYPE.PARAGRAPH)
    estilo.base_style, estilo.quick_style = documento.styles["Normal"], True
    forma = estilo.paragraph_format
    forma.alignment = _ALINHAMENTO.get(classe, ALINHAR.JUSTIFY)
    if classe in _COM_RECUO:
        forma.first_line_indent = Mm(20)
    if classe in _ANTES:
        forma.space_before = _ANTES[classe]
    if classe in _DEPOIS:
        forma.space_after = _DEPOIS[classe]
    if classe == "ementa":
        estilo.font.italic = True
        forma.left_indent = Mm(75)
    if classe == "assinatura":
        forma.left_indent = forma.right_indent = Mm(32)
        _bordas(estilo.element.get_or_add_pPr(), _ASSINATURA)


def _marcar_idioma(estilo) -> None:
    idioma = OxmlElement("w:lang")
    idioma.set(qn("w:val"), "pt-BR")
    estilo.element.get_or_add_rPr().append(idioma)


def _trocar_fonte(estilo) -> None:
    """O modelo do Word prende os títulos à fonte do tema; esta a solta."""
    fontes = estilo.element.rPr.rFonts
    for nome in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fontes.attrib.pop(qn(f"w:{nome}"), None)
    for nome in ("ascii", "hAnsi", "eastAsia", "cs"):
        fontes.set(qn(f"w:{nome}"), FONTE)


# --- Cabeçalho e rodapé


def _em_volta(secao, folha: Folha) -> None:
    alto = secao.header.paragraphs[0]
    _texto(alto, folha.orgao, negrito=True, tamanho=13)
    if folha.unidade:
        _texto(secao.header.add_paragraph(), folha.unidade, tamanho=9.5)
    baixo = secao.footer.paragraphs[0]
    _texto(baixo, f"{folha.rodape} · página ", tamanho=7.5)
    _campo(baixo, "PAGE")
    _texto(baixo, " de ", tamanho=7.5)
    _campo(baixo, "NUMPAGES")
    conferir = f"Código de verificação {folha.codigo}. Confira o PDF em {folha.endereco}"
    _texto(secao.footer.add_paragraph(), conferir, tamanho=7.5)


def _texto(paragrafo, texto: str, *, negrito: bool = False, tamanho: float) -> None:
    paragrafo.paragraph_format.space_after = Pt(0)
    trecho = paragrafo.add_run(texto)
    trecho.bold, trecho.font.size = negrito, Pt(tamanho)


def _campo(paragrafo, nome: str) -> None:
    campo = OxmlElement("w:fldSimple")
    campo.set(qn("w:instr"), nome)
    trecho = paragrafo.add_run("1")
    trecho.font.size = Pt(7.5)
    campo.append(trecho._element)
    paragrafo._element.append(campo)


# --- Corpo


def _bloco(documento, no: No) -> None:
    if no.marca == "table":
        _tabela(documento, no)
    elif no.marca in _ESTILOS_DE_LISTA:
        _lista(documento, no, 0)
    else:
        _paragrafo(documento, no)


def _paragrafo(documento, no: No) -> None:
    paragrafo = documento.add_paragraph(style=documento.styles[_estilo(no)])
    forma = paragrafo.paragraph_format
    outro_ato = no.marca == "h1" and no.classe == "epigrafe" and len(documento.paragraphs) > 1
    forma.page_break_before = outro_ato or no.classe == "quebra"
    forma.keep_with_next = no.marca in TITULOS or no.classe in ("clausula", "preambulo")
    if _estilo(no) not in _ESTILOS_DO_ATO.values():
        _sem_estilo_proprio(paragrafo, no)
    _trechos(paragrafo, no, negrito=no.classe in ("epigrafe", "clausula"))
    if no.marca in TITULOS and no.classe in _MAIUSCULAS:
        for trecho in paragrafo.runs:
            trecho.font.all_caps = True


def _sem_estilo_proprio(paragrafo, no: No) -> None:
    forma = paragrafo.paragraph_format
    paragrafo.alignment = _alinhar(no)
    if no.classe in _COM_RECUO:
        forma.first_line_indent = Mm(20)
    if no.classe in _ANTES:
        forma.space_before = _ANTES[no.classe]
    if no.classe in _DEPOIS:
        forma.space_after = _DEPOIS[no.classe]
    if no.classe == "aviso":
        _bordas(paragrafo._element.get_or_add_pPr(), _QUATRO)


def _estilo(no: No) -> str:
    if no.marca in TITULOS:
        return f"Heading {no.marca[1]}"
    return _ESTILOS_DO_ATO.get(no.classe, "Normal")


def _alinhar(no: No):
    if no.marca == "h1":
        return ALINHAR.CENTER
    if no.marca in TITULOS and no.classe not in _ALINHAMENTO:
        return ALINHAR.LEFT
    return _ALINHAMENTO.get(no.classe, ALINHAR.JUSTIFY)


_QUATRO = ("top", "left", "bottom", "right")
# Parágrafos seguidos com as mesmas bordas viram um quadro só; "between" dá a cada um a sua linha.
_ASSINATURA = ("top", "between")


def _bordas(propriedades, lados: tuple[str, ...]) -> None:
    bordas = OxmlElement("w:pBdr")
    for lado in lados:
        borda = OxmlElement(f"w:{lado}")
        for nome, valor in (("val", "single"), ("sz", "6"), ("space", "4"), ("color", "000000")):
            borda.set(qn(f"w:{nome}"), valor)
        bordas.append(borda)
    propriedades.insert_element_before(bordas, *_DEPOIS_DAS_BORDAS)


# O esquema do DOCX fixa a ordem: as bordas vêm antes destas.
_DEPOIS_DAS_BORDAS = tuple(
    f"w:{nome}" for nome in ("shd", "tabs", "spacing", "ind", "contextualSpacing", "jc", "rPr")
)


def _trechos(paragrafo, no: No, *, negrito: bool = False, italico: bool = False) -> None:
    for filho in no.filhos:
        if isinstance(filho, str):
            trecho = paragrafo.add_run(filho)
            trecho.bold, trecho.italic = negrito or None, italico or None
        elif filho.marca == "br":
            paragrafo.add_run().add_break()
        elif filho.marca in ("strong", "em"):
            _trechos(
                paragrafo,
                filho,
                negrito=negrito or filho.marca == "strong",
                italico=italico or filho.marca == "em",
            )


def _lista(documento, lista: No, nivel: int) -> None:
    estilos = _ESTILOS_DE_LISTA[lista.marca]
    estilo = documento.styles[estilos[min(nivel, len(estilos) - 1)]]
    contagem = _contagem_nova(documento, estilo)
    for item in lista.nos():
        paragrafo = documento.add_paragraph(style=estilo)
        numeros = paragrafo._element.get_or_add_pPr().get_or_add_numPr()
        numeros.get_or_add_ilvl().val, numeros.get_or_add_numId().val = 0, contagem
        _trechos(paragrafo, item)
        for dentro in item.nos():
            if dentro.marca in _ESTILOS_DE_LISTA:
                _lista(documento, dentro, nivel + 1)


def _contagem_nova(documento, estilo) -> int:
    """Cada lista começa do 1; pelo estilo só, a segunda continuaria a primeira."""
    numeracao = documento.part.numbering_part.element
    do_estilo = numeracao.num_having_numId(estilo.element.pPr.numPr.numId.val)
    nova = numeracao.add_num(do_estilo.abstractNumId.val)
    nova.add_lvlOverride(ilvl=0).add_startOverride(1)
    return nova.numId


# --- Tabelas


def _tabela(documento, no: No) -> None:
    linhas = list(_linhas(no))
    colunas = max((len(list(linha.nos())) for linha, _ in linhas), default=0)
    if not colunas:
        return
    tabela = documento.add_table(rows=0, cols=colunas, style="Table Grid")
    tabela.alignment, tabela.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    larguras = _larguras([linha for linha, _ in linhas], colunas)
    for coluna, largura in zip(tabela.columns, larguras, strict=True):
        coluna.width = largura  # o LibreOffice lê a da coluna; o Word, a da célula
    for linha, de_cabecalho in linhas:
        celulas = tabela.add_row().cells
        for celula, dentro, largura in zip(celulas, linha.nos(), larguras, strict=False):
            celula.width = largura
            paragrafo = celula.paragraphs[0]
            paragrafo.paragraph_format.space_after = Pt(2)
            _trechos(paragrafo, dentro, negrito=dentro.marca == "th")
        _marcar_linha(tabela.rows[-1], de_cabecalho)
    documento.add_paragraph().paragraph_format.space_after = Pt(0)


def _larguras(linhas: list[No], colunas: int) -> list[Mm]:
    """Cada coluna na proporção do seu texto mais longo, dentro de limites."""
    pesos = [MINIMO_DE_LETRAS] * colunas
    for linha in linhas:
        for posicao, celula in enumerate(linha.nos()):
            letras = min(len(celula.texto()), MAXIMO_DE_LETRAS)
            pesos[posicao] = max(pesos[posicao], letras)
    return [Mm(MANCHA_MM * peso / sum(pesos)) for peso in pesos]


def _linhas(tabela: No) -> Iterator[tuple[No, bool]]:
    for no in tabela.nos():
        if no.marca == "tr":
            yield no, False
        else:
            yield from ((linha, no.marca == "thead") for linha in no.nos())


def _marcar_linha(linha, de_cabecalho: bool) -> None:
    """Não se parte entre páginas; a de cabeçalho se repete em cada uma."""
    propriedades = linha._tr.get_or_add_trPr()
    propriedades.append(OxmlElement("w:cantSplit"))
    if de_cabecalho:
        propriedades.append(OxmlElement("w:tblHeader"))
