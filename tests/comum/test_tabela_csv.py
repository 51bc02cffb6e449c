import pytest

from seicidades.comum.tabela_csv import ArquivoRecusado, CelulaRecusada, ler_csv, nome_de_coluna


def ler(texto, codificacao="utf-8", obrigatorias=("codigo",)):
    conteudo = texto if isinstance(texto, bytes) else texto.encode(codificacao)
    return ler_csv(conteudo, conhecidas=["codigo", "nome"], obrigatorias=obrigatorias)


def celulas(tabela):
    return [(linha.numero, dict(linha.celulas)) for linha in tabela.linhas]


def problemas(texto, **opcoes):
    with pytest.raises(ArquivoRecusado) as recusado:
        ler(texto, **opcoes)
    return [(p.codigo, p.linha, p.coluna) for p in recusado.value.problemas]


@pytest.mark.parametrize("codificacao", ["utf-8", "utf-8-sig", "latin-1", "cp1252"])
@pytest.mark.parametrize("separador", [",", ";"])
@pytest.mark.parametrize("fim", ["\n", "\r\n"])
def test_le_as_codificacoes_e_os_separadores_das_planilhas(codificacao, separador, fim):
    linhas = [separador.join(c) for c in (("Nome", "Código"), ("São João", "7"))]

    tabela = ler(fim.join(linhas) + fim, codificacao)

    assert celulas(tabela) == [(2, {"codigo": "7", "nome": "São João"})]


def test_colunas_se_conhecem_pelo_nome_e_as_outras_ficam_de_lado():
    tabela = ler("Área (km²),CÓDIGO\n12,7\n")

    assert celulas(tabela) == [(2, {"codigo": "7"})]
    assert tabela.colunas == ("codigo",)
    assert tabela.ignoradas == ("Área (km²)",)


def test_nome_de_coluna_perde_acentos_espacos_e_sinais():
    assert nome_de_coluna(" Código do IBGE (7 dígitos)* ") == "codigo_do_ibge_7_digitos"


def test_linhas_em_branco_e_sobras_vazias_nao_contam_mas_a_numeracao_e_a_do_arquivo():
    tabela = ler("codigo,nome\n\n1,a,,\n,\n2,b\n")

    assert celulas(tabela) == [(3, {"codigo": "1", "nome": "a"}), (5, {"codigo": "2", "nome": "b"})]


def test_celula_entre_aspas_pode_ter_separador_e_quebra_de_linha():
    tabela = ler('codigo,nome\n1,"a, ""b""\nc"\n2,d\n')

    assert celulas(tabela) == [
        (2, {"codigo": "1", "nome": 'a, "b"\nc'}),
        (4, {"codigo": "2", "nome": "d"}),
    ]


def test_cabecalho_sem_coluna_obrigatoria_e_recusado():
    assert problemas("nome\na\n") == [("cabecalho", 1, "codigo")]
    assert problemas("") == [("cabecalho", 1, "codigo")]


def test_coluna_repetida_e_recusada():
    assert problemas("codigo,nome,Código\n1,a,2\n") == [("coluna_repetida", 1, "codigo")]


def test_arquivo_so_com_cabecalho_e_recusado():
    assert problemas("codigo,nome\n,\n") == [("vazio", None, "")]


def test_linha_de_largura_errada_e_apontada():
    assert problemas("codigo,nome\n1,a\n2\n3,c,d\n") == [("largura", 3, ""), ("largura", 4, "")]


@pytest.mark.parametrize("linha", ['1,"a', '1,"a"b'])
def test_aspas_que_nao_fecham_sao_apontadas(linha):
    assert problemas(f"codigo,nome\n0,z\n{linha}\n") == [("aspas", 3, "")]


@pytest.mark.parametrize(
    ("conteudo", "codigo"),
    [
        (b"PK\x03\x04planilha", "nao_e_csv"),
        ("codigo\n1\n".encode("utf-16"), "nao_e_csv"),
        (b"codigo\n\x81\n", "codificacao"),
    ],
)
def test_o_que_nao_e_csv_e_recusado_com_o_que_fazer(conteudo, codigo):
    assert problemas(conteudo) == [(codigo, None, "")]


def test_problema_diz_lugar_motivo_e_saida():
    with pytest.raises(ArquivoRecusado, match=r"^Linha 3: A linha tem 1 células .* Confira"):
        ler("codigo,nome\n1,a\n2\n")


def test_converter_junta_os_problemas_e_pula_as_celulas_vazias():
    def numero(texto):
        if not texto.isdigit():
            raise CelulaRecusada("numero", f"{texto} não é número.", "Escreva algarismos.")
        return int(texto)

    certa, errada = ler("codigo,nome\n7,\nx,y\n").linhas
    achados = []

    assert certa.converter({"codigo": numero, "nome": str}, achados) == {"codigo": 7}
    assert errada.converter({"codigo": numero, "nome": str}, achados) == {"nome": "y"}
    assert [str(p) for p in achados] == [
        "Linha 3, coluna codigo: x não é número. Escreva algarismos."
    ]
