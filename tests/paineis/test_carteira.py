import csv
from datetime import date
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from seicidades.comum import escrita_csv
from seicidades.comum.papeis import Lado, Papel
from seicidades.contas.models import Usuario
from seicidades.paineis import carteira
from tests.factories import UsuarioFactory, VinculoFactory
from tests.paineis.apoio import dia, implantar

DE_TODAS = {"gerente": ""}


@pytest.fixture
def abrir(client, gerente):
    """A página da carteira, com filtros, para alguém."""

    def pedir(por=None, **filtros):
        client.force_login(por or gerente)
        return client.get(reverse("paineis:carteira"), filtros)

    return pedir


@pytest.fixture
def cidades(abrir):
    """Os nomes das cidades que a página lista, na ordem."""

    def listar(por=None, **filtros):
        pagina = abrir(por, **DE_TODAS | filtros)
        assert pagina.status_code == 200
        return [linha.cidade for linha in pagina.context["linhas"]]

    return listar


@pytest.fixture
def tres(gerente):
    """Três cidades que diferem em tudo o que se filtra."""
    implantar("Águas Claras", gerente=gerente, codigo_ibge="3500105", regiao="Marília")
    implantar(
        "Bom Retiro",
        gerente=UsuarioFactory(gerente=True, nome="Rui Sales"),
        codigo_ibge="3558004",
        regiao="Campinas",
        etapa_atual="cadastros",
        ordem_atual=4,
        vez_de=Lado.PRODESP,
        prazos=[(dia(-1), Lado.PRODESP)],
    )
    implantar(
        "São João das Águas",
        codigo_ibge="3558103",
        regiao="Campinas",
        situacao="habilitada",
        etapa_atual="",
        ordem_atual=6,
        vez_de=Lado.NINGUEM,
        vez_desde=None,
    )


# --- Filtros


@pytest.mark.parametrize(
    ("filtros", "esperadas"),
    [
        ({}, ["Águas Claras", "Bom Retiro", "São João das Águas"]),
        ({"etapa": "adesao"}, ["Águas Claras"]),
        ({"etapa": "cadastros"}, ["Bom Retiro"]),
        ({"etapa": "habilitada"}, ["São João das Águas"]),
        ({"situacao": "em_andamento"}, ["Águas Claras", "Bom Retiro"]),
        ({"situacao": "habilitada"}, ["São João das Águas"]),
        ({"situacao": "suspensa"}, []),
        ({"vez": "prodesp"}, ["Bom Retiro"]),
        ({"vez": "ninguem"}, ["São João das Águas"]),
        ({"regiao": "Marília"}, ["Águas Claras"]),
        ({"regiao": "Campinas"}, ["Bom Retiro", "São João das Águas"]),
        ({"atraso": "sim"}, ["Bom Retiro"]),
        ({"atraso": "cidade"}, []),
        ({"cidade": "aguas"}, ["Águas Claras", "São João das Águas"]),
        ({"cidade": "AGUAS sao"}, ["São João das Águas"]),
        ({"cidade": "águas"}, ["Águas Claras", "São João das Águas"]),
        ({"cidade": "3558"}, ["Bom Retiro", "São João das Águas"]),
        ({"cidade": " 3500105 "}, ["Águas Claras"]),
        ({"cidade": "00105"}, []),
    ],
)
def test_cada_filtro_sozinho(tres, cidades, filtros, esperadas):
    assert cidades(**filtros) == esperadas


@pytest.mark.parametrize(
    ("filtros", "esperadas"),
    [
        ({"regiao": "Campinas", "vez": "prodesp"}, ["Bom Retiro"]),
        ({"regiao": "Campinas", "cidade": "joao"}, ["São João das Águas"]),
        ({"regiao": "Marília", "vez": "prodesp"}, []),
        (
            {
                "etapa": "cadastros",
                "situacao": "em_andamento",
                "vez": "prodesp",
                "regiao": "Campinas",
                "atraso": "sim",
                "cidade": "355",
            },
            ["Bom Retiro"],
        ),
    ],
)
def test_filtros_juntos_somam_exigencias(tres, cidades, filtros, esperadas):
    assert cidades(**filtros) == esperadas


@pytest.mark.parametrize("filtro", ["etapa", "situacao", "vez", "regiao", "atraso", "ordem"])
def test_valor_desconhecido_e_ignorado(tres, cidades, filtro):
    assert len(cidades(**{filtro: "' OR 1=1 --"})) == 3


@pytest.mark.parametrize("gerente_pedido", ["nao-e-numero", "99999999999999999999", "0"])
def test_gerente_desconhecido_mostra_todas(tres, abrir, gerente_pedido):
    assert len(abrir(gerente=gerente_pedido).context["linhas"]) == 3


