import pytest
from django.urls import reverse

from cadastros.models import Diretorio, TipoDeConfiguracao
from seicidades.fluxo.models import Andamento
from tests.cadastros.factories import (
    CargaFactory,
    DiretorioFactory,
    ExecucaoFactory,
    LinhaDeUnidadeFactory,
    LinhaDeUsuarioFactory,
    VerificacaoFactory,
)
from tests.factories import UsuarioFactory, VinculoFactory

pytestmark = pytest.mark.django_db
MODELOS = [
    "carga",
    "linhadeunidade",
    "linhadeusuario",
    "rascunhodecarga",
    "tipodeconfiguracao",
    "tipodeteste",
    "configuracao",
    "diretorio",
    "verificacaododiretorio",
    "testedeconectividade",
]
SO_LEITURA = MODELOS[:3]


@pytest.fixture
def admin(client):
    usuario = UsuarioFactory(administrador=True)
    client.force_login(usuario)
    return client


def lista(modelo):
    return reverse(f"admin:cadastros_{modelo}_changelist")


@pytest.mark.parametrize("modelo", MODELOS)
def test_listas_abrem(admin, db, modelo):
    LinhaDeUnidadeFactory()
    LinhaDeUsuarioFactory()
    DiretorioFactory()
    VerificacaoFactory()
    ExecucaoFactory()

    assert admin.get(lista(modelo), {"q": "a"}).status_code == 200
    assert admin.get(lista(modelo)).status_code == 200


@pytest.mark.parametrize("modelo", SO_LEITURA)
def test_arquivos_gravados_nao_se_editam(admin, modelo):
    carga = CargaFactory()
    pk = {
        "carga": carga.pk,
        "linhadeunidade": LinhaDeUnidadeFactory(carga=carga).pk,
        "linhadeusuario": LinhaDeUsuarioFactory().pk,
    }[modelo]

    pagina = admin.get(reverse(f"admin:cadastros_{modelo}_change", args=[pk]))
    assert pagina.status_code == 200
    assert 'name="_save"' not in pagina.content.decode()
    assert admin.get(reverse(f"admin:cadastros_{modelo}_add")).status_code == 403


def test_cpf_e_arquivo_nao_aparecem(admin):
    cifrados = {"cpfs_cifrados": b"cifra-do-cpf", "original_cifrado": b"cifra-do-arquivo"}
    carga = CargaFactory(de_usuarios=True, **cifrados)

    pagina = admin.get(reverse("admin:cadastros_carga_change", args=[carga.pk])).content.decode()

    assert "cifra-do" not in pagina


def test_assunto_novo_so_se_pede_a_quem_comecar_depois(admin):
    pagina = admin.get(reverse("admin:cadastros_tipodeconfiguracao_add"))
    assert pagina.context["adminform"].form.initial["desde"]

    admin.post(
        reverse("admin:cadastros_tipodeconfiguracao_add"),
        {
            "chave": "logotipo",
            "titulo": "Logotipo",
            "ajuda": "A marca.",
            "lado": "prodesp",
            "ordem": "30",
            "desde": "2026-11-22",
            "em_uso": "on",
        },
    )

    assert TipoDeConfiguracao.objects.get(chave="logotipo").desde is not None


def test_correcao_do_diretorio_passa_pelo_motor_e_pede_nova_verificacao(admin, cidade):
    diretorio = DiretorioFactory(implantacao=cidade.implantacao)
    gerente_e_admin = cidade.gerente
    gerente_e_admin.papel_estado = "administrador"
    gerente_e_admin.save()
    admin.force_login(gerente_e_admin)

    resposta = admin.post(
        reverse("admin:cadastros_diretorio_change", args=[diretorio.pk]),
        {
            "tipo": "ad",
            "nome": diretorio.nome,
            "endereco": diretorio.endereco,
            "porta": "389",
            "usuario_de_pesquisa": diretorio.usuario_de_pesquisa,
            "contexto_de_pesquisa": diretorio.contexto_de_pesquisa,
            "atributo_de_filtro": diretorio.atributo_de_filtro,
            "senha_entregue_em": "12/03/2026",
        },
    )

    assert resposta.status_code == 302
    atual = Diretorio.objects.get()
    assert (atual.porta, atual.revisao, atual.alterado_por) == (389, 2, gerente_e_admin)
    assert Andamento.objects.filter(tipo="fato_registrado", item="diretorio_informado").exists()


def test_quem_nao_gerencia_a_carteira_nao_corrige(admin, cidade):
    diretorio = DiretorioFactory(implantacao=cidade.implantacao)
    VinculoFactory(gerencia=True)

    admin.post(
        reverse("admin:cadastros_diretorio_change", args=[diretorio.pk]),
        {
            "tipo": "ad",
            "nome": diretorio.nome,
            "endereco": "outro.exemplo.invalid",
            "porta": "636",
            "contexto_de_pesquisa": diretorio.contexto_de_pesquisa,
            "atributo_de_filtro": diretorio.atributo_de_filtro,
        },
    )

    assert Diretorio.objects.get().endereco == diretorio.endereco
