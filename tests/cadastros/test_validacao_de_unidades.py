import pytest

from cadastros.validacao import conferir_unidades
from cadastros.validacao.leiautes import UNIDADES
from tests.cadastros.factories import csv, unidade

ENDERECO = {
    "c6": "N",
    "c7": "Rua das Flores 100",
    "c9": "Centro",
    "c10": "SP",
    "c11": "Adamantina",
    "c12": "17800-000",
}


def conferir(*linhas):
    return conferir_unidades(csv(*linhas).encode())


def achados(*linhas):
    """(código, linha, coluna) de tudo o que se achou."""
    return [(p.codigo, p.linha, p.coluna) for p in conferir(*linhas).problemas]


def test_arquivo_certo_nao_tem_problemas():
    conferencia = conferir(unidade("GAB"), unidade("SMA", "GAB", **ENDERECO))

    assert conferencia.problemas == ()
    assert conferencia.aceita
    assert [(u.sigla, u.superior) for u in conferencia.registros] == [("GAB", ""), ("SMA", "GAB")]


@pytest.mark.parametrize("coluna", [1, 2, 3])
def test_colunas_obrigatorias(coluna):
    assert achados(unidade(**{f"c{coluna}": ""})) == [("obrigatoria", 2, coluna)]


@pytest.mark.parametrize(("coluna", "largura"), [(1, 30), (2, 30), (3, 250), (5, 250)])
def test_largura_do_sip(coluna, largura):
    sobra = "a" * (largura + 1) if coluna != 5 else "a@b.c" + "d" * largura

    assert achados(unidade(**{f"c{coluna}": sobra})) == [("largura", 2, coluna)]
    assert achados(unidade(**{f"c{coluna}": sobra[:largura]})) == []


@pytest.mark.parametrize("texto", ["Saúde – Centro", "“Casa”", "R€ceita", "Alô 🙂", "a\u200bb"])
def test_o_que_o_latin1_nao_guarda_e_erro(texto):
    assert achados(unidade(c3=texto)) == [("latin1", 2, 3)]


def test_o_erro_de_latin1_diz_a_troca():
    problema = conferir(unidade(c3="Saúde – Centro")).problemas[0]

    assert "U+2013" in problema.mensagem
    assert problema.saida == "Troque por hífen (-)."


def test_quebra_de_linha_dentro_da_celula_e_erro():
    assert achados(unidade(c3='"Gabinete\ndo Prefeito"')) == [("controle", 2, 3)]


@pytest.mark.parametrize("texto", ["=1+1", "@soma", "+cmd|' /C calc'!A0", "-2+3+cmd|x", "-x"])
def test_comeco_de_formula_e_erro(texto):
    assert ("formula", 2, 3) in achados(unidade(c3=texto))


@pytest.mark.parametrize("telefone", ["+55 (18) 3502-9000", "+5518996029000", "(18) 3502-9000"])
def test_telefone_com_mais_nao_e_formula(telefone):
    assert achados(unidade(c14=telefone)) == []


@pytest.mark.parametrize("valor", ["", "s", "Sim", "X"])
def test_coluna_6_so_aceita_s_ou_n(valor):
    codigos = {codigo for codigo, *_ in achados(unidade(c6=valor))}

    assert "sim_ou_nao" in codigos


@pytest.mark.parametrize("coluna", [7, 9, 10, 11, 12])
def test_endereco_proprio_exige_cada_parte(coluna):
    linha = unidade(**ENDERECO | {f"c{coluna}": ""})

    assert achados(linha) == [("endereco_obrigatorio", 2, coluna)]


def test_endereco_proprio_dispensa_complemento_e_com_s_nada_se_exige():
    assert achados(unidade(**ENDERECO)) == []
    assert achados(unidade(c6="S")) == []


@pytest.mark.parametrize(
    ("coluna", "errado", "certo", "codigo"),
    [
        (10, "XX", "SP", "uf"),
        (10, "sp", "RJ", "uf"),
        (12, "1780-000", "17800000", "cep"),
        (13, "62.577.929/0001-36", "62.577.929/0001-35", "cnpj"),
        (13, "12.ABC.345/01DE-00", "12.ABC.345/01DE-35", "cnpj"),
        (5, "gab@", "gab@exemplo.invalid", "email"),
        (5, "a@exemplo.invalid;b@exemplo.invalid", "a.b@exemplo.invalid", "email"),
    ],
)
def test_formatos(coluna, errado, certo, codigo):
    assert achados(unidade(**{f"c{coluna}": errado})) == [(codigo, 2, coluna)]
    assert achados(unidade(**{f"c{coluna}": certo})) == []


