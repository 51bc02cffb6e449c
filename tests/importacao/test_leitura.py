"""Planilhas de verdade: datas, nomes, abas, mesclas, codificações e estragos."""

from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seicidades.comum.tabela_csv import ArquivoRecusado, CelulaRecusada
from seicidades.fluxo.carga import Coluna
from seicidades.fluxo.declaracao import roteiro_do_codigo
from seicidades.importacao import modelo
from seicidades.importacao.celulas import converter
from seicidades.importacao.colunas import leiaute
from seicidades.importacao.leitura import Lugar, Lugares, ler_registros
from seicidades.importacao.planilha import LINHAS_MAXIMAS, ler_planilha, letra
from tests.importacao.conftest import CIDADES, em_csv, em_xlsx

DATA = Coluna("inicio", "Início", "data")
LEIAUTE = leiaute(roteiro_do_codigo())
LUGARES = Lugares(Lugar(c, nome, n, n) for n, (c, nome) in enumerate(CIDADES.items(), start=1))
CABECALHO = ["Código IBGE", "Município", "Início"]


def ler(conteudo, nome="carteira.csv"):
    return ler_registros(ler_planilha(conteudo, nome, LEIAUTE), LEIAUTE, LUGARES)


def recusados(conteudo, nome="carteira.csv") -> list[str]:
    with pytest.raises(ArquivoRecusado) as recusado:
        ler(conteudo, nome)
    assert all(p.motivo for p in recusado.value.problemas)
    return [p.codigo for p in recusado.value.problemas]


@pytest.mark.parametrize(
    ("escrita", "dia"),
    [
        ("31/12/25", date(2025, 12, 31)),
        ("31/12/2025", date(2025, 12, 31)),
        ("31-12-2025", date(2025, 12, 31)),
        ("31.12.2025", date(2025, 12, 31)),
        ("1/2/2025", date(2025, 2, 1)),
        ("2025-12-31", date(2025, 12, 31)),
        ("2025-12-31T00:00:00", date(2025, 12, 31)),
        ("31/12/2025 00:00", date(2025, 12, 31)),
        ("31 de dezembro de 2025", date(2025, 12, 31)),
        ("1º de março de 2025", date(2025, 3, 1)),
        ("31/dez/2025", date(2025, 12, 31)),
        ("31-dez-25", date(2025, 12, 31)),
        ("46022", date(2025, 12, 31)),
        (46022.0, date(2025, 12, 31)),
        ("46022,5", date(2025, 12, 31)),
        (datetime(2025, 12, 31, 8), date(2025, 12, 31)),  # noqa: DTZ001 (é como a planilha dá)
        (date(2025, 12, 31), date(2025, 12, 31)),
        ("\u00a031/12/2025 ", date(2025, 12, 31)),
        ("29/02/2024", date(2024, 2, 29)),
        ("", None),
        ("-", None),
        ("—", None),
        ("Pendente", None),
        ("n/a", None),
        (None, None),
    ],
)
def test_data_que_se_entende(escrita, dia):
    assert converter(DATA, escrita) == dia


@pytest.mark.parametrize(
    ("escrita", "codigo"),
    [
        ("dez/2025", "data_sem_dia"),
        ("dezembro de 2025", "data_sem_dia"),
        ("12/2025", "data_sem_dia"),
        ("2025", "data_so_ano"),
        ("12/31/2025", "mes_e_dia_trocados"),
        ("31/02/2025", "data_inexistente"),
        ("29/02/2025", "data_inexistente"),
        ("99999", "data_fora_do_tempo"),
        ("31/12/1925", "data_fora_do_tempo"),
        ("0001-01-01", "data_fora_do_tempo"),
        ("31/12/0025", "data_fora_do_tempo"),
        ("em breve", "data_ilegivel"),
        ("31/12/2025 ou 02/01/2026", "data_ilegivel"),
        ("٣١/١٢/٢٠٢٥", "data_ilegivel"),
        ("#REF!", "formula_com_erro"),
        (True, "data_ilegivel"),
    ],
)
def test_data_que_nao_se_entende_diz_como_escrever(escrita, codigo):
    with pytest.raises(CelulaRecusada) as recusada:
        converter(DATA, escrita)

    assert recusada.value.codigo == codigo
    assert recusada.value.saida


@pytest.mark.parametrize("separador", [";", ",", "\t"])
@pytest.mark.parametrize("codificacao", ["utf-8", "utf-8-sig", "cp1252"])
def test_csv_de_toda_planilha(separador, codificacao):
    conteudo = em_csv(
        {"Código IBGE": "3550308", "Município": "São Paulo", "Início": "3/2/2025"},
        separador=separador,
        codificacao=codificacao,
    )

    [registro] = ler(conteudo).registros
    assert (registro.lugar.nome, registro.valores) == ("São Paulo", {"inicio": date(2025, 2, 3)})