@pytest.mark.parametrize("texto", ["x" * 5000, "\0", "%", "_", "²", "١٢"])
def test_texto_estranho_nao_derruba_a_busca(tres, abrir, texto):
    assert abrir(gerente="", cidade=texto).status_code == 200


def test_o_endereco_guarda_os_filtros(tres, abrir):
    pagina = abrir(gerente="", regiao="Campinas", vez="prodesp", cidade="bom").content.decode()

    assert '<option value="Campinas" selected>' in pagina
    assert '<option value="prodesp" selected>' in pagina
    assert 'value="bom"' in pagina
    assert "carteira.csv?gerente=&amp;regiao=Campinas&amp;vez=prodesp&amp;cidade=bom" in pagina


# --- De quem é a carteira


def test_gerente_comeca_pela_propria_carteira(tres, abrir, gerente):
    pagina = abrir()

    assert [linha.cidade for linha in pagina.context["linhas"]] == ["Águas Claras"]
    assert "Carteira de Marta Reis" in pagina.content.decode()


def test_gerente_vazio_mostra_todas_as_carteiras(tres, abrir):
    pagina = abrir(gerente="")

    assert len(pagina.context["linhas"]) == 3
    assert "Todas as carteiras" in pagina.content.decode()


def test_quem_administra_comeca_por_todas(tres, abrir):
    assert len(abrir(UsuarioFactory(administrador=True)).context["linhas"]) == 3


def test_filtrar_por_outra_pessoa_da_gerencia(tres, abrir):
    rui = Usuario.objects.get(nome="Rui Sales")

    assert [li.cidade for li in abrir(gerente=rui.pk).context["linhas"]] == ["Bom Retiro"]


def test_carteira_que_mudou_de_maos_e_de_quem_a_tem_hoje(abrir, gerente):
    implantacao = implantar("Bom Retiro", gerente=gerente)
    gerente.vinculos.update(fim=dia(-1))
    nova = UsuarioFactory(gerente=True, nome="Lia Campos")
    VinculoFactory(orgao=implantacao.orgao, usuario=nova, papel=Papel.GERENTE, inicio=dia(0))

    assert abrir().context["linhas"] == []
    [linha] = abrir(gerente=nova.pk).context["linhas"]
    assert linha.gerente == "Lia Campos"


def test_administracao_com_carteira_tambem_se_escolhe(abrir):
    dona = UsuarioFactory(administrador=True, nome="Rita Falcão")
    implantar("Bom Retiro", gerente=dona)

    assert [li.cidade for li in abrir(gerente=dona.pk).context["linhas"]] == ["Bom Retiro"]


def test_municipio_nao_abre_a_carteira(abrir):
    assert abrir(UsuarioFactory()).status_code == 403


# --- Ordem


@pytest.fixture
def ordenaveis(gerente):
    implantar("Alfa", ordem_atual=4, etapa_atual="cadastros", vez_desde=dia(-3))
    implantar("Beta", ordem_atual=1, vez_desde=dia(-30), prazos=[dia(-2), dia(-1), dia(9)])
    implantar("Gama", ordem_atual=2, vez_de=Lado.PRODESP, vez_desde=dia(-9), prazos=[dia(-5)])
    implantar("Zeta", ordem_atual=1, vez_de=Lado.NINGUEM, vez_desde=None, prazos=[dia(20)])


@pytest.mark.parametrize(
    ("ordem", "esperadas"),
    [
        ("", ["Alfa", "Beta", "Gama", "Zeta"]),
        ("etapa", ["Beta", "Zeta", "Gama", "Alfa"]),
        ("vez", ["Beta", "Alfa", "Zeta", "Gama"]),
        ("prazo", ["Gama", "Beta", "Zeta", "Alfa"]),
        ("atraso", ["Beta", "Gama", "Zeta", "Alfa"]),
        ("parada", ["Beta", "Gama", "Alfa", "Zeta"]),
    ],
)
def test_cada_ordem(ordenaveis, cidades, ordem, esperadas):
    assert cidades(ordem=ordem) == esperadas


def test_a_ordem_do_nome_nao_liga_para_acentos(cidades, gerente):
    for nome in ("Zacarias", "Águas", "Itu", "Avaré", "Ibiúna"):
        implantar(nome)

    assert cidades() == ["Águas", "Avaré", "Ibiúna", "Itu", "Zacarias"]


# --- Páginas e CSV


@pytest.fixture
def muitas(gerente):
    return [implantar(f"Cidade {n:02d}", regiao="Campinas") for n in range(60)]


def ler_csv(client, **filtros) -> list[dict]:
    resposta = client.get(reverse("paineis:carteira_csv"), DE_TODAS | filtros)
    texto = resposta.getvalue().decode("utf-8-sig")
    return list(csv.DictReader(StringIO(texto), delimiter=";"))


