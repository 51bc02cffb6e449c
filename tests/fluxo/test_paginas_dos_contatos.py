"""As páginas dos contatos: registrar em dois passos, o que cada um lê e quanto custam."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from seicidades.fluxo import servicos
from seicidades.fluxo.models import Contato
from tests.factories import ContatoFactory, OrgaoFactory

NOTA = "A chefia de gabinete muda em março."


@pytest.fixture
def entrar(client, iniciada):
    def como(quem):
        client.force_login(getattr(iniciada, quem))
        return client

    return como


@pytest.fixture
def endereco(iniciada):
    def de(nome, *args, **consulta) -> str:
        return reverse(f"fluxo:{nome}", args=[iniciada.implantacao.pk, *args], query=consulta)

    return de


@pytest.fixture
def contato(iniciada):
    return ContatoFactory(
        implantacao=iniciada.implantacao,
        registrado_por=iniciada.gerente,
        com_passo=True,
        interno=True,
    )


@pytest.fixture
def enviado():
    return {
        "chave": "uma",
        "meio": "visita",
        "ocorreu_em": timezone.localdate().isoformat(),
        "com_quem": "Ana Prado",
        "resumo": "Vimos a minuta.",
    }


def test_da_cidade_ao_contato_registrado_sao_dois_passos(entrar, endereco, enviado):
    gerente = entrar("gerente")
    cidade = gerente.get(endereco("cidade")).content.decode()
    assert f'href="{endereco("registrar_contato")}"' in cidade
    form = gerente.get(endereco("registrar_contato")).context["form"]
    assert form["ocorreu_em"].value() == timezone.localdate()

    resposta = gerente.post(endereco("registrar_contato"), enviado, follow=True)

    assert "Contato registrado." in resposta.content.decode()
    assert Contato.objects.get().resumo == "Vimos a minuta."
    assert "Vimos a minuta." in gerente.get(endereco("cidade")).content.decode()


def test_enviar_duas_vezes_registra_uma(entrar, endereco, enviado):
    gerente = entrar("gerente")
    for _ in range(2):
        assert gerente.post(endereco("registrar_contato"), enviado).status_code == 302

    assert Contato.objects.count() == 1


def test_erro_volta_com_o_que_foi_escrito_e_a_data_sugerida(entrar, endereco, enviado):
    enviado |= {"proximo_passo": "Ligar para a procuradoria"}
    resposta = entrar("gerente").post(endereco("registrar_contato"), enviado)

    assert list(resposta.context["form"].errors) == ["proximo_passo_em"]
    sugerido = servicos.passo_sugerido(timezone.localdate())
    pagina = resposta.content.decode()
    assert f"{sugerido:%d/%m/%Y}" in pagina
    assert "Ligar para a procuradoria" in pagina
    assert not Contato.objects.exists()


def test_so_se_escolhe_quem_e_da_cidade(entrar, endereco, iniciada):
    form = entrar("gerente").get(endereco("registrar_contato")).context["form"]

    assert set(form.fields["pessoa"].queryset) == set(iniciada.pessoas.values())


@pytest.mark.parametrize("quem", ["gestor_sei", "representante"])
@pytest.mark.parametrize("pagina", ["cidade", "contatos"])
def test_a_cidade_le_o_combinado_e_nunca_a_nota_interna(entrar, endereco, contato, quem, pagina):
    html = entrar(quem).get(endereco(pagina)).content.decode()

    assert contato.resumo in html
    assert contato.proximo_passo in html
    assert NOTA not in html
    assert "Corrigir" not in html
    assert endereco("registrar_contato") not in html


@pytest.mark.parametrize("quem", ["gerente", "outro_gerente", "observador", "administrador"])
@pytest.mark.parametrize("pagina", ["cidade", "contatos"])
def test_o_estado_le_a_nota_interna(entrar, endereco, contato, quem, pagina):
    html = entrar(quem).get(endereco(pagina)).content.decode()

    assert NOTA in html
    assert (endereco("registrar_contato") in html) == (quem in ("gerente", "administrador"))


def test_o_anulado_so_o_estado_ve_e_com_o_motivo(entrar, endereco, iniciada):
    ContatoFactory(implantacao=iniciada.implantacao, anulado=True, resumo="Conversa trocada.")

    assert "Era de outra cidade." in entrar("observador").get(endereco("contatos")).content.decode()
    assert "Conversa trocada" not in entrar("gestor_sei").get(endereco("contatos")).content.decode()
    assert "Conversa trocada" not in entrar("gerente").get(endereco("cidade")).content.decode()


@pytest.mark.parametrize(
    ("quem", "frase"),
    [("gerente", "Ligou ou visitou?"), ("gestor_sei", "As conversas com a Prodesp")],
)
@pytest.mark.parametrize("pagina", ["cidade", "contatos"])
def test_sem_contatos_a_pagina_diz_o_que_vai_aparecer(entrar, endereco, quem, frase, pagina):
    assert frase in entrar(quem).get(endereco(pagina)).content.decode()


def test_contato_de_outra_cidade_nao_existe_aqui(entrar, endereco, iniciada):
    orgao = OrgaoFactory()
    daqui = iniciada.implantacao
    alheia = type(daqui).objects.create(orgao=orgao, versao=daqui.versao)
    alheio = ContatoFactory(implantacao=alheia, com_passo=True)

    for nome in ("corrigir_contato", "anular_contato", "cumprir_passo"):
        assert entrar("administrador").get(endereco(nome, alheio.pk)).status_code == 404


def test_corrigir_comeca_do_que_estava_escrito(entrar, endereco, contato, enviado):
    gerente, url = entrar("gerente"), endereco("corrigir_contato", contato.pk)
    form = gerente.get(url).context["form"]
    assert form["resumo"].value() == contato.resumo
    assert form["proximo_passo"].value() == contato.proximo_passo

    gerente.post(url, enviado)

    assert Contato.objects.validos().get().corrige == contato


def test_foi_engano_pede_o_motivo_e_deixa_de_contar(entrar, endereco, contato):
    gerente, url = entrar("gerente"), endereco("anular_contato", contato.pk)

    assert list(gerente.post(url, {"motivo": ""}).context["form"].errors) == ["motivo"]
    gerente.post(url, {"motivo": "Era de outra cidade."})
    segunda = gerente.post(url, {"motivo": "Era de outra cidade."})

    assert not Contato.objects.validos().exists()
    assert "já foi corrigido ou anulado" in segunda.content.decode()


def test_feito_encerra_o_passo_e_volta_a_agenda_de_onde_veio(entrar, endereco, contato):
    gerente = entrar("gerente")
    url = endereco("cumprir_passo", contato.pk, de="agenda")
    pagina = gerente.get(url).content.decode()
    assert f"?passo={contato.pk}&amp;de=agenda" in pagina

    resposta = gerente.post(url, {"desfecho": "O modelo foi enviado."})

    assert resposta.url == reverse("paineis:proximos_passos")
    assert not Contato.objects.com_passo_aberto().exists()
    assert "Não há próximo passo" in gerente.get(url).content.decode()


def test_registrar_a_partir_do_passo_ja_o_marca(entrar, endereco, contato, enviado):
    gerente = entrar("gerente")
    url = endereco("registrar_contato", passo=contato.pk)
    assert gerente.get(url).context["form"]["cumpre"].value() == [contato.pk]

    gerente.post(url, enviado | {"cumpre": [contato.pk]})

    contato.refresh_from_db()
    assert contato.passo_contato == Contato.objects.get(chave="uma")


def test_o_combinado_antigo_continua_na_pagina_da_cidade(entrar, endereco, iniciada):
    hoje = timezone.localdate()
    ContatoFactory(
        implantacao=iniciada.implantacao,
        ocorreu_em=hoje - timedelta(days=20),
        com_passo=True,
        proximo_passo="Cobrar o decreto",
    )
    for _ in range(4):
        ContatoFactory(implantacao=iniciada.implantacao)

    assert "Cobrar o decreto" in entrar("gerente").get(endereco("cidade")).content.decode()


@pytest.mark.parametrize("pagina", ["cidade", "contatos"])
def test_as_consultas_nao_crescem_com_os_contatos(
    entrar, endereco, iniciada, pagina, django_assert_max_num_queries
):
    gerente = entrar("gerente")
    for n in range(12):
        ContatoFactory(
            implantacao=iniciada.implantacao,
            com_passo=bool(n % 2),
            pessoa=iniciada.gestor_sei,
            interno=True,
        )
    url = endereco(pagina)
    gerente.get(url)

    with django_assert_max_num_queries(12):
        assert gerente.get(url).status_code == 200


def test_a_lista_se_divide_em_paginas(entrar, endereco, iniciada):
    ContatoFactory.create_batch(23, implantacao=iniciada.implantacao)

    segunda = entrar("gerente").get(endereco("contatos", pagina=2))

    assert len(segunda.context["linhas"]) == 3
