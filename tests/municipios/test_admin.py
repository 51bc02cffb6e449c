import re
from datetime import date

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from seicidades.comum.mascaras import ESTADO_DE_SAO_PAULO, NUP_FEDERAL
from seicidades.municipios.models import FeriadoMunicipal, InstalacaoSEI, Municipio, Orgao
from seicidades.municipios.sinais import calendario_mudou
from tests.factories import (
    FeriadoMunicipalFactory,
    MunicipioFactory,
    OrgaoFactory,
    UsuarioFactory,
)

pytestmark = pytest.mark.django_db
IMPORTAR = "/admin/municipios/feriadomunicipal/importar/"
LISTAS = ("municipio", "orgao", "feriadomunicipal")
EXPERIMENTAR = "/admin/municipios/instalacaosei/experimentar/"


def lista(modelo, **filtros):
    return reverse(f"admin:municipios_{modelo}_changelist", query=filtros)


@pytest.fixture
def admin(client):
    client.force_login(UsuarioFactory(administrador=True))
    return client


@pytest.fixture
def avisados():
    recebidos = []

    def ouvir(sender, municipio_ids, **kwargs):
        recebidos.append(set(municipio_ids))

    calendario_mudou.connect(ouvir)
    yield recebidos
    calendario_mudou.disconnect(ouvir)


def csv(texto):
    return SimpleUploadedFile("feriados.csv", texto.encode(), content_type="text/csv")


def linhas(resposta):
    return list(resposta.context["cl"].result_list)


@pytest.mark.parametrize("modelo", LISTAS)
def test_listas_custam_as_mesmas_consultas_com_poucas_ou_muitas_linhas(
    admin, modelo, django_assert_max_num_queries
):
    for orgao in OrgaoFactory.create_batch(30):
        FeriadoMunicipalFactory(municipio=orgao.municipio)

    with django_assert_max_num_queries(12):
        resposta = admin.get(lista(modelo))

    assert len(linhas(resposta)) == 30


@pytest.mark.parametrize("modelo", LISTAS)
def test_a_busca_da_lista_nao_liga_para_acentos(admin, modelo):
    alvo = OrgaoFactory(municipio__nome="São João do Pau d'Alho")
    FeriadoMunicipalFactory(municipio=alvo.municipio)
    FeriadoMunicipalFactory(municipio=OrgaoFactory().municipio)

    resposta = admin.get(lista(modelo, q="sao joao d'alho"))

    assert len(linhas(resposta)) == 1


def test_a_escolha_do_municipio_tambem_nao_liga_para_acentos(admin):
    MunicipioFactory(nome="Águas de São Pedro")
    MunicipioFactory(nome="Bauru")
    campo = {"app_label": "municipios", "model_name": "orgao", "field_name": "municipio"}

    resposta = admin.get(reverse("admin:autocomplete"), {"term": "aguas", **campo})

    assert [r["text"] for r in resposta.json()["results"]] == ["Águas de São Pedro"]


def test_as_listas_filtram_por_regiao_e_tipo(admin):
    OrgaoFactory(municipio__regiao_administrativa="Marília", municipio__mesorregiao="Assis")
    OrgaoFactory(tipo=Orgao.Tipo.CAMARA)

    municipios = admin.get(lista("municipio", regiao_administrativa="Marília"))
    camaras = admin.get(lista("orgao", tipo__exact="camara"))
    de_assis = admin.get(lista("orgao", municipio__mesorregiao="Assis"))

    assert [len(linhas(r)) for r in (municipios, camaras, de_assis)] == [1, 1, 1]


def test_municipio_so_corrige_regiao_e_populacao(admin):
    municipio = MunicipioFactory(nome="Adamantina")
    url = reverse("admin:municipios_municipio_change", args=[municipio.pk])
    campos = {"regiao_administrativa": "Presidente Prudente", "nome": "Outra", "codigo_ibge": "9"}

    recusada = admin.post(url, {**campos, "populacao": "34687", "fonte_da_populacao": ""})
    aceita = admin.post(url, {**campos, "populacao": "34687", "fonte_da_populacao": "IBGE"})

    assert "Informe a população e a fonte dela" in recusada.content.decode()
    assert aceita.status_code == 302
    municipio = Municipio.objects.get()
    assert (municipio.nome, municipio.regiao_administrativa, municipio.populacao) == (
        "Adamantina",
        "Presidente Prudente",
        34687,
    )


