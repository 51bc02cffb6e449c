"""O nome guardado nunca engana, escapa da pasta nem quebra um cabeçalho."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from seicidades.documentos.reconhecimento.nomes import (
    TAMANHO_DO_NOME,
    extensao,
    higienizar,
)


@pytest.mark.parametrize(
    ("bruto", "limpo"),
    [
        ("Ofício nº 12.pdf", "Ofício nº 12.pdf"),
        ("Lei 1.234-2020.PDF", "Lei 1.234-2020.pdf"),
        ("100% concluído; v1.2.docx", "100% concluído; v1.2.docx"),
        ("Dr. Ana S.A.pdf", "Dr. Ana S.A.pdf"),
        ("boleto.exe.pdf", "boleto_exe.pdf"),
        ("boleto.exe .pdf", "boleto_exe.pdf"),
        ("boleto. exe.pdf", "boleto_ exe.pdf"),
        ("a.php.html.js.pdf", "a_php_html_js.pdf"),
        ("musica.mp3.pdf", "musica_mp3.pdf"),
        ("pacote.7z.pdf", "pacote_7z.pdf"),
        ("\u202efdp.exe", "fdp.exe"),
        ("anexo\u202efdp.exe.pdf", "anexofdp_exe.pdf"),
        ("zero\u200blargura\ufeff.pdf", "zerolargura.pdf"),
        ("linha\r\nSet-Cookie: a=b.pdf", "linhaSet-Cookie_ a=b.pdf"),
        ("nulo\0.pdf", "nulo.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("..\\..\\windows\\system.pdf", "system.pdf"),
        ("C:\\Documentos\\termo.pdf", "termo.pdf"),
        ("/etc/", "arquivo"),
        ("...", "arquivo"),
        ("..pdf", "arquivo.pdf"),
        (".pdf", "arquivo.pdf"),
        ("", "arquivo"),
        ("sem extensao", "sem extensao"),
        ("CON.pdf", "_CON.pdf"),
        ("lpt1 .pdf", "_lpt1.pdf"),
        ("Contrato.pdf", "Contrato.pdf"),
        ('a<b>"c"|d?*.pdf', "a_b__c__d__.pdf"),
        ("muito\t  espaco .pdf", "muito espaco.pdf"),
        ("Sa\u0303o Paulo.pdf", "São Paulo.pdf"),
    ],
)
def test_nome_fica_legivel_e_inofensivo(bruto, limpo):
    assert higienizar(bruto) == limpo


def test_nome_longo_perde_o_meio_e_guarda_a_extensao():
    limpo = higienizar("a" * 500 + ".pdf")

    assert len(limpo) < TAMANHO_DO_NOME
    assert limpo.endswith("a.pdf")


@given(st.text(max_size=300))
@example("a." + "x" * 115 + ".exe.pdf")
@example("\u0301\u202e.exe.\u200dpdf")
@example(". .pdf. .exe")
def test_qualquer_nome_vira_um_nome_seguro(bruto):
    limpo = higienizar(bruto)

    assert 0 < len(limpo) <= TAMANHO_DO_NOME
    assert not set(limpo) & set('/\\<>:"|?*\r\n\t\0')
    assert all(unicodedata.category(letra)[0] != "C" for letra in limpo)
    assert limpo.strip(" ") == limpo
    assert not limpo.startswith(".")
    limpo.encode("utf-8")


@given(st.text(alphabet="aexpdf. _1\u202e/", max_size=200))
def test_higienizar_de_novo_nao_muda_nada(bruto):
    limpo = higienizar(bruto)

    assert higienizar(limpo) == limpo


@given(
    st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=40),
    st.sampled_from(["exe", "js", "html", "svg", "php", "bat", "xlsm", "7z", "pdf"]),
)
def test_extensao_dupla_nunca_sobra(radical, escondida):
    limpo = higienizar(f"{radical}.{escondida}.pdf")

    assert limpo.endswith(f"_{escondida}.pdf")
    assert extensao(limpo) == "pdf"


@pytest.mark.parametrize(("nome", "final"), [("a.PDF", "pdf"), ("a", ""), ("a.b.csv", "csv")])
def test_extensao_e_o_que_vem_depois_do_ultimo_ponto(nome, final):
    assert extensao(nome) == final