@pytest.mark.parametrize("outra", ["SAUDE", "saude", " SAUDE "])
def test_sigla_repetida_sem_distinguir_maiusculas(outra):
    linhas = unidade("GAB"), unidade("SAUDE", "GAB"), unidade(outra, "GAB")

    assert ("sigla_repetida", 4, 2) in achados(*linhas)


def test_sigla_repetida_depois_de_compor_os_acentos():
    linhas = unidade("GAB"), unidade("AÇÃO", "GAB"), unidade("AC\u0327A\u0303O", "GAB")

    assert achados(*linhas) == [("sigla_repetida", 4, 2)]


def test_superior_que_nao_esta_no_arquivo():
    assert achados(unidade("GAB"), unidade("SMA", "XYZ")) == [("superior_desconhecida", 3, 4)]


def test_superior_com_outra_grafia_e_gravada_com_a_sigla_dela():
    conferencia = conferir(unidade("GAB"), unidade("SMA", "gab"))

    assert [p.codigo for p in conferencia.avisos] == ["superior_grafia"]
    assert conferencia.aceita
    assert conferencia.registros[1].superior == "GAB"


def test_superior_depois_da_subordinada_e_aviso():
    conferencia = conferir(unidade("SMA", "GAB"), unidade("GAB"))

    assert [(p.codigo, p.linha, p.coluna) for p in conferencia.avisos] == [
        ("superior_depois", 2, 4)
    ]
    assert conferencia.aceita


def test_circulo_e_erro_uma_vez_e_nomeia_a_volta():
    linhas = unidade("A", "C"), unidade("B", "A"), unidade("C", "B"), unidade("D", "C")
    conferencia = conferir(*linhas)

    assert [(p.codigo, p.linha) for p in conferencia.erros] == [("circulo", 2)]
    assert "A, C, B" in conferencia.erros[0].mensagem


def test_unidade_superior_de_si_mesma_e_circulo():
    assert achados(unidade("A", "A")) == [("circulo", 2, 4)]


def test_dois_circulos_sao_dois_erros():
    linhas = unidade("A", "B"), unidade("B", "A"), unidade("C", "D"), unidade("D", "C")

    assert [codigo for codigo, *_ in achados(*linhas)] == ["circulo", "circulo"]


def test_varias_raizes_e_aviso():
    conferencia = conferir(unidade("GAB"), unidade("SMA"))

    assert [(p.codigo, p.linha) for p in conferencia.avisos] == [("varias_raizes", None)]
    assert "GAB, SMA" in conferencia.avisos[0].mensagem


def test_varios_orgaos_e_aviso():
    conferencia = conferir(unidade("GAB"), unidade("SMA", "GAB", c1="AUTARQUIA"))

    assert [p.codigo for p in conferencia.avisos] == ["varios_orgaos"]


def test_tudo_o_que_ha_de_errado_sai_de_uma_vez_em_ordem():
    linhas = unidade("GAB", c3=""), unidade("SMA", "XYZ", c6="talvez"), unidade("GAB", c1="")

    assert achados(*linhas) == [
        ("varias_raizes", None, 4),
        ("obrigatoria", 2, 3),
        ("superior_desconhecida", 3, 4),
        ("sim_ou_nao", 3, 6),
        ("obrigatoria", 4, 1),
        ("sigla_repetida", 4, 2),
    ]


def test_uma_hierarquia_de_cinco_mil_niveis_nao_derruba():
    linhas = [unidade(f"U{n}", f"U{n - 1}" if n else "") for n in range(5000)]

    assert conferir(*reversed(linhas)).aceita


def test_toda_coluna_do_leiaute_tem_o_cabecalho_publicado():
    assert ",".join(UNIDADES.cabecalho) == (
        "0-Seq.,1-orgaoUnidade,2-siglaUnidade,3-descricaoUnidade,4-superiorNaHierarquia,"
        "5-emailUnidade,6-usaEndereçoDoÓrgao?,7-endereçoUnidade,8-complementoEndereco,"
        "9-bairroUnidade,10-UFUnidade,11-cidadeUnidade,12-CEPUnidade,13-CNPJUnidade,"
        "14-telefoneUnidade,15-siteUnidade"
    )