def test_municipio_nao_se_cria_nem_se_apaga_no_admin(admin):
    municipio = MunicipioFactory()

    criar = admin.get(reverse("admin:municipios_municipio_add"))
    apagar = admin.post(reverse("admin:municipios_municipio_delete", args=[municipio.pk]))

    assert (criar.status_code, apagar.status_code) == (403, 403)


def test_orgao_novo_guarda_o_cnpj_sem_mascara(admin):
    municipio = MunicipioFactory()
    campos = {"municipio": municipio.pk, "tipo": "autarquia", "nome": "Serviço de Água"}
    url = reverse("admin:municipios_orgao_add")

    recusado = admin.post(url, {**campos, "cnpj": "12.abc.345/01de-36"})
    aceito = admin.post(url, {**campos, "cnpj": "12.abc.345/01de-35"})

    assert "não combinam" in recusado.content.decode()
    assert aceito.status_code == 302
    assert Orgao.objects.get().cnpj == "12ABC34501DE35"
    assert "12.ABC.345/01DE-35" in admin.get(lista("orgao")).content.decode()


def test_orgao_existente_nao_muda_de_municipio(admin):
    orgao, outro = OrgaoFactory(), MunicipioFactory()
    campos = {"tipo": "prefeitura", "nome": "Prefeitura", "municipio": outro.pk}

    admin.post(reverse("admin:municipios_orgao_change", args=[orgao.pk]), campos)

    assert Orgao.objects.get().municipio == orgao.municipio
    assert Orgao.objects.get().nome == "Prefeitura"


def test_segunda_prefeitura_do_municipio_e_recusada_com_a_saida(admin):
    orgao = OrgaoFactory()
    campos = {"municipio": orgao.municipio_id, "tipo": "prefeitura", "nome": "Outra"}

    resposta = admin.post(reverse("admin:municipios_orgao_add"), campos)

    assert "já tem a sua Prefeitura Municipal" in resposta.content.decode()


def test_criar_mudar_e_apagar_feriado_avisa_as_outras_camadas(
    admin, avisados, django_capture_on_commit_callbacks
):
    municipio = MunicipioFactory()
    campos = {"municipio": municipio.pk, "data": "12/06/2026", "nome": "Aniversário"}

    with django_capture_on_commit_callbacks(execute=True):
        admin.post(reverse("admin:municipios_feriadomunicipal_add"), campos)
    feriado = FeriadoMunicipal.objects.get()
    url = reverse("admin:municipios_feriadomunicipal_change", args=[feriado.pk])
    with django_capture_on_commit_callbacks(execute=True):
        admin.post(url, {**campos, "data": "13/06/2026"})
    apagar = reverse("admin:municipios_feriadomunicipal_delete", args=[feriado.pk])
    with django_capture_on_commit_callbacks(execute=True):
        admin.post(apagar, {"post": "yes"})

    assert avisados == [{municipio.pk}] * 3
    assert not FeriadoMunicipal.objects.exists()


def test_apagar_varios_feriados_de_uma_vez_avisa_todos(
    admin, avisados, django_capture_on_commit_callbacks
):
    feriados = FeriadoMunicipalFactory.create_batch(2)
    acao = {
        "action": "delete_selected",
        "_selected_action": [f.pk for f in feriados],
        "post": "yes",
    }

    with django_capture_on_commit_callbacks(execute=True):
        admin.post(lista("feriadomunicipal"), acao)

    assert avisados == [{f.municipio_id for f in feriados}]


