"""A agenda da gerência e o último contato na carteira."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from seicidades.paineis import carteira
from seicidades.paineis.views_dos_passos import grupo_do_dia
from tests.factories import ContatoFactory, UsuarioFactory
from tests.paineis.apoio import dia, implantar

AGENDA = "paineis:proximos_passos"


@pytest.fixture
def abrir(client, gerente):
    def pedir(nome=AGENDA, por=None, **consulta):
        client.force_login(por or gerente)
        return client.get(reverse(nome), consulta)

    return pedir


def combinar(implantacao, quando: date, **campos):
    return ContatoFactory(
        implantacao=implantacao,
        ocorreu_em=dia(-90),
        proximo_passo=f"Ligar até {quando:%d/%m}",
        proximo_passo_em=quando,
        **campos,
    )


def na_agenda(pagina) -> list[str]:
    return [li["passo"].proximo_passo for g in pagina.context["grupos"] for li in g["linhas"]]


# --- Agenda


@pytest.mark.parametrize(
    ("quando", "grupo"),
    [
        (date(2026, 3, 3), "Atrasados"),
        (date(2026, 3, 4), "Hoje"),
        (date(2026, 3, 5), "Esta semana"),
        (date(2026, 3, 8), "Esta semana"),
        (date(2026, 3, 9), "Depois"),
    ],
)
def test_cada_dia_no_seu_grupo(quando, grupo):
    assert grupo_do_dia(quando, date(2026, 3, 4)) == grupo


def test_no_sabado_a_semana_e_a_que_vem():
    sabado = date(2026, 3, 7)

    assert grupo_do_dia(date(2026, 3, 13), sabado) == "Esta semana"
    assert grupo_do_dia(date(2026, 3, 16), sabado) == "Depois"


def test_a_agenda_tem_os_passos_abertos_da_carteira_na_ordem_do_dia(abrir, gerente):
    minha = implantar("Bom Retiro", gerente=gerente)
    depois, antes = combinar(minha, dia(40)), combinar(minha, dia(-3))
    combinar(implantar("De outra", gerente=UsuarioFactory(gerente=True)), dia(1))
    ContatoFactory(implantacao=minha, feito=True)
    combinar(minha, dia(2), anulado=True)

    pagina = abrir()

    assert na_agenda(pagina) == [antes.proximo_passo, depois.proximo_passo]
    assert [g["titulo"] for g in pagina.context["grupos"]] == ["Atrasados", "Depois"]
    assert len(na_agenda(abrir(de="todas"))) == 3


@pytest.mark.parametrize("papel", ["administrador", "observador"])
def test_quem_nao_tem_carteira_ve_todas(abrir, gerente, papel):
    combinar(implantar(gerente=gerente), dia(1))

    assert len(na_agenda(abrir(por=UsuarioFactory(**{papel: True})))) == 1


def test_feito_so_aparece_a_quem_pode(abrir, gerente):
    daqui = implantar(gerente=gerente)
    passo = combinar(daqui, dia(1))
    feito = reverse("fluxo:cumprir_passo", args=[daqui.pk, passo.pk])

    def tem(por) -> bool:
        return feito in abrir(por=por, de="todas").content.decode()

    assert tem(gerente)
    assert tem(UsuarioFactory(administrador=True))
    assert not tem(UsuarioFactory(gerente=True))
    assert not tem(UsuarioFactory(observador=True))


def test_de_cidade_sem_gerente_qualquer_gerente_cuida(abrir):
    daqui = implantar()
    combinar(daqui, dia(1))

    [linha] = abrir(de="todas").context["grupos"][0]["linhas"]

    assert linha["registra"]


def test_agenda_vazia_diz_como_se_enche(abrir):
    assert "Nenhum próximo passo em aberto" in abrir().content.decode()


def test_a_agenda_custa_o_mesmo_com_mais_passos(abrir, client, gerente):
    def contar() -> int:
        with CaptureQueriesContext(connection) as feitas:
            assert client.get(reverse(AGENDA)).status_code == 200
        return len(feitas)

    combinar(implantar(gerente=gerente), dia(1))
    abrir()
    com_um = contar()
    for n in range(20):
        combinar(implantar(gerente=gerente), dia(n))

    assert contar() == com_um <= 8


# --- Carteira


@pytest.fixture
def quatro(gerente):
    """Sem contato nenhum (antiga e nova), um de ontem e um de muito tempo."""
    implantar("Antiga", gerente=gerente, inicio=dia(-100))
    implantar("Nova", gerente=gerente, inicio=dia(0))
    recente = implantar("Recente", gerente=gerente, inicio=dia(-100))
    esquecida = implantar("Velha", gerente=gerente, inicio=dia(-100))
    for atras in (50, 1):
        ContatoFactory(implantacao=recente, ocorreu_em=dia(-atras))
    ContatoFactory(implantacao=esquecida, ocorreu_em=dia(-70), com_passo=True)
    ContatoFactory(implantacao=esquecida, ocorreu_em=dia(0), anulado=True)


def cidades(pagina) -> list[str]:
    return [linha.cidade for linha in pagina.context["linhas"]]


def test_sem_contato_ha_mais_de_tantos_dias(abrir, quatro):
    assert cidades(abrir("paineis:carteira", sem_contato="20")) == ["Antiga", "Velha"]
    assert cidades(abrir("paineis:carteira", sem_contato="60")) == ["Antiga"]
    assert len(cidades(abrir("paineis:carteira", sem_contato="0"))) == 4
    assert len(cidades(abrir("paineis:carteira", sem_contato="muitos"))) == 4


def test_ordem_de_quem_esta_ha_mais_tempo_sem_contato(abrir, quatro):
    ordem = cidades(abrir("paineis:carteira", ordem="contato"))

    assert ordem == ["Antiga", "Nova", "Velha", "Recente"]


def test_a_linha_e_o_csv_dizem_o_ultimo_contato_e_o_proximo_passo(abrir, quatro):
    linhas = {li.cidade: li for li in abrir("paineis:carteira").context["linhas"]}

    assert linhas["Recente"].ultimo_contato == dia(-1)
    assert (linhas["Velha"].ultimo_contato, linhas["Velha"].proximo_passo) == (dia(-70), dia(-63))
    assert linhas["Antiga"].dias_sem_contato is None
    assert linhas["Velha"].dias_sem_contato in range(44, 51)
    csv = abrir("paineis:carteira_csv").getvalue().decode()
    assert f"{dia(-70):%d/%m/%Y};{linhas['Velha'].dias_sem_contato};{dia(-63):%d/%m/%Y}" in csv
    assert {"ultimo_contato", "dias_sem_contato", "proximo_passo"} < set(carteira.COLUNAS)
