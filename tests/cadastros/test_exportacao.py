from hypothesis import given
from hypothesis import strategies as st

from cadastros.validacao import (
    EXEMPLO_DE_UNIDADES,
    EXEMPLO_DE_USUARIOS,
    Unidade,
    conferir_unidades,
    conferir_usuarios,
    de_cima_para_baixo,
    niveis,
    texto_das_unidades,
    texto_dos_usuarios,
)

SIGLAS = [u.sigla for u in EXEMPLO_DE_UNIDADES]


def nova(sigla, superior=""):
    return Unidade(linha=0, orgao="PM", sigla=sigla, descricao=sigla, superior=superior)


def valores(registros):
    """Os campos, sem o número da linha."""
    return [tuple(getattr(r, c) for c in r.__slots__ if c != "linha") for r in registros]


def test_o_modelo_de_unidades_passa_na_conferencia_e_volta_igual():
    texto = texto_das_unidades(EXEMPLO_DE_UNIDADES)
    conferencia = conferir_unidades(texto.encode())

    assert conferencia.problemas == ()
    assert texto_das_unidades(conferencia.registros) == texto


def test_o_modelo_de_usuarios_passa_na_conferencia_e_volta_igual():
    texto = texto_dos_usuarios(EXEMPLO_DE_USUARIOS)
    conferencia = conferir_usuarios(texto.encode(), SIGLAS)

    assert conferencia.aceita
    assert texto_dos_usuarios(conferencia.registros) == texto


def test_saida_em_utf8_sem_bom_com_virgula_e_lf():
    texto = texto_das_unidades(EXEMPLO_DE_UNIDADES)

    assert texto.startswith("0-Seq.,1-orgaoUnidade,2-siglaUnidade")
    assert texto.endswith("\n")
    assert "\r" not in texto
    assert '"Rua das Flores, 100"' in texto


def test_superiores_saem_antes_e_o_resto_mantem_a_ordem():
    unidades = [nova("C", "B"), nova("D"), nova("B", "A"), nova("A"), nova("E", "A")]

    assert [u.sigla for u in de_cima_para_baixo(unidades)] == ["A", "B", "C", "D", "E"]


def test_a_sequencia_e_refeita():
    texto = texto_das_unidades([nova("B", "A"), nova("A")])

    assert [linha.split(",")[:3] for linha in texto.splitlines()[1:]] == [
        ["1", "PM", "A"],
        ["2", "PM", "B"],
    ]


def test_niveis_contam_do_topo():
    assert niveis([nova("C", "B"), nova("B", "A"), nova("A")]) == {"A": 1, "B": 2, "C": 3}


@st.composite
def hierarquias(draw):
    """Unidades em ordem qualquer, cada uma sob alguma das sorteadas antes dela."""
    quantas = draw(st.integers(1, 12))
    unidades = [
        nova(f"U{i}", f"U{draw(st.integers(0, i - 1))}" if i and draw(st.booleans()) else "")
        for i in range(quantas)
    ]
    return draw(st.permutations(unidades))


@given(hierarquias())
def test_toda_hierarquia_sai_de_cima_para_baixo_e_volta_igual(unidades):
    conferencia = conferir_unidades(texto_das_unidades(unidades).encode())

    assert conferencia.aceita
    assert "superior_depois" not in [p.codigo for p in conferencia.problemas]
    assert sorted(valores(conferencia.registros)) == sorted(valores(unidades))


@given(st.binary(max_size=300))
def test_nenhum_arquivo_derruba_a_conferencia(conteudo):
    for conferencia in (conferir_unidades(conteudo), conferir_usuarios(conteudo, SIGLAS)):
        assert all(p.mensagem and p.saida for p in conferencia.problemas)
        assert conferencia.registros or conferencia.erros