def test_importar_mostra_o_que_mudaria_e_so_grava_na_confirmacao(
    admin, avisados, django_capture_on_commit_callbacks
):
    municipio = MunicipioFactory(codigo_ibge="3500105", nome="Adamantina")
    FeriadoMunicipalFactory(municipio=municipio, data=date(2026, 6, 12), nome="Antigo")
    texto = "codigo_ibge;data;nome\n3500105;12/06/2026;Novo\n3500105;13/06/2026;Padroeiro <b>\n"

    previa = admin.post(IMPORTAR, {"arquivo": csv(texto)})
    pagina = previa.content.decode()

    assert "Feriados novos: 1; com o nome trocado:" in pagina
    assert "Padroeiro &lt;b&gt;" in pagina
    assert "Antigo" in pagina
    assert [f.nome for f in FeriadoMunicipal.objects.all()] == ["Antigo"]

    conteudo = previa.context["form"].initial["conteudo"].replace("\n", "\r\n")
    with django_capture_on_commit_callbacks(execute=True):
        gravada = admin.post(IMPORTAR, {"conteudo": conteudo, "confirmar": "1"})

    assert gravada.url == lista("feriadomunicipal")
    assert [str(m) for m in get_messages(gravada.wsgi_request)] == [
        "Importação feita. Feriados novos: 1; com o nome trocado: 1; já estavam certos: 0."
    ]
    assert [f.nome for f in FeriadoMunicipal.objects.all()] == ["Novo", "Padroeiro <b>"]
    assert avisados == [{municipio.pk}]


def test_importar_recusa_mostrando_linha_coluna_motivo_e_saida(admin):
    MunicipioFactory(codigo_ibge="3500105")

    resposta = admin.post(IMPORTAR, {"arquivo": csv("codigo_ibge,data,nome\n3500105,32/13,<i>\n")})
    pagina = resposta.content.decode()

    assert "Linha 2, coluna data" in pagina
    assert "“32/13” não é uma data que exista." in pagina
    assert "Escreva como 13/06/2026." in pagina
    assert not FeriadoMunicipal.objects.exists()


def test_importar_confere_de_novo_o_texto_da_confirmacao(admin):
    resposta = admin.post(IMPORTAR, {"conteudo": "codigo_ibge\n1\n", "confirmar": "1"})

    assert "Falta a coluna data" in resposta.content.decode()


def test_importar_sem_arquivo_ou_grande_demais_diz_o_que_fazer(admin):
    vazio = admin.post(IMPORTAR, {})
    grande = admin.post(IMPORTAR, {"arquivo": csv("x" * (1024 * 1024 + 1))})

    assert "Nenhum arquivo foi escolhido." in vazio.content.decode()
    assert "o limite é 1 MB. Divida em partes" in grande.content.decode()


def test_a_lista_de_feriados_leva_a_importar(admin):
    assert f'href="{IMPORTAR}"' in admin.get(lista("feriadomunicipal")).content.decode()
    assert admin.get(IMPORTAR).status_code == 200


@pytest.mark.parametrize("papel", ["gerente", "observador"])
def test_so_a_administracao_importa(client, papel):
    client.force_login(UsuarioFactory(**{papel: True}))

    resposta = client.post(IMPORTAR, {"arquivo": csv("codigo_ibge,data,nome\n")})

    assert resposta.status_code in (302, 403)
    assert not FeriadoMunicipal.objects.exists()


def test_quem_entra_no_admin_sem_poder_alterar_feriado_nao_importa(admin, monkeypatch):
    def pode(self, permissao, objeto=None):
        return permissao != "municipios.change_feriadomunicipal"

    monkeypatch.setattr(UsuarioFactory._meta.model, "has_perm", pode)

    assert admin.get(IMPORTAR).status_code == 403
    assert IMPORTAR not in admin.get(lista("feriadomunicipal")).content.decode()


def test_visitante_vai_para_a_entrada(client):
    assert client.get(IMPORTAR).status_code == 302


# --- Instalações do SEI