@pytest.mark.parametrize(
    "nome",
    [
        "Santa Barbara d'Oeste",
        "SANTA BÁRBARA D’OESTE",
        "Prefeitura Municipal de Santa Bárbara d'Oeste",
        "santa barbara doeste - SP",
    ],
)
def test_cidade_sem_codigo_e_achada_pelo_nome(nome):
    leitura = ler(em_csv({"municipio": nome, "inicio": "03/02/2025"}))

    assert leitura.registros[0].lugar.codigo == "3545803"
    assert "achadas pelo nome" in leitura.notas[-1]


@pytest.mark.parametrize(
    ("celulas", "codigo", "saida"),
    [
        ({"municipio": "Sao Bernado do Campo"}, "cidade_desconhecida", "3548708"),
        ({"municipio": "Xyz"}, "cidade_desconhecida", "código do IBGE"),
        ({"codigo_ibge": "3599999"}, "codigo_desconhecido", "Confira"),
        ({"codigo_ibge": "3599999", "municipio": "Adamantina"}, "codigo_desconhecido", "3500105"),
        ({"codigo_ibge": "35"}, "codigo_malformado", "sete algarismos"),
        (
            {"codigo_ibge": "3500105", "municipio": "São Paulo"},
            "codigo_e_nome_discordam",
            "3550308",
        ),
        ({"codigo_ibge": "", "municipio": ""}, "falta_cidade", "totais"),
    ],
)
def test_cidade_que_nao_se_acha_tem_sugestao(celulas, codigo, saida):
    leitura = ler(em_csv(celulas | {"inicio": "03/02/2025"}))

    [problema] = leitura.problemas
    assert (problema.codigo, problema.linha) == (codigo, 2)
    assert saida in problema.saida


def test_codigo_sem_o_digito_verificador_serve():
    assert ler(em_csv({"ibge": "350010", "inicio": "3/2/25"})).registros[0].lugar.nome == (
        "Adamantina"
    )


def test_linhas_iguais_valem_uma_vez_e_diferentes_se_recusam():
    uma = {"codigo_ibge": "3500105", "inicio": "03/02/2025"}

    iguais = ler(em_csv(uma, uma | {"inicio": "2025-02-03"}))
    diferentes = ler(em_csv(uma, uma | {"inicio": "04/02/2025"}))

    assert (len(iguais.registros), iguais.problemas) == (1, [])
    assert "linhas 2 e 3 são iguais" in iguais.notas[0]
    assert [(p.codigo, p.linha) for p in diferentes.problemas] == [("linha_repetida", 3)]
    assert "inicio" in diferentes.problemas[0].motivo


def test_colunas_a_mais_sao_listadas():
    leitura = ler(em_csv({"codigo_ibge": "3500105", "inicio": "3/2/25", "Humor": "bom"}))

    assert "«Humor»" in leitura.notas[0]


def test_cabecalho_abaixo_de_um_titulo():
    leitura = ler(
        em_xlsx(Carteira=[["Carteira do Estado"], [], CABECALHO, [3500105, "", 45691]]), "a.xlsx"
    )

    assert leitura.registros[0].valores == {"inicio": date(2025, 2, 3)}
    assert leitura.registros[0].linha == 4
    assert "linha 3" in leitura.notas[0]


def test_segunda_aba_sem_cabecalho_fica_de_fora_com_nota():
    leitura = ler(
        em_xlsx(Resumo=[["Total", 3]], Cidades=[CABECALHO, ["3500105", "", "3/2/25"]]), "a.xlsx"
    )

    assert len(leitura.registros) == 1
    assert leitura.notas[0] == "Lida a aba «Cidades»; ficaram de fora «Resumo»."


def test_duas_abas_de_cidades_se_explicam():
    aba = [CABECALHO, ["3500105", "", "3/2/25"]]

    assert recusados(em_xlsx(Norte=aba, Sul=aba), "a.xlsx") == ["duas_planilhas"]


def test_mescla_de_linhas_vale_para_todas():
    def preencher(aba, pasta):
        aba.write_row(0, 0, CABECALHO)
        aba.write_column(1, 0, [3500105, 3550308])
        aba.merge_range(1, 2, 2, 2, "03/02/2025")

    leitura = ler(em_xlsx(Carteira=preencher), "a.xlsx")

    assert [r.valores["inicio"] for r in leitura.registros] == [date(2025, 2, 3)] * 2
    assert "C2:C3" in leitura.notas[0]


