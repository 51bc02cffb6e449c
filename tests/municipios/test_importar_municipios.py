from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from seicidades.municipios.models import Municipio, Orgao

pytestmark = pytest.mark.django_db
TUDO_NOVO = (
    "Municípios criados: 645; alterados: 0; iguais: 0. Prefeituras criadas: 645; renomeadas: 0.\n"
)
TUDO_IGUAL = (
    "Municípios criados: 0; alterados: 0; iguais: 645. Prefeituras criadas: 0; renomeadas: 0.\n"
)


def importar(*argumentos):
    saida = StringIO()
    call_command("importar_municipios", *argumentos, stdout=saida)
    return saida.getvalue()


@pytest.fixture
def carregados():
    importar()


@pytest.fixture
def arquivo(tmp_path):
    def escrever(texto, codificacao="utf-8"):
        caminho = tmp_path / "carga.csv"
        caminho.write_text(texto, encoding=codificacao)
        return f"--csv={caminho}"

    return escrever


def recusa(argumento, *outros):
    """As linhas da recusa, depois de conferir que o banco ficou como estava."""
    antes = list(Municipio.objects.values())
    with pytest.raises(CommandError) as recusado:
        importar(argumento, *outros)
    assert list(Municipio.objects.values()) == antes
    return str(recusado.value).splitlines()


def test_a_primeira_carga_cria_os_645_e_uma_prefeitura_para_cada():
    saida = importar()

    assert saida == TUDO_NOVO
    adamantina = Municipio.objects.get(codigo_ibge="3500105")
    assert (adamantina.nome, adamantina.mesorregiao) == ("Adamantina", "Presidente Prudente")
    assert (adamantina.codigo_mesorregiao, adamantina.codigo_microrregiao) == ("3508", "35035")
    assert (adamantina.populacao, adamantina.fonte_da_populacao) == (
        35642,
        "GeoNames (aproximada)",
    )
    assert (adamantina.latitude, adamantina.longitude) == (
        Decimal("-21.68528"),
        Decimal("-51.0725"),
    )
    assert adamantina.orgaos.get().nome == "Prefeitura Municipal de Adamantina"
    assert Orgao.objects.prefeituras().count() == 645


def test_repetir_a_carga_nao_muda_nada_nem_cresce_em_consultas(
    carregados, django_assert_max_num_queries
):
    with django_assert_max_num_queries(8):
        assert importar() == TUDO_IGUAL


def test_a_primeira_carga_custa_poucas_consultas(django_assert_max_num_queries):
    with django_assert_max_num_queries(10):
        importar()


def test_simular_diz_o_mesmo_e_nao_grava():
    assert importar("--simular").endswith("Simulação: nada foi gravado.\n")
    assert not Municipio.objects.exists()
    assert not Orgao.objects.exists()


def test_csv_mais_novo_diz_o_que_mudou_de_que_para_que(carregados, arquivo):
    carga = arquivo(
        "Código IBGE;População;Fonte da população;Região Administrativa;Observação\n"
        "3500105;34.687;IBGE, Censo 2022;Presidente Prudente;x\n"
        "3500204;4478;GeoNames (aproximada);;y\n"
    )

    saida = importar(carga)

    assert saida.splitlines() == [
        "Colunas que não se usam: Observação.",
        "3500105 Adamantina",
        "  região administrativa: (vazio) → Presidente Prudente",
        "  população: 35.642 → 34.687",
        "  fonte da população: GeoNames (aproximada) → IBGE, Censo 2022",
        "Municípios criados: 0; alterados: 1; iguais: 1. Prefeituras criadas: 0; renomeadas: 0.",
    ]
    adamantina = Municipio.objects.get(codigo_ibge="3500105")
    assert (adamantina.populacao, adamantina.regiao_administrativa) == (
        34687,
        "Presidente Prudente",
    )


def test_carregar_de_novo_os_dados_do_programa_nao_desfaz_o_csv(carregados, arquivo):
    importar(arquivo("codigo_ibge,populacao,fonte_da_populacao\n3500105,34687,IBGE\n"))

    assert importar() == TUDO_IGUAL
    assert Municipio.objects.get(codigo_ibge="3500105").populacao == 34687


def test_carregar_de_novo_completa_o_que_ficou_vazio(carregados):
    Municipio.objects.filter(codigo_ibge="3500105").update(populacao=None, fonte_da_populacao="")

    saida = importar()

    assert "  população: (vazio) → 35.642\n" in saida
    assert Municipio.objects.get(codigo_ibge="3500105").populacao == 35642


def test_csv_num_banco_vazio_carrega_antes_os_dados_do_programa(arquivo):
    saida = importar(arquivo("codigo_ibge,regiao_administrativa\n3500105,Presidente Prudente\n"))

    assert "criados: 645; alterados: 1; iguais: 0" in saida
    adamantina = Municipio.objects.get(codigo_ibge="3500105")
    assert adamantina.regiao_administrativa == "Presidente Prudente"


@pytest.mark.parametrize("codificacao", ["utf-8", "utf-8-sig", "latin-1"])
def test_nome_acentuado_chega_certo_em_qualquer_codificacao(carregados, arquivo, codificacao):
    importar(arquivo("codigo_ibge,nome\n3500303,Aguaí do Sul\n", codificacao))

    assert Municipio.objects.get(codigo_ibge="3500303").nome == "Aguaí do Sul"


