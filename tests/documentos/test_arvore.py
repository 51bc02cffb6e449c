"""Do HTML de entrada só passa o que está na lista; o resto é apontado na linha."""

import pytest

from seicidades.documentos.redacao.arvore import No, ler
from seicidades.documentos.redacao.numeracao import numerar, ordinal_por_extenso
from seicidades.documentos.redacao.pdf import corpo_em_html


def voltar(html: str) -> str:
    return corpo_em_html(ler(html)[0])


@pytest.mark.parametrize(
    "html",
    [
        "<h1>Um</h1><p>dois <strong>três <em>quatro</em></strong><br>cinco</p>",
        '<p class="artigo">Texto.</p>',
        "<ol><li>um<ul><li>dentro</li></ul></li></ol>",
        "<p>a &lt; b &amp; c</p>",
    ],
)
def test_o_que_esta_na_lista_passa_igual(html):
    assert ler(html)[1] == []
    assert voltar(html) == html


@pytest.mark.parametrize(
    ("html", "sobra"),
    [
        ("<p>a<script>alert(1)</script>b</p>", "<p>ab</p>"),
        ("<style>p{}</style><p>a</p>", "<p>a</p>"),
        ('<p onclick="x()" style="color:red">a</p>', "<p>a</p>"),
        ('<p><img src="http://198.51.100.7/x">a</p>', "<p>a</p>"),
        ('<p><a href="javascript:x()">a</a></p>', "<p>a</p>"),
        ('<p class="artigo x">a</p>', "<p>a</p>"),
        ("<p>a<p>b</p></p>", "<p>ab</p>"),
        ("<table><tr><td>a</table>", "<table><tr><td>a</td></tr></table>"),
        ("<p>a<!-- b --></p>", "<p>a</p>"),
        ("solto", "<p>solto</p>"),
        ("<svg><p>a</p></svg>", ""),
        ("<math><mtext><p>a</p></mtext></math>", "<p>a</p>"),
        ("<p>a<iframe src=x><p>b</p></iframe></p>", "<p>a</p>"),
        ("<ul>solto<li>a</li></ul>", "<ul><li>a</li></ul>"),
        ("<p/>", ""),
        ("</p><p>a</p>", "<p>a</p>"),
        ("<!DOCTYPE x><?php x ?><p>a</p>", "<p>a</p>"),
    ],
)
def test_o_que_nao_esta_na_lista_fica_de_fora_e_e_apontado(html, sobra):
    assert voltar(html) == sobra
    assert ler(html)[1]


def test_o_problema_diz_a_linha_e_a_marca():
    problemas = ler("<p>um</p>\n<p>dois\n<b>x</b></p>")[1]

    assert [str(p) for p in problemas] == [
        "Linha 3: </b> fecha o que não foi aberto.",
        "Linha 3: a marca <b> não é aceita.",
    ]


def test_marca_aberta_e_apontada_onde_abriu():
    (problema,) = ler("<h1>a</h1>\n<p>b\n\n")[1]

    assert str(problema) == "Linha 2: <p> não foi fechada."


def test_controles_e_trocas_de_sentido_saem():
    assert voltar("<p>a\x00\x0b\u202eb\u2066\x7fc\ufffe</p>") == "<p>abc</p>"


def test_espacos_viram_um_e_as_pontas_somem():
    assert voltar("<p>\n  a \t b\n</p>") == "<p>a b</p>"


def test_fundo_demais_nao_entra():
    fundo = "<ul><li>" * 20 + "x" + "</li></ul>" * 20

    assert "<ul> não cabe dentro de <li>." in str(ler(f"<p>a</p>{fundo}")[1])


# --- Números


def numeros(html: str) -> list[str]:
    return [no.texto() for no in numerar(ler(html)[0]).nos()]


def p(*classes: str) -> str:
    return "".join(f'<p class="{classe}">x</p>' for classe in classes)


def test_artigos_e_paragrafos():
    assert numeros(p("artigo", "paragrafo", "artigo", "paragrafo", "paragrafo")) == [
        "Art. 1º x",
        "Parágrafo único. x",
        "Art. 2º x",
        "§ 1º x",
        "§ 2º x",
    ]


def test_do_decimo_em_diante_o_numero_e_cardinal():
    assert numeros(p(*["artigo"] * 10, *["paragrafo"] * 10))[9::10] == ["Art. 10. x", "§ 10. x"]


def test_clausulas_por_extenso_e_itens_dentro_delas():
    assert numeros(p("item", "clausula", "item", "item", "clausula", "item")) == [
        "1. x",
        "Cláusula primeira – x",
        "1.1. x",
        "1.2. x",
        "Cláusula segunda – x",
        "2.1. x",
    ]


@pytest.mark.parametrize(
    ("numero", "texto"),
    [
        (1, "primeira"),
        (10, "décima"),
        (12, "décima segunda"),
        (99, "nonagésima nona"),
        (100, "100ª"),
    ],
)
def test_ordinal_por_extenso(numero, texto):
    assert ordinal_por_extenso(numero) == texto


def test_texto_de_um_no_junta_o_que_ha_dentro():
    assert No("p", "", ("a", No("br"), No("strong", "", ("b",)))).texto() == "a b"
