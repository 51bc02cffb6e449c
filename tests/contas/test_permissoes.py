"""A tabela de quem pode o quê, e os mixins que a aplicam."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views import View

from seicidades.comum.papeis import PAPEIS_MUNICIPAIS, Papel
from seicidades.contas.permissoes import (
    ExigePapelDoEstadoMixin,
    ExigePermissaoMixin,
    Permissao,
    gerentes_de,
    orgaos_visiveis,
    papeis_de,
    pode,
)
from tests.factories import OrgaoFactory, UsuarioFactory, VinculoFactory

pytestmark = pytest.mark.django_db

VER, PREENCHER, ANALISAR, ADMINISTRAR = Permissao


@pytest.fixture
def orgao():
    """Prefeitura com gerente de carteira."""
    orgao = OrgaoFactory()
    VinculoFactory(orgao=orgao, gerencia=True)
    return orgao


def vinculada(orgao, papel, **campos):
    return VinculoFactory(orgao=orgao, papel=papel, **campos).usuario


PESSOAS = {
    "anônima": lambda orgao: AnonymousUser(),
    "sem vínculo": lambda orgao: UsuarioFactory(),
    "municipal desativada": lambda orgao: vinculada(
        orgao, Papel.GESTOR_TI, usuario__is_active=False
    ),
    "papel encerrado": lambda orgao: vinculada(orgao, Papel.GESTOR_TI, encerrado=True),
    "papel que começa amanhã": lambda orgao: vinculada(
        orgao, Papel.GESTOR_TI, inicio=timezone.localdate() + timedelta(days=1)
    ),
    "papel em outro órgão": lambda orgao: vinculada(OrgaoFactory(), Papel.GESTOR_SEI),
    "carteira sem ser do Estado": lambda orgao: vinculada(orgao, Papel.GERENTE, suplente=True),
    "gestora titular": lambda orgao: vinculada(orgao, Papel.GESTOR_SEI),
    "gestor suplente": lambda orgao: vinculada(orgao, Papel.GESTOR_TI, suplente=True),
    "representante": lambda orgao: vinculada(orgao, Papel.REPRESENTANTE),
    "apoio": lambda orgao: vinculada(orgao, Papel.APOIO),
    "gerente da carteira": lambda orgao: gerentes_de(orgao).get().usuario,
    "gerente de outra carteira": lambda orgao: VinculoFactory(gerencia=True).usuario,
    "gerente desativado": lambda orgao: UsuarioFactory(gerente=True, is_active=False),
    "observador": lambda orgao: UsuarioFactory(observador=True),
    "observador com papel antigo": lambda orgao: vinculada(
        orgao, Papel.GESTOR_SEI, usuario__observador=True
    ),
    "administrador": lambda orgao: UsuarioFactory(administrador=True),
}
NADA, MUNICIPAL = "", "ver preencher"
TABELA = {
    "anônima": NADA,
    "sem vínculo": NADA,
    "municipal desativada": NADA,
    "papel encerrado": NADA,
    "papel que começa amanhã": NADA,
    "papel em outro órgão": NADA,
    "carteira sem ser do Estado": NADA,
    "gestora titular": MUNICIPAL,
    "gestor suplente": MUNICIPAL,
    "representante": MUNICIPAL,
    "apoio": MUNICIPAL,
    "gerente da carteira": "ver preencher analisar administrar",
    "gerente de outra carteira": "ver analisar",
    "gerente desativado": NADA,
    "observador": "ver",
    "observador com papel antigo": "ver",
    "administrador": "ver analisar administrar",
}


@pytest.mark.parametrize("quem", TABELA)
def test_tabela_de_permissoes(orgao, quem):
    pessoa = PESSOAS[quem](orgao)

    pode_tudo_isto = {permissao for permissao in Permissao if pode(pessoa, permissao, orgao)}

    assert pode_tudo_isto == set(TABELA[quem].split())
    assert (orgao in orgaos_visiveis(pessoa)) == (VER in pode_tudo_isto)


def test_tabela_cobre_todas_as_pessoas():
    assert set(TABELA) == set(PESSOAS)


def test_permissao_desconhecida_nao_passa(orgao):
    assert not pode(UsuarioFactory(administrador=True), "apagar", orgao)


@pytest.mark.parametrize("papel", sorted(PAPEIS_MUNICIPAIS))
def test_todo_papel_municipal_preenche(orgao, papel):
    assert papeis_de(vinculada(orgao, papel), orgao) == {papel}
    assert pode(vinculada(orgao, papel, suplente=True), PREENCHER, orgao)


def test_orgao_sem_gerente_qualquer_gerente_administra():
    orgao, gerente = OrgaoFactory(), UsuarioFactory(gerente=True)
    VinculoFactory(orgao=orgao, gerencia=True, encerrado=True)
    VinculoFactory(orgao=orgao, gerencia=True, suplente=True, usuario__is_active=False)

    assert pode(gerente, ADMINISTRAR, orgao)
    assert not pode(gerente, PREENCHER, orgao)
    assert not pode(UsuarioFactory(observador=True), ADMINISTRAR, orgao)
    assert not pode(vinculada(orgao, Papel.GESTOR_SEI), ADMINISTRAR, orgao)


def test_papeis_de_em_uma_consulta(orgao, django_assert_num_queries):
    pessoa = vinculada(orgao, Papel.GESTOR_SEI)
    VinculoFactory(orgao=orgao, usuario=pessoa, papel=Papel.GESTOR_TI)

    with django_assert_num_queries(1):
        assert papeis_de(pessoa, orgao) == {Papel.GESTOR_SEI, Papel.GESTOR_TI}


def test_papeis_do_estado(orgao):
    gerente = gerentes_de(orgao).get().usuario
    administrador = vinculada(orgao, Papel.GERENTE, usuario__administrador=True, suplente=True)

    assert papeis_de(gerente, orgao) == {Papel.GERENTE}
    assert papeis_de(gerente, OrgaoFactory()) == frozenset()
    assert papeis_de(administrador, orgao) == {Papel.ADMINISTRADOR, Papel.GERENTE}
    assert papeis_de(UsuarioFactory(observador=True), orgao) == {Papel.OBSERVADOR}
    assert papeis_de(AnonymousUser(), orgao) == frozenset()


def test_orgaos_visiveis_para_a_pessoa_de_dois_municipios(orgao):
    pessoa = vinculada(orgao, Papel.GESTOR_TI)
    segundo = VinculoFactory(usuario=pessoa, papel=Papel.APOIO).orgao
    VinculoFactory(usuario=pessoa, encerrado=True)

    assert set(orgaos_visiveis(pessoa)) == {orgao, segundo}


# --- Mixins ----------------------------------------------------------------------------


class Paginas:
    """Uma view mínima para provar os mixins."""

    def get(self, request, **kwargs):
        return HttpResponse("ok")


def chamar(view, rf, usuario):
    pedido = rf.get("/")
    pedido.user = usuario
    return view.as_view()(pedido)


@pytest.fixture
def pagina(orgao):
    class Pagina(ExigePermissaoMixin, Paginas, View):
        permissao = ADMINISTRAR

        def get_orgao(self):
            return orgao

    return Pagina


def test_quem_nao_ve_o_orgao_recebe_404(pagina, rf):
    with pytest.raises(Http404):
        chamar(pagina, rf, vinculada(OrgaoFactory(), Papel.GESTOR_SEI))


def test_quem_ve_sem_poder_recebe_403(pagina, rf, orgao):
    with pytest.raises(PermissionDenied):
        chamar(pagina, rf, vinculada(orgao, Papel.GESTOR_SEI))


def test_quem_pode_entra_e_quem_nao_entrou_vai_para_a_entrada(pagina, rf, orgao):
    assert chamar(pagina, rf, gerentes_de(orgao).get().usuario).status_code == 200
    resposta = chamar(pagina, rf, AnonymousUser())
    assert (resposta.status_code, resposta.url) == (302, "/conta/entrar/?next=/")


def test_esquecer_de_declarar_e_erro_de_programa(rf):
    class SemPermissao(ExigePermissaoMixin, Paginas, View):
        pass

    class SemOrgao(SemPermissao):
        permissao = VER

    class SemPapel(ExigePapelDoEstadoMixin, Paginas, View):
        pass

    class PapelMunicipal(SemPapel):
        papeis_do_estado = frozenset({Papel.GESTOR_SEI})

    for view, falta in (
        (SemPermissao, "permissao"),
        (SemOrgao, "get_orgao"),
        (SemPapel, "papeis_do_estado"),
        (PapelMunicipal, "papeis_do_estado"),
    ):
        with pytest.raises(ImproperlyConfigured, match=falta):
            chamar(view, rf, UsuarioFactory(administrador=True))


def test_papel_do_estado_exigido(rf, orgao):
    class DaGerencia(ExigePapelDoEstadoMixin, Paginas, View):
        papeis_do_estado = frozenset({Papel.GERENTE, Papel.ADMINISTRADOR})

    assert chamar(DaGerencia, rf, UsuarioFactory(gerente=True)).status_code == 200
    assert chamar(DaGerencia, rf, AnonymousUser()).status_code == 302
    for outra in (UsuarioFactory(observador=True), vinculada(orgao, Papel.GESTOR_SEI)):
        with pytest.raises(PermissionDenied):
            chamar(DaGerencia, rf, outra)
