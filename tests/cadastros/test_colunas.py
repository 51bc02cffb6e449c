import pytest

from cadastros.validacao import UNIDADES, USUARIOS, Escolha, abrir, adivinhar, letra
from cadastros.validacao.colunas import chave_do_titulo, titulos_conhecidos
from cadastros.validacao.planilha import ler, ler_folhas
from tests.cadastros.factories import csv, unidade, usuario
from tests.cadastros.planilhas import em_xlsx

CPF, OUTRO_CPF = "111.444.777-35", "529.982.247-25"


def folhas(*linhas):
    return abrir(em_xlsx(*linhas), 0).folhas


def colunas(*linhas, leiaute=USUARIOS, **ditos):
    return dict(adivinhar(folhas(*linhas), leiaute, **ditos).escolha.colunas)


@pytest.mark.parametrize(
    ("titulo", "chave"),
    [
        ("2-siglaUnidade", "siglaunidade"),
        ("6-usaEndereçoDoÓrgao?", "usaenderecodoorgao"),
        ("Sigla (até 30)", "sigla"),
        (" E-mail ", "email"),
        ("", ""),
    ],
)
def test_titulos_se_comparam_sem_numero_acento_nem_sinal(titulo, chave):
    assert chave_do_titulo(titulo) == chave


@pytest.mark.parametrize("leiaute", [UNIDADES, USUARIOS])
def test_o_cabecalho_publicado_vale_mais_que_os_apelidos(leiaute):
    conhecidos = titulos_conhecidos(leiaute)

    assert [conhecidos[chave_do_titulo(c.cabecalho)] for c in leiaute.colunas] == [
        c.campo for c in leiaute.colunas
    ]


def test_arquivo_no_leiaute_nao_pergunta_nada():
    for conteudo in (csv(usuario()), csv(usuario(), cabecalho=list("abcdefghi"))):
        palpite = adivinhar(abrir(conteudo.encode(), 9).folhas, USUARIOS)
        assert palpite.certo
        assert palpite.escolha.colunas["perfil"] == 8


def test_titulos_de_prefeitura_em_qualquer_ordem():
    achadas = colunas(
        ["Nome do servidor", "Setor", "CPF", "E-mail", "Login", "Perfil"],
        ["Ana", "GAB", CPF, "ana@exemplo.invalid", "ana", "Básico"],
    )

    assert achadas == {"nome": 0, "unidade": 1, "cpf": 2, "email": 3, "sigla": 4, "perfil": 5}


def test_o_que_o_titulo_nao_diz_o_conteudo_diz():
    achadas = colunas(
        ["Servidor", "x", "y", "z", "w"],
        ["Ana", CPF, "ana@exemplo.invalid", "GAB", "Básico"],
        ["Bia", OUTRO_CPF, "bia@exemplo.invalid", "SMA", "Básico"],
        siglas=["GAB", "SMA"],
        cabecalho=1,
    )

    assert achadas == {"nome": 0, "cpf": 1, "email": 2, "unidade": 3, "perfil": 4}


def test_superior_se_acha_por_conter_siglas_do_proprio_arquivo():
    achadas = colunas(
        ["Sigla", "Descrição", "coluna 3"],
        ["GAB", "Gabinete", ""],
        ["SMA", "Administração", "GAB"],
        ["RH", "Pessoal", "sma"],
        leiaute=UNIDADES,
    )

    assert achadas == {"sigla": 0, "descricao": 1, "superior": 2}


def test_sem_cabecalho_os_dados_comecam_na_primeira_linha():
    palpite = adivinhar(folhas(["Ana", CPF, "ana@exemplo.invalid"]), USUARIOS)

    assert palpite.escolha.cabecalho == 0
    assert palpite.escolha.colunas == {"cpf": 1, "email": 2}
    assert not palpite.certo


def test_coluna_repetida_fica_com_a_primeira():
    assert colunas(["Nome", "Servidor", "Login"], ["Ana", "B", "ana"])["nome"] == 0


def test_padrao_so_se_propoe_para_a_coluna_que_falta():
    planilha = folhas(["Sigla", "Nome"], ["GAB", "Gabinete"])
    palpite = adivinhar(planilha, UNIDADES, padroes={"orgao": "PM", "sigla": "X"})

    assert palpite.escolha.padroes == {"orgao": "PM", "usa_endereco_do_orgao": "S"}
    leitura = ler_folhas(planilha, (), UNIDADES, palpite.escolha)
    assert leitura.linhas[0].celulas[1:7] == ["PM", "GAB", "Gabinete", "", "", "S"]


def test_padrao_que_a_pessoa_disse_vale_onde_a_celula_esta_vazia():
    planilha = folhas(["Login", "Perfil"], ["ana", ""], ["bia", "CPAD"], ["caio"])
    escolha = Escolha(0, 1, {"sigla": 0, "perfil": 1}, {"perfil": "Básico"})

    linhas = ler_folhas(planilha, (), USUARIOS, escolha).linhas

    assert [linha.celulas[8] for linha in linhas] == ["Básico", "CPAD", "Básico"]


def test_no_leiaute_o_padrao_tambem_vale_onde_a_celula_esta_vazia():
    planilha = folhas(USUARIOS.cabecalho, usuario("ana", c8=""))
    colunas = {c.campo: c.posicao for c in USUARIOS.colunas}

    (linha,) = ler_folhas(planilha, (), USUARIOS, Escolha(0, 1, colunas, {"perfil": "x"})).linhas

    assert linha.celulas[8] == "x"


def test_coluna_obrigatoria_sem_dono_e_um_erro_so_e_nao_um_por_linha():
    planilha = folhas(["Login", "Nome", "Setor"], ["ana", "Ana", "GAB"], ["bia", "Bia", "GAB"])
    leitura = ler_folhas(planilha, (), USUARIOS)

    achados = [(p.codigo, p.rotulo) for p in leitura.problemas]
    assert achados == [
        ("coluna_faltando", "Sigla do órgão"),
        ("coluna_faltando", "Perfil da primeira permissão"),
    ]
    assert leitura.sem_valor >= {"orgao", "perfil"}


def test_a_escolha_da_pessoa_manda():
    conteudo = em_xlsx(["a", "b"], ["Gabinete", "GAB"])
    escolha = Escolha(0, 1, {"descricao": 0, "sigla": 1}, {"orgao": "PM"})

    assert ler(conteudo, UNIDADES, escolha).linhas[0].celulas[1:4] == ["PM", "GAB", "Gabinete"]


def test_escolha_vai_e_volta_pelo_json():
    escolha = Escolha(1, 3, {"sigla": 2}, {"orgao": "PM"})

    assert Escolha(**escolha.para_json()) == escolha


@pytest.mark.parametrize(("posicao", "letras"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ")])
def test_letra_da_coluna(posicao, letras):
    assert letra(posicao) == letras


def test_unidades_no_leiaute_com_titulos_de_gente():
    titulos = [c.rotulo for c in UNIDADES.colunas]

    assert adivinhar(folhas(titulos, unidade("GAB")), UNIDADES).certo
