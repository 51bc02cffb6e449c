import pytest
from django.urls import reverse

from seicidades.contas.models import AvisoDeSaida
from seicidades.contas.servicos import avisar_saida, manter_no_papel
from tests.factories import UsuarioFactory, VinculoFactory
from tests.paineis.apoio import dia, implantar


@pytest.fixture
def abrir(client, gerente):
    def pedir(por=None, **consulta):
        client.force_login(por or gerente)
        return client.get(reverse("paineis:analises"), consulta)

    return pedir


def em_analise(dias: int, **campos) -> dict:
    return {
        "situacao": "em_analise",
        "enviada_em": dia(-dias),
        "responder_ate": dia(5 - dias),
        **campos,
    }


def nomes(pagina) -> list[str]:
    return [linha["municipio"] for linha in pagina.context["linhas"]]


def test_a_mais_antiga_vem_primeiro(abrir, gerente):
    for nome, dias in (("Alfa", 2), ("Beta", 9), ("Gama", 5)):
        implantar(nome, gerente=gerente, etapas=[em_analise(dias)])

    assert nomes(abrir()) == ["Beta", "Gama", "Alfa"]


def test_feriado_na_cidade_nao_muda_a_fila(abrir, gerente):
    """Quem enviou antes é atendido antes, ainda que o prazo acabe depois."""
    implantar("Alfa", gerente=gerente, etapas=[em_analise(3, responder_ate=dia(4))])
    implantar("Beta", gerente=gerente, etapas=[em_analise(2, responder_ate=dia(3))])

    assert nomes(abrir()) == ["Alfa", "Beta"]


def test_as_que_so_se_reconfirmam_vem_depois_e_dizem_que_sao(abrir, gerente):
    a_reconfirmar = em_analise(90, situacao="a_reconfirmar", responder_ate=None)
    implantar("Alfa", gerente=gerente, etapas=[a_reconfirmar])
    implantar("Beta", gerente=gerente, etapas=[em_analise(1)])
    pagina = abrir()

    assert nomes(pagina) == ["Beta", "Alfa"]
    assert "Adesão (a reconfirmar)" in pagina.content.decode()
    assert "sem prazo" in pagina.content.decode()


def test_a_mesma_cidade_pode_ter_duas(abrir, gerente):
    trilha = em_analise(1, chave="gestao_documental")
    implantar("Alfa", gerente=gerente, etapas=[em_analise(4), trilha])

    assert nomes(abrir()) == ["Alfa", "Alfa"]


@pytest.mark.parametrize("situacao", ["suspensa", "desistente"])
def test_cidade_parada_nao_espera_analise(abrir, gerente, situacao):
    implantar("Alfa", gerente=gerente, situacao=situacao, etapas=[em_analise(4)])

    assert nomes(abrir()) == []


@pytest.mark.parametrize("situacao", ["em_preenchimento", "devolvida", "aprovada", "nao_iniciada"])
def test_so_o_que_espera_resposta(abrir, gerente, situacao):
    implantar("Alfa", gerente=gerente, etapas=[em_analise(4, situacao=situacao)])

    assert nomes(abrir()) == []


def test_gerente_comeca_pelas_suas_e_pode_ver_todas(abrir, gerente):
    implantar("Minha", gerente=gerente, etapas=[em_analise(1)])
    implantar("Alheia", gerente=UsuarioFactory(gerente=True), etapas=[em_analise(2)])

    assert nomes(abrir()) == ["Minha"]
    assert nomes(abrir(de="todas")) == ["Alheia", "Minha"]
    assert nomes(abrir(de="coisa")) == ["Minha"]


@pytest.mark.parametrize("papel", ["observador", "administrador"])
def test_quem_nao_tem_carteira_ve_todas(abrir, gerente, papel):
    implantar("Minha", gerente=gerente, etapas=[em_analise(1)])

    assert nomes(abrir(UsuarioFactory(**{papel: True}))) == ["Minha"]


def test_prazo_vencido_aparece(abrir, gerente):
    implantar("Alfa", gerente=gerente, etapas=[em_analise(40)])

    assert abrir().context["linhas"][0]["dias"] < 0


def test_fila_vazia_explica(abrir):
    assert "Nenhuma análise esperando" in abrir().content.decode()


def test_cada_linha_leva_a_sua_analise(abrir, gerente):
    implantacao = implantar("Alfa", gerente=gerente, etapas=[em_analise(1)])

    endereco = reverse("fluxo:analise", args=[implantacao.pk, "adesao"])
    assert f'href="{endereco}"' in abrir().content.decode()


def test_o_numero_de_consultas_nao_cresce(client, gerente, django_assert_num_queries):
    client.force_login(gerente)
    url = reverse("paineis:analises")
    for quantas in (3, 40):
        for n in range(quantas):
            implantar(f"Cidade {n}", gerente=gerente, etapas=[em_analise(n)])
        with django_assert_num_queries(6):  # sessão, pessoa, contagem, linhas, feriados e saídas
            assert len(client.get(url, {"de": "todas"}).context["linhas"]) >= quantas


def test_municipio_nao_abre_a_fila(abrir):
    assert abrir(UsuarioFactory()).status_code == 403


def test_aviso_de_saida_sem_resposta_entra_na_fila_de_quem_gerencia(abrir, gerente):
    minha = implantar("Minha", gerente=gerente)
    alheia = implantar("Alheia", gerente=UsuarioFactory(gerente=True))
    for implantacao in (minha, alheia):
        vinculo = VinculoFactory(orgao=implantacao.orgao)
        avisar_saida(vinculo.usuario, [vinculo], motivo="saiu")

    assert [s.alvo.orgao for s in abrir().context["saidas"]] == [minha.orgao]
    assert len(abrir(de="todas").context["saidas"]) == 2
    assert f"/pessoas/{minha.orgao_id}/" in abrir().text
    manter_no_papel(AvisoDeSaida.objects.get(vinculo__orgao=minha.orgao), por=gerente)
    assert "Não sou mais eu" not in abrir().text