def test_mescla_de_colunas_e_recusada_com_o_lugar():
    def preencher(aba, pasta):
        aba.write_row(0, 0, CABECALHO)
        aba.write(1, 0, 3500105)
        aba.merge_range(1, 1, 1, 2, "São Paulo")

    assert recusados(em_xlsx(Carteira=preencher), "a.xlsx") == ["mescla"]


def test_data_e_numero_do_excel_chegam_como_sao():
    def preencher(aba, pasta):
        aba.write_row(0, 0, CABECALHO)
        aba.write(1, 0, 3500105)
        aba.write_datetime(1, 2, date(2025, 2, 3), pasta.add_format({"num_format": "dd/mm/yyyy"}))

    assert ler(em_xlsx(Carteira=preencher), "a.xlsx").registros[0].valores == {
        "inicio": date(2025, 2, 3)
    }


def test_celula_no_fim_do_mundo_e_recusada_antes_de_ocupar_memoria():
    def preencher(aba, pasta):
        aba.write_row(0, 0, CABECALHO)
        aba.write(1_048_575, 16_383, "x")

    assert recusados(em_xlsx(Carteira=preencher), "a.xlsx") == ["extensa_demais"]


@pytest.mark.parametrize(
    ("conteudo", "nome", "codigo"),
    [
        (b"", "a.csv", "vazio"),
        (b"codigo_ibge;inicio\n", "a.csv", "vazio"),
        (b"nome;idade\nAna;3\n", "a.csv", "sem_cabecalho"),
        (b'codigo_ibge;inicio\n"3500105;1\n', "a.csv", "aspas"),
        (b"codigo_ibge;inicio;inicio\n3500105;1;2\n", "a.csv", "coluna_repetida"),
        (b"codigo_ibge;inicio\n3500105;3/2/25;sobra\n", "a.csv", "largura"),
        (em_xlsx(A=[["x"]]), "a.csv", "extensao"),
        (em_xlsx(A=[["x"]]), "a.xlsx", "sem_cabecalho"),
        (em_xlsx(A=[["x"]])[:-30], "a.xlsx", "danificado"),
        (b"%PDF-1.4\n%%EOF", "a.csv", None),
    ],
)
def test_arquivo_que_nao_serve_diz_por_que(conteudo, nome, codigo):
    codigos = recusados(conteudo, nome)

    assert codigo is None or codigos == [codigo]


def test_linhas_demais():
    linhas = [{"codigo_ibge": "3500105", "inicio": "3/2/25"}] * (LINHAS_MAXIMAS + 1)

    assert recusados(em_csv(*linhas)) == ["linhas_demais"]


BONS = [
    (em_csv({"codigo_ibge": "3500105", "inicio": "03/02/2025"}), "a.csv"),
    (em_xlsx(Carteira=[CABECALHO, ["3500105", "Adamantina", "03/02/2025"]]), "a.xlsx"),
]


def problemas_ou_registros(conteudo, nome) -> list:
    """O que saiu da leitura; qualquer outra exceção é defeito."""
    try:
        leitura = ler(conteudo, nome)
    except ArquivoRecusado as recusado:
        return recusado.problemas
    return leitura.registros + leitura.problemas


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    qual=st.sampled_from(BONS),
    estragos=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=8),
    corte=st.floats(0, 1),
)
def test_cem_arquivos_estragados_so_dao_recusa_ou_leitura(qual, estragos, corte):
    conteudo, nome = bytearray(qual[0]), qual[1]
    for onde, byte in estragos:
        conteudo[int(onde * (len(conteudo) - 1))] = byte
    if corte < 0.3:
        conteudo = conteudo[: int(corte * 3 * len(conteudo))]

    assert problemas_ou_registros(bytes(conteudo), nome)


@settings(max_examples=100, deadline=None)
@given(celulas=st.lists(st.text(max_size=30), min_size=3, max_size=3))
def test_qualquer_texto_nas_celulas_so_da_recusa_ou_leitura(celulas):
    aba = [CABECALHO, [c.replace("\ud800", "") for c in celulas]]

    assert problemas_ou_registros(em_xlsx(Carteira=aba), "a.xlsx")


@pytest.mark.parametrize(
    ("escrever", "nome"), [(modelo.em_csv, "modelo.csv"), (modelo.em_xlsx, "modelo.xlsx")]
)
def test_o_modelo_se_le_sem_problema(escrever, nome):
    leitura = ler(escrever(LEIAUTE), nome)

    assert leitura.problemas == []
    assert leitura.planilha.ignoradas == ()
    assert leitura.planilha.letras.keys() == LEIAUTE.por_nome.keys()
    assert leitura.registros[0].lugar.nome == "Adamantina"


def test_letras_das_colunas():
    assert [letra(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