def test_paginas_mostram_todas_as_linhas_uma_vez(muitas, cidades):
    primeira, segunda = cidades(), cidades(pagina="2")

    assert (len(primeira), len(segunda)) == (carteira.POR_PAGINA, 60 - carteira.POR_PAGINA)
    assert primeira + segunda == sorted({*primeira, *segunda})


@pytest.mark.parametrize("pagina", ["0", "-1", "99", "abc", "²"])
def test_pagina_que_nao_existe_vira_a_mais_proxima(muitas, cidades, pagina):
    assert cidades(pagina=pagina)


def test_a_paginacao_leva_os_filtros(muitas, abrir):
    pagina = abrir(gerente="", regiao="Campinas").content.decode()

    assert "?gerente=&amp;regiao=Campinas&amp;pagina=2" in pagina


def test_o_csv_tem_as_linhas_de_todas_as_paginas_na_mesma_ordem(client, muitas, ordenaveis, abrir):
    filtros = {"ordem": "prazo"}
    na_tela = []
    for numero in ("1", "2"):
        na_tela += abrir(**DE_TODAS | filtros | {"pagina": numero}).context["linhas"]

    no_csv = ler_csv(client, **filtros)

    assert [r["Cidade"] for r in no_csv] == [linha.cidade for linha in na_tela]
    for registro, linha in zip(no_csv, na_tela, strict=True):
        assert list(registro.values()) == [
            escrita_csv.celula(getattr(linha, coluna)) for coluna in carteira.COLUNAS
        ]


def test_o_csv_respeita_os_filtros_e_a_carteira_propria(client, tres, gerente):
    client.force_login(gerente)

    assert [r["Cidade"] for r in ler_csv(client, vez="prodesp")] == ["Bom Retiro"]
    resposta = client.get(reverse("paineis:carteira_csv"))
    assert resposta.getvalue().decode().count("\r\n") == 1 + 1
    assert resposta["Content-Disposition"].startswith('attachment; filename="carteira-')


@pytest.mark.parametrize("comeco", ["=", "+", "-", "@", "\t", "\r"])
def test_texto_que_seria_formula_sai_como_texto(client, gerente, comeco):
    implantar(f"{comeco}HYPERLINK(1)")
    client.force_login(gerente)

    [registro] = ler_csv(client)

    assert registro["Cidade"] == f"'{comeco}HYPERLINK(1)"


def test_separador_aspas_e_quebra_de_linha_nao_criam_colunas(client, gerente):
    implantar('Vila; "Nova"\nRica')
    client.force_login(gerente)

    [registro] = ler_csv(client)

    assert registro["Cidade"] == 'Vila; "Nova"\nRica'


# --- Números


def test_numeros_do_alto_e_os_enlaces_que_levam_a_eles(abrir, client, gerente):
    outra = UsuarioFactory(gerente=True)
    em_analise = {"situacao": "em_analise", "enviada_em": dia(-2)}
    implantar("Em dia", gerente=gerente)
    implantar("Atrasada", gerente=gerente, prazos=[dia(-1)])
    implantar("Nossa", gerente=gerente, vez_de=Lado.PRODESP, etapas=[em_analise])
    implantar("Nossa e vencida", gerente=gerente, vez_de=Lado.PRODESP, prazos=[dia(-3)])
    implantar("Suspensa", gerente=gerente, situacao="suspensa", etapas=[em_analise])
    implantar("Habilitada", gerente=gerente, situacao="habilitada", etapa_atual="")
    implantar("De outra", gerente=outra, prazos=[dia(-1)], etapas=[em_analise])

    da_carteira = {n["rotulo"]: n for n in abrir().context["numeros"]}
    de_todas = {n["rotulo"]: n for n in abrir(gerente="").context["numeros"]}

    rotulos = ("cidades", "esperam análise", "atrasadas por elas", "esperam por nós", "habilitadas")
    assert [da_carteira[r]["valor"] for r in rotulos] == [6, 1, 1, 2, 1]
    assert [de_todas[r]["valor"] for r in rotulos] == [7, 2, 2, 2, 1]
    for numeros in (da_carteira, de_todas):
        for rotulo in rotulos:
            pagina = client.get(numeros[rotulo]["url"])
            assert len(pagina.context["linhas"]) == numeros[rotulo]["valor"], rotulo


def test_os_numeros_sao_da_carteira_e_nao_do_filtro(tres, abrir):
    sem = abrir(gerente="").context["numeros"]
    com = abrir(gerente="", regiao="Marília").context["numeros"]

    assert sem == com


