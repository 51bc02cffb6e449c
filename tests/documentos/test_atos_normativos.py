"""Capítulos, incisos e alíneas: a numeração que a Lei Complementar nº 95/1998 pede."""

from io import BytesIO

import docx as python_docx
import pytest

from seicidades.documentos.redacao import docx, motor, sei
from seicidades.documentos.redacao.numeracao import letra_da_alinea, romano
from tests.documentos import ensaio

ATO = """<h1 class="epigrafe">Decreto nº 1</h1>
<p class="bloco">um.nome</p>
<h2 class="capitulo">Do começo</h2>
<p class="artigo">São objetivos:</p>
<p class="inciso">rapidez, que se mede:</p>
<p class="alinea">em dias;</p>
<p class="alinea">em horas; e</p>
<p class="inciso">clareza.</p>
<p class="paragrafo">Também:</p>
<p class="inciso">economia.</p>
<h2 class="capitulo">Do fim</h2>
<p class="artigo">Vale já:</p>
<p class="inciso">aqui.</p>
"""


def linhas() -> list[str]:
    return [no.texto() for no in motor.preencher(ATO, {}).nos()]


@pytest.mark.parametrize(
    ("numero", "escrito"),
    [(1, "I"), (4, "IV"), (9, "IX"), (14, "XIV"), (40, "XL"), (99, "XCIX"), (101, "CI")],
)
def test_inciso_se_numera_em_romanos(numero, escrito):
    assert romano(numero) == escrito


def test_alinea_depois_do_z_dobra_a_letra():
    assert [letra_da_alinea(n) for n in (1, 26, 27, 52, 53)] == ["a", "z", "aa", "az", "ba"]


def test_cada_artigo_e_paragrafo_recomeca_os_incisos_e_cada_inciso_as_alineas():
    assert linhas() == [
        "Decreto nº 1",
        "CAPÍTULO I Do começo",
        "Art. 1º São objetivos:",
        "I – rapidez, que se mede:",
        "a) em dias;",
        "b) em horas; e",
        "II – clareza.",
        "Parágrafo único. Também:",
        "I – economia.",
        "CAPÍTULO II Do fim",
        "Art. 2º Vale já:",
        "I – aqui.",
    ]


def test_nome_de_bloco_nao_sai_no_papel():
    assert not any("um.nome" in linha for linha in linhas())


def test_docx_da_a_cada_parte_do_ato_o_seu_estilo():
    documento = python_docx.Document(BytesIO(docx.escrever(ensaio.folha(ATO))))
    estilos = {p.text.split(" ")[0]: p.style.name for p in documento.paragraphs}

    assert estilos["Art."] == "Artigo"
    assert estilos["I"] == "Inciso"
    assert estilos["a)"] == "Alínea"
    assert estilos["Parágrafo"] == "Parágrafo"
    assert estilos["CAPÍTULO"].startswith("Heading 2")


def test_sei_recebe_incisos_e_capitulos_nos_estilos_do_editor():
    html = sei.escrever(ensaio.folha(ATO)).decode("ascii")

    assert '<p class="Texto_Justificado_Recuo_Primeira_Linha">I &#8211; rapidez' in html
    assert '<p class="Texto_Centralizado_Maiusculas_Negrito"><strong>CAP&#205;TULO I<br />' in html
