"""O artigo que se edita à mão: o que se lê, o que se recusa e a volta sem perda."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regulamentacao.sala.extenso import por_extenso
from regulamentacao.sala.partes import (
    Parte,
    TextoRecusado,
    cita_outro_artigo,
    ler_texto,
    numeradas,
    pontuar,
    sem_orfas,
    texto_editavel,
)
from tests.regulamentacao.sala.respostas import decreto, quaisquer

palavras = st.lists(st.sampled_from(["o", "prazo", "do", "recurso", "é", "contado"]), min_size=1)
frases = palavras.map(lambda p: " ".join(p).capitalize() + ".")


@st.composite
def artigos(draw) -> tuple[Parte, ...]:
    partes = [Parte("artigo", draw(frases))]
    for _ in range(draw(st.integers(0, 12))):
        acima = partes[-1].classe
        possiveis = ["paragrafo", "inciso"] + ["alinea"] * (acima in ("inciso", "alinea"))
        partes.append(Parte(draw(st.sampled_from(possiveis)), draw(frases)))
    return tuple(partes)


@given(artigos())
def test_editar_sem_mudar_nada_devolve_o_mesmo_artigo(partes):
    assert ler_texto(texto_editavel(partes), "artigo") == partes


@given(quaisquer())
@settings(deadline=None, max_examples=40)
def test_todo_artigo_do_decreto_se_edita_e_volta_igual(respostas):
    for trecho in decreto(respostas):
        if trecho.editavel and "{{ x }}" not in trecho.texto:
            assert ler_texto(trecho.texto, trecho.classe) == trecho.partes


@given(st.text(max_size=300))
def test_texto_qualquer_vira_artigo_ou_se_recusa_com_motivo(texto):
    partes, problemas = tentar(texto)

    assert partes or problemas
    assert all(parte.texto for parte in partes)
    assert not partes or numeradas(partes)[0].startswith("Art. 1º ")


def tentar(texto: str) -> tuple[tuple[Parte, ...], list[str]]:
    try:
        return ler_texto(texto, "artigo"), []
    except TextoRecusado as recusa:
        return (), recusa.problemas


def test_numeros_escritos_pela_pessoa_sao_refeitos_na_ordem():
    texto = (
        "Art. 7º São casos:\nII – um;\nI - dois:\nb) três.\n§ 4º Quatro.\nParágrafo único. Cinco."
    )

    assert numeradas(ler_texto(texto, "artigo")) == [
        "Art. 1º São casos:",
        "I – um;",
        "II – dois:",
        "a) três.",
        "§ 1º Quatro.",
        "§ 2º Cinco.",
    ]


@pytest.mark.parametrize(
    ("texto", "motivo"),
    [
        ("", "está vazio"),
        ("  \n \n", "está vazio"),
        ("São casos:\n\numa linha solta", "A linha 3 não começa"),
        ("São casos:\na) alínea sem inciso", "não há inciso acima"),
        ("São casos:\n§ 1º", "tem o número e não tem texto"),
        ("Art. 3º", "tem o número e não tem texto"),
        ("x" * 6001, "passa de 6000"),
    ],
)
def test_texto_que_nao_se_entende_e_recusado_dizendo_a_linha(texto, motivo):
    with pytest.raises(TextoRecusado, match=motivo):
        ler_texto(texto, "artigo")


def test_fora_de_artigo_so_texto_corrido():
    assert ler_texto("Institui o SEI.", "ementa") == (Parte("ementa", "Institui o SEI."),)
    with pytest.raises(TextoRecusado, match="aqui não há artigo"):
        ler_texto("Institui o SEI.\n§ 1º Nada.", "ementa")


def test_pontuar_respeita_o_ou_e_nao_mexe_em_quem_tem_alineas():
    partes = [Parte("artigo", "São:"), *(Parte("inciso", t) for t in ("um.", "dois; ou", "três"))]
    com_alinea = (Parte("inciso", "um:"), Parte("alinea", "dois"))

    assert [p.texto for p in pontuar(partes)] == ["São:", "um;", "dois; ou", "três."]
    assert pontuar(com_alinea) == com_alinea


def test_no_papel_o_numero_nao_se_separa_do_que_o_anuncia():
    fixo = "\N{NO-BREAK SPACE}"

    assert sem_orfas("Lei nº 14.129, arts. 2º; e") == f"Lei nº{fixo}14.129, arts.{fixo}2º;{fixo}e"
    assert sem_orfas("um; e dois") == "um; e dois"


@pytest.mark.parametrize(
    ("numero", "feminino", "escrito"),
    [
        (0, False, "zero"),
        (2, True, "duas"),
        (21, True, "vinte e uma"),
        (100, False, "cem"),
        (180, False, "cento e oitenta"),
        (202, True, "duzentas e duas"),
        (999, False, "novecentos e noventa e nove"),
    ],
)
def test_numero_por_extenso(numero, feminino, escrito):
    assert por_extenso(numero, feminino=feminino) == escrito


@pytest.mark.parametrize("numero", [-1, 1000])
def test_numero_fora_do_alcance_e_recusado(numero):
    with pytest.raises(ValueError, match="de 0 a 999"):
        por_extenso(numero)


@pytest.mark.parametrize(
    ("linha", "sobra"),
    [
        ("§ 1 O prazo é contado.", "O prazo é contado."),
        ("§ 1o O prazo é contado.", "O prazo é contado."),
        ("§ 1º O prazo é contado.", "O prazo é contado."),
        ("§ 12 O prazo é contado.", "O prazo é contado."),
        ("§ 1 objetivos do decreto.", "objetivos do decreto."),
    ],
)
def test_o_artigo_o_depois_do_numero_nao_se_perde(linha, sobra):
    caput, paragrafo = ler_texto(f"Art. 12 O uso do SEI.\n{linha}", "artigo")

    assert caput.texto == "O uso do SEI."
    assert paragrafo == Parte("paragrafo", sobra)


@pytest.mark.parametrize(
    ("texto", "cita"),
    [
        ("Nos casos do art. 12, o prazo dobra.", True),
        ("Observam-se os arts. 5º e 6º deste Decreto.", True),
        ("Na forma do art. 7º, § 1º, inciso II.", True),
        ("Vale o art. 5º da Lei federal nº 14.063, de 2020; e o art. 9º.", True),
        ("Vale o art. 5º da Lei federal nº 14.063, de 23 de setembro de 2020.", False),
        ("Observam-se os arts. 23, 24 e 31 da Lei nº 12.527, de 2011.", False),
        ("Adota-se a Lei nº 14.129, na forma do seu art. 2º.", False),
        ("O art. 37, caput, da Constituição Federal impõe a publicidade.", False),
        ("O artigo de jornal não é parte do processo.", False),
    ],
)
def test_sabe_se_o_texto_cita_outro_artigo_do_decreto(texto, cita):
    assert cita_outro_artigo(texto) is cita