def test_dias_na_vez_sao_uteis(abrir):
    implantar("Bom Retiro", vez_desde=dia(-28))

    [linha] = abrir(gerente="").context["linhas"]

    assert 15 <= linha.dias_na_vez <= 20


def test_suplente_e_gerente_antigo_nao_repetem_a_cidade(abrir, gerente):
    implantacao = implantar("Bom Retiro", gerente=gerente)
    papel = {"orgao": implantacao.orgao, "papel": Papel.GERENTE}
    outras = UsuarioFactory.create_batch(2, gerente=True)
    VinculoFactory(usuario=outras[0], suplente=True, inicio=dia(-9), **papel)
    VinculoFactory(usuario=outras[1], inicio=date(2020, 1, 6), fim=date(2025, 12, 31), **papel)

    [linha] = abrir(gerente="").context["linhas"]

    assert linha.gerente == "Marta Reis"


@pytest.mark.parametrize(("filtros", "quantas"), [({}, 3), ({"regiao": "Campinas"}, 2)])
def test_o_total_da_lista_e_o_do_filtro(tres, abrir, filtros, quantas):
    assert abrir(**DE_TODAS | filtros).context["pagina"].paginator.count == quantas


# --- Custo


def contar(client) -> list[str]:
    """As consultas da página, para quem já entrou e com os caches do processo cheios."""
    url = reverse("paineis:carteira")
    assert client.get(url).status_code == 200
    with CaptureQueriesContext(connection) as consultas:
        assert client.get(url, DE_TODAS).status_code == 200
    return [consulta["sql"] for consulta in consultas]


def test_o_numero_de_consultas_nao_cresce_com_as_cidades(client, gerente):
    client.force_login(gerente)
    for n in range(3):
        implantar(f"Cidade {n}", gerente=gerente, prazos=[dia(-1), dia(3)])
    com_tres = contar(client)
    for n in range(57):
        implantar(f"Outra {n}", gerente=gerente, prazos=[dia(-1), dia(3)])

    com_sessenta = contar(client)

    assert len(com_sessenta) == len(com_tres)
    assert len(com_sessenta) <= 8, "\n".join(com_sessenta)


def test_o_csv_custa_o_mesmo_com_mais_cidades(client, gerente, django_assert_max_num_queries):
    for n in range(60):
        implantar(f"Cidade {n}", gerente=gerente)
    client.force_login(gerente)

    with django_assert_max_num_queries(8):
        assert len(ler_csv(client)) == 60


# --- Vazias


def test_sem_nenhuma_cidade_a_gerencia_e_chamada_a_comecar(abrir):
    pagina = abrir().content.decode()

    assert "Nenhuma cidade ainda" in pagina
    assert pagina.count(reverse("fluxo:iniciar")) == 1


def test_sem_nenhuma_cidade_quem_so_observa_sabe_esperar(abrir):
    pagina = abrir(UsuarioFactory(observador=True)).content.decode()

    assert "Nenhuma cidade ainda" in pagina
    assert reverse("fluxo:iniciar") not in pagina


def test_filtro_sem_resultado_oferece_limpar(tres, abrir):
    pagina = abrir(gerente="", situacao="suspensa").content.decode()

    assert "Nenhuma cidade com estes filtros" in pagina
    assert "Limpar filtros" in pagina


def test_nome_de_cidade_sai_escapado(abrir):
    implantar("<script>alert(1)</script>")

    pagina = abrir(gerente="", cidade="<script>").content.decode()

    assert "<script>alert(1)" not in pagina
    assert "&lt;script&gt;alert(1)" in pagina


# --- A trilha, ao lado das etapas


TRILHA = {"chave": "gestao_documental", "situacao": "em_preenchimento", "itens_total": 7}


@pytest.mark.parametrize(
    ("prazo", "saude", "aparece"),
    [(-1, "atrasada", True), (0, "perto do prazo", True), (60, "em dia", False)],
)
def test_a_saude_da_trilha_aparece_quando_pede_atencao(
    client, abrir, gerente, prazo, saude, aparece
):
    daqui = implantar("Alfa", gerente=gerente, etapas=[TRILHA], prazos=[dia(prazo)])
    daqui.itens.update(etapa="gestao_documental")

    resposta = abrir()

    [linha] = resposta.context["linhas"]
    assert linha.saude_da_trilha == saude
    assert (f"gestão documental {saude}" in resposta.content.decode()) == aparece
    assert [r["Gestão documental"] for r in ler_csv(client)] == [saude]


def test_cidade_sem_trilha_deixa_a_coluna_vazia(client, gerente):
    implantar("Alfa", gerente=gerente)
    client.force_login(gerente)

    assert [r["Gestão documental"] for r in ler_csv(client)] == [""]