def test_municipio_renomeado_leva_o_nome_da_prefeitura_se_era_o_de_praxe(carregados, arquivo):
    Orgao.objects.filter(municipio__codigo_ibge="3500204").update(nome="Prefeitura de Adolfo")

    saida = importar(arquivo("codigo_ibge,nome\n3500105,Adamantina Nova\n3500204,Adolfo Novo\n"))

    assert "Prefeituras criadas: 0; renomeadas: 1." in saida
    nomes = Orgao.objects.filter(municipio__codigo_ibge__in=["3500105", "3500204"])
    assert list(nomes.values_list("nome", flat=True)) == [
        "Prefeitura Municipal de Adamantina Nova",
        "Prefeitura de Adolfo",
    ]


def test_a_prefeitura_que_falta_e_criada_de_novo(carregados):
    Orgao.objects.filter(municipio__codigo_ibge="3500105").delete()

    assert "Prefeituras criadas: 1; renomeadas: 0." in importar()


def test_fonte_da_populacao_pode_vir_do_comando(carregados, arquivo):
    carga = arquivo("codigo_ibge,populacao\n3500105,34687\n")

    importar(carga, "--fonte=IBGE, Estimativas 2025")

    adamantina = Municipio.objects.get(codigo_ibge="3500105")
    assert adamantina.fonte_da_populacao == "IBGE, Estimativas 2025"


def test_coordenadas_com_virgula_ou_ponto(carregados, arquivo):
    importar(arquivo("codigo_ibge;latitude;longitude\n3500105;-21,5;-51.123456\n"))

    adamantina = Municipio.objects.get(codigo_ibge="3500105")
    assert (adamantina.latitude, adamantina.longitude) == (Decimal("-21.5"), Decimal("-51.12346"))


def test_um_erro_recusa_o_arquivo_inteiro(carregados, arquivo):
    carga = arquivo(
        "codigo_ibge,populacao,fonte_da_populacao\n3500105,34687,IBGE\n3500204,muitos,IBGE\n"
    )

    cabeca, *problemas = recusa(carga)

    assert cabeca.endswith("carga.csv foi recusado e nada foi gravado.")
    assert problemas == [
        "Linha 3, coluna populacao: A população “muitos” não é um número inteiro. "
        "Escreva só algarismos, por exemplo 35642."
    ]


@pytest.mark.parametrize(
    ("cabecalho", "linha", "esperado"),
    [
        ("nome", "Adamantina", "Linha 1, coluna codigo_ibge: Falta a coluna codigo_ibge"),
        ("codigo_ibge", "3599999", "o último algarismo de 3599999 não confere: deveria ser"),
        ("codigo_ibge", "3500101", "o último algarismo de 3500101 não confere: deveria ser 5"),
        ("codigo_ibge", "350010", "o código 350010 não tem sete algarismos"),
        ("codigo_ibge", "3304557", "o código 3304557 não é de um dos 645"),
        ("codigo_ibge,populacao,fonte_da_populacao", "3500105,-5,IBGE", "não é um número inteiro"),
        ("codigo_ibge,populacao,fonte_da_populacao", "3500105,1.5,IBGE", "não é um número inteiro"),
        ("codigo_ibge,populacao,fonte_da_populacao", "3500105,0,IBGE", "não é possível"),
        ("codigo_ibge,populacao", "3500105,34687", "há população sem a fonte dela"),
        ("codigo_ibge,fonte_da_populacao", "3500105,IBGE", "há fonte da população sem a população"),
        ("codigo_ibge,nome", "3500105,Adolfo", "adolfo é o nome do município 3500204"),
        ("codigo_ibge,nome", f"3500105,{'x' * 101}", "o texto tem 101 letras e cabem 100"),
        ("codigo_ibge,nome", '3500105,"Ada\nmantina"', "quebra de linha"),
        ("codigo_ibge,codigo_mesorregiao", "3500105,35035", "não tem 4 algarismos"),
        ("codigo_ibge,latitude", "3500105,21°41'", "não está em graus decimais"),
        ("codigo_ibge,latitude", "3500105,-151.07", "passa de 90 graus"),
        ("codigo_ibge,nome", ",Adamantina", "a célula está em branco"),
    ],
)
def test_recusa_diz_a_linha_a_coluna_o_motivo_e_a_saida(
    carregados, arquivo, cabecalho, linha, esperado
):
    _, problema = recusa(arquivo(f"{cabecalho}\n{linha}\n"))

    assert esperado.lower() in problema.lower()
    assert problema.startswith(("Linha 2, coluna ", "Linha 1, coluna "))


def test_recusa_mostra_todos_os_problemas_e_o_codigo_repetido(carregados, arquivo):
    _, *problemas = recusa(
        arquivo("codigo_ibge,populacao\n3500105,1\n3500105,x\n999,1\n"), "--fonte=IBGE"
    )

    assert [p.partition(":")[0] for p in problemas] == [
        "Linha 3, coluna codigo_ibge",
        "Linha 3, coluna populacao",
        "Linha 4, coluna codigo_ibge",
    ]
    assert "Este município já está na linha 2." in problemas[0]


def test_recusa_comprida_diz_quantos_ficaram_de_fora(carregados, arquivo):
    linhas = recusa(arquivo("codigo_ibge\n" + "999\n" * 130))

    assert len(linhas) == 102
    assert linhas[-1] == "E mais 30 problemas."


def test_arquivo_que_nao_existe_da_uma_frase_clara(tmp_path):
    with pytest.raises(CommandError, match=r"Não deu para ler .* Confira o caminho"):
        importar(f"--csv={tmp_path / 'nada.csv'}")