def editar(admin, instalacao, **mudancas):
    campos = ("nome", "sigla", "url_base", "id_orgao", "mascara", "digitos")
    dados = {campo: getattr(instalacao, campo) for campo in campos} | {"orgao": ""} | mudancas
    return admin.post(reverse("admin:municipios_instalacaosei_change", args=[instalacao.pk]), dados)


def test_a_lista_das_instalacoes_mostra_um_numero_de_cada(admin):
    pagina = admin.get(lista("instalacaosei")).content.decode()

    assert "SEI do Governo do Estado de São Paulo" in pagina
    assert "do Estado" in pagina
    assert re.search(r"001\.00000001/20[0-9]{2}-[0-9]{2}", pagina)


def test_o_endereco_do_estado_se_informa_e_vira_atalho(admin):
    estado = InstalacaoSEI.objects.get(orgao=None)

    resposta = editar(
        admin, estado, url_base="https://sei.exemplo.invalid/sei/", mascara=f" {NUP_FEDERAL} "
    )

    assert resposta.status_code == 302
    estado.refresh_from_db()
    assert (estado.url_base, estado.mascara) == ("https://sei.exemplo.invalid/sei", NUP_FEDERAL)
    pagina = admin.get(reverse("admin:municipios_instalacaosei_change", args=[estado.pk]))
    assert "controlador_externo.php?acao=documento_conferir" in pagina.content.decode()


def test_formato_errado_e_dito_no_campo_com_o_que_foi_digitado(admin):
    estado = InstalacaoSEI.objects.get(orgao=None)

    resposta = editar(admin, estado, mascara="@cod_setor_03d@.@seq_anual_cod_orgao_sei_08d@")

    assert "@cod_setor_03d@, na posição 1" in resposta.content.decode()
    assert 'value="@cod_setor_03d@.' in resposta.content.decode()
    estado.refresh_from_db()
    assert estado.mascara == ESTADO_DE_SAO_PAULO


def test_o_sei_do_estado_nao_se_apaga_e_o_de_um_orgao_sim(admin):
    estado = InstalacaoSEI.objects.get(orgao=None)
    outra = InstalacaoSEI.objects.create(nome="SEI", sigla="SEI/VF", orgao=OrgaoFactory())

    def apagar(alvo):
        endereco = reverse("admin:municipios_instalacaosei_delete", args=[alvo.pk])
        return admin.post(endereco, {"post": "yes"}).status_code

    assert (apagar(estado), apagar(outra)) == (403, 302)
    em_lote = {"action": "delete_selected", "_selected_action": [estado.pk], "post": "yes"}
    assert admin.post(lista("instalacaosei"), em_lote).status_code == 403
    assert InstalacaoSEI.objects.get() == estado


def test_experimentar_mostra_as_partes_e_o_exemplo(admin):
    pagina = admin.get(
        EXPERIMENTAR, {"mascara": ESTADO_DE_SAO_PAULO, "numero": "015.00050511/2023-07"}
    ).content.decode()

    assert "os dígitos conferem" in pagina
    for texto in ("Código do órgão", "00050511", "Dígito verificador", "2 algarismos"):
        assert texto in pagina
    assert not InstalacaoSEI.objects.exclude(orgao=None).exists()


def test_experimentar_diz_o_digito_certo_e_o_que_falta_na_mascara(admin):
    errado = {"mascara": ESTADO_DE_SAO_PAULO, "numero": "018.00012345/2024-11"}
    assert "seriam 39" in admin.get(EXPERIMENTAR, errado).content.decode()

    sem_par = {"mascara": "@seq_anual_cod_orgao_sei_08d@-@dv<b>"}
    pagina = admin.get(EXPERIMENTAR, sem_par).content.decode()
    assert "arroba sem par" in pagina
    assert "<b>" not in pagina


def test_experimentar_sem_nada_so_mostra_os_formatos_conhecidos(admin):
    pagina = admin.get(EXPERIMENTAR).content.decode()

    assert "Partes do número" not in pagina
    assert NUP_FEDERAL in pagina
    assert "errornote" not in pagina
