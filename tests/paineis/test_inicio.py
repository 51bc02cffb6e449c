import pytest
from django.urls import reverse

from seicidades.comum.papeis import Papel
from tests.factories import OrgaoFactory, UsuarioFactory, VinculoFactory
from tests.paineis.apoio import dia, implantar

INICIO = "paineis:inicio"


@pytest.fixture
def abrir(client, db):
    def pedir(por):
        client.force_login(por)
        return client.get(reverse(INICIO))

    return pedir


def com_papel(*implantacoes, papel=Papel.GESTOR_SEI, **campos):
    pessoa = UsuarioFactory()
    for implantacao in implantacoes:
        VinculoFactory(orgao=implantacao.orgao, usuario=pessoa, papel=papel, **campos)
    return pessoa


def test_sem_entrar_vai_para_a_entrada(client, db):
    resposta = client.get(reverse(INICIO))

    assert resposta.url == f"{reverse('account_login')}?next=/"


@pytest.mark.parametrize("papel", ["gerente", "administrador", "observador"])
def test_o_estado_vai_para_a_carteira(abrir, papel):
    assert abrir(UsuarioFactory(**{papel: True})).url == reverse("paineis:carteira")


@pytest.mark.parametrize("papel", [Papel.GESTOR_SEI, Papel.APOIO, Papel.REPRESENTANTE])
def test_quem_tem_uma_cidade_vai_direto_a_ela(abrir, papel):
    implantacao = implantar("Bom Retiro")
    implantar("De outra gente")

    resposta = abrir(com_papel(implantacao, papel=papel))

    assert resposta.url == reverse("fluxo:cidade", args=[implantacao.pk])


def test_quem_tem_duas_escolhe(abrir):
    duas = [implantar("Bom Retiro"), implantar("Águas Claras")]
    implantar("De outra gente")

    pagina = abrir(com_papel(*duas)).content.decode()

    for implantacao in duas:
        assert f'href="{reverse("fluxo:cidade", args=[implantacao.pk])}"' in pagina
    assert pagina.index("Águas Claras") < pagina.index("Bom Retiro")
    assert "De outra gente" not in pagina


def test_dois_papeis_na_mesma_cidade_sao_uma_cidade(abrir):
    implantacao = implantar("Bom Retiro")
    pessoa = com_papel(implantacao)
    VinculoFactory(orgao=implantacao.orgao, usuario=pessoa, papel=Papel.GESTOR_TI)

    assert abrir(pessoa).url == reverse("fluxo:cidade", args=[implantacao.pk])


def test_quem_nao_tem_nenhuma_sabe_o_que_fazer(abrir):
    pagina = abrir(UsuarioFactory())

    assert pagina.status_code == 200
    assert "Você ainda não participa de nenhuma implantação" in pagina.content.decode()
    assert "responda ao convite" in pagina.content.decode()


def test_papel_que_acabou_ontem_ja_nao_leva_a_cidade(abrir):
    implantacao = implantar("Bom Retiro")

    pagina = abrir(com_papel(implantacao, fim=dia(-1)))

    assert "Você ainda não participa" in pagina.content.decode()


def test_papel_que_acaba_hoje_ainda_leva(abrir):
    implantacao = implantar("Bom Retiro")

    assert abrir(com_papel(implantacao, fim=dia(0))).status_code == 302


def test_orgao_sem_implantacao_nao_aparece(abrir):
    pessoa = VinculoFactory(orgao=OrgaoFactory()).usuario

    assert abrir(pessoa).status_code == 200
