"""Da planilha bagunçada à gravação: colunas, consertos, comparação e volta de versões."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cadastros.models import Carga, RascunhoDeCarga, TipoDeCarga
from cadastros.servicos import cargas
from cadastros.validacao import abrir
from seicidades.comum.papeis import Papel
from seicidades.fluxo.models import Andamento
from tests.cadastros.factories import (
    arquivo_de_unidades,
    arquivo_de_usuarios,
    csv,
    gravar_carga,
    unidade,
    usuario,
)
from tests.cadastros.planilhas import em_ods, em_xlsx
from tests.factories import VinculoFactory

pytestmark = pytest.mark.django_db
UNIDADES, USUARIOS = TipoDeCarga.UNIDADES, TipoDeCarga.USUARIOS
CPF = "11144477735"
BAGUNCADA = em_xlsx(
    ["Prefeitura de Exemplo"],
    ["Setor", "Sigla", "Subordinada a", "Observações"],
    ["Gabinete do Prefeito", "GAB", "", "x"],
    ["Administração – geral", "SMA", "Gabinete do Prefeito", ""],
)


def url(cidade, nome, *args):
    return reverse(f"cadastros:{nome}", args=[cidade.implantacao.pk, *args])


def enviar(client, cidade, nome, conteudo, arquivo):
    return client.post(url(cidade, nome), {"arquivo": SimpleUploadedFile(arquivo, conteudo)})


def gravar(cidade, tipo, conteudo):
    item = "unidades_carregadas" if tipo == UNIDADES else "usuarios_carregados"
    por = cidade.gestor_sei if tipo == UNIDADES else cidade.gestor_ti
    with cidade.alterar(item, por):
        return gravar_carga(cidade.implantacao, tipo, conteudo, por)


def campos_do(form, **trocas):
    """O que o navegador mandaria sem mexer em nada."""
    iniciais = {nome: form[nome].value() for nome in form.fields}
    return {n: "" if v is None else v for n, v in (iniciais | trocas).items()}


# Colunas


def test_planilha_baguncada_pergunta_as_colunas_e_chega_a_gravar(client, cidade):
    client.force_login(cidade.gestor_sei)
    ida = enviar(client, cidade, "unidades", BAGUNCADA, "setores.xlsx")
    rascunho = RascunhoDeCarga.objects.get()
    assert ida.url == url(cidade, "colunas", rascunho.pk)

    pagina = client.get(ida.url)
    form = pagina.context["form"]
    assert (form["c_sigla"].value(), form["c_descricao"].value(), form["c_superior"].value()) == (
        1,
        0,
        2,
    )
    assert "A · Setor · ex.: Gabinete do Prefeito" in pagina.content.decode()
    volta = client.post(ida.url, campos_do(form, p_orgao="PM"))
    assert volta.url == url(cidade, "previa", rascunho.pk)

    previa = client.get(volta.url)
    achados = {p.codigo for p in previa.context["conferencia"].erros}
    assert achados == {"latin1", "superior_desconhecida"}
    assert "Trocar o nome da unidade superior pela sigla: 1" in previa.content.decode()
    client.post(
        url(cidade, "consertar", rascunho.pk), {"codigos": ["latin1", "superior_desconhecida"]}
    )
    previa = client.get(volta.url)
    assert previa.context["conferencia"].problemas == ()
    client.post(volta.url, {"marca": previa.context["previa"].marca})

    carga = Carga.objects.get()
    assert list(carga.unidades.values_list("linha", "orgao", "sigla", "descricao", "superior")) == [
        (3, "PM", "GAB", "Gabinete do Prefeito", ""),
        (4, "PM", "SMA", "Administração - geral", "GAB"),
    ]
    assert carga.original == BAGUNCADA


def test_sem_a_sigla_do_orgao_a_pagina_pede_a_coluna_ou_o_valor(client, cidade):
    client.force_login(cidade.gestor_sei)
    ida = enviar(client, cidade, "unidades", BAGUNCADA, "setores.xlsx")
    form = client.get(ida.url).context["form"]

    resposta = client.post(ida.url, campos_do(form, p_orgao=""))

    assert list(resposta.context["form"].errors) == ["c_orgao"]


def test_a_mesma_coluna_nao_serve_a_dois_dados(client, cidade):
    client.force_login(cidade.gestor_sei)
    ida = enviar(client, cidade, "unidades", BAGUNCADA, "setores.xlsx")
    form = client.get(ida.url).context["form"]

    resposta = client.post(ida.url, campos_do(form, p_orgao="PM", c_superior=1))

    assert "já foi apontada para “Sigla da unidade”" in str(resposta.context["form"].errors)


def test_outra_aba_e_outra_linha_mudam_o_palpite(client, cidade):
    client.force_login(cidade.gestor_sei)
    abas = {"A": [["Sigla", "Nome"], ["X", "Y"]], "B": [["z"], ["Nome", "Sigla"], ["Y", "X"]]}
    ida = enviar(client, cidade, "unidades", em_xlsx(abas=abas), "setores.xlsx")

    outra = client.get(ida.url, {"aba": "1", "cabecalho": "2"}).context["form"]
    sem_cabecalho = client.get(ida.url, {"aba": "0", "cabecalho": "0"}).context["form"]
    impossivel = client.get(ida.url, {"aba": "9", "cabecalho": "-3"}).context["form"]

    assert (outra["folha"].value(), outra["c_sigla"].value()) == (1, 1)
    assert (sem_cabecalho["folha"].value(), sem_cabecalho["cabecalho"].value()) == (0, 0)
    assert impossivel["c_sigla"].value() == 0


def test_aba_que_nao_existe_nao_se_escolhe(client, cidade):
    client.force_login(cidade.gestor_sei)
    ida = enviar(client, cidade, "unidades", BAGUNCADA, "setores.xlsx")
    form = client.get(ida.url).context["form"]

    assert client.post(ida.url, campos_do(form, folha=7)).status_code == 200
    assert RascunhoDeCarga.objects.get().leitura == {}


def test_pagina_das_colunas_nao_mostra_cpf(client, cidade):
    gravar(cidade, UNIDADES, arquivo_de_unidades())
    client.force_login(cidade.gestor_ti)
    tabela = [
        ["Nome", "Documento", "Login", "Setor"],
        ["Ana", "111.444.777-35", "ana", "GAB"],
        ["Beto", "123456797", "beto", "GAB"],
    ]
    ida = enviar(client, cidade, "usuarios", em_ods(*tabela), "gente.ods")

    pagina = client.get(ida.url)

    assert pagina.context["form"]["c_cpf"].value() == 1
    assert "444.777" not in pagina.content.decode()
    assert "123456797" not in pagina.content.decode()


def test_colado_da_planilha_chega_a_previa(client, cidade):
    client.force_login(cidade.gestor_sei)
    colado = csv(unidade("GAB"), separador="\t")

    ida = client.post(url(cidade, "unidades"), {"colado": colado})

    assert ida.url == url(cidade, "previa", RascunhoDeCarga.objects.get().pk)
    assert "Sem erros nem avisos" in client.get(ida.url).content.decode()


@pytest.mark.parametrize(
    ("dados", "erro"),
    [
        ({}, "Escolha um arquivo ou cole"),
        ({"colado": " \n "}, "Escolha um arquivo ou cole"),
        ({"colado": "a", "arquivo": b"a,b\n1,2\n"}, "um só dos dois"),
    ],
)
def test_e_preciso_um_so_dos_dois(client, cidade, dados, erro):
    client.force_login(cidade.gestor_sei)
    if "arquivo" in dados:
        dados = dados | {"arquivo": SimpleUploadedFile("a.csv", dados["arquivo"])}

    resposta = client.post(url(cidade, "unidades"), dados)

    assert erro in str(resposta.context["form"].errors["arquivo"])


# Consertos


def test_consertos_mostram_antes_e_depois_sem_cpf_inteiro(client, cidade):
    gravar(cidade, UNIDADES, arquivo_de_unidades())
    client.force_login(cidade.gestor_ti)
    linha = usuario("ana", c5="123456797")
    ida = enviar(client, cidade, "usuarios", csv(linha).encode(), "u.csv")

    pagina = client.get(ida.url).content.decode()

    assert "***.234.567-**" in pagina
    assert "123456797" not in pagina


def test_todo_formulario_da_previa_leva_a_marca_contra_pedidos_de_fora(client, cidade):
    client.force_login(cidade.gestor_sei)
    linha = unidade("GAB", c6="sim")
    ida = enviar(client, cidade, "unidades", csv(linha).encode(), "u.csv")
    client.post(url(cidade, "consertar", RascunhoDeCarga.objects.get().pk), {"codigos": ["uf"]})
    pagina = client.get(ida.url).content.decode()

    assert "consertar/" in pagina
    formularios = pagina.split("<form")[1:]
    assert len(formularios) >= 3
    for formulario in formularios:
        if 'method="post"' in formulario.partition(">")[0]:
            assert "csrfmiddlewaretoken" in formulario.partition("</form>")[0]


def test_conserto_so_do_que_foi_marcado_e_se_desfaz(client, cidade):
    client.force_login(cidade.gestor_sei)
    linha = unidade("GAB", c3="a – b", c6="sim")
    ida = enviar(client, cidade, "unidades", csv(linha).encode(), "u.csv")
    rascunho = RascunhoDeCarga.objects.get()
    consertar, desfazer = (url(cidade, n, rascunho.pk) for n in ("consertar", "desfazer"))

    client.post(consertar, {"codigos": ["sim_ou_nao"]})
    assert {p.codigo for p in client.get(ida.url).context["conferencia"].erros} == {"latin1"}
    client.post(consertar, {})
    client.post(consertar, {"codigos": ["inventado"]})
    assert {p.codigo for p in client.get(ida.url).context["conferencia"].erros} == {"latin1"}
    client.post(desfazer)

    assert len(client.get(ida.url).context["conferencia"].erros) == 2
    assert not Carga.objects.exists()


def test_o_que_se_achou_ao_ler_continua_dito_depois_do_conserto(client, cidade):
    client.force_login(cidade.gestor_sei)
    conteudo = csv(unidade("GAB", c6="sim"), unidade("X", "GAB")[:-1], separador=";").encode()
    ida = enviar(client, cidade, "unidades", conteudo, "u.csv")
    client.post(
        url(cidade, "consertar", RascunhoDeCarga.objects.get().pk), {"codigos": ["sim_ou_nao"]}
    )

    conferencia = client.get(ida.url).context["conferencia"]

    assert [(p.codigo, p.linha) for p in conferencia.problemas] == [
        ("separador", None),
        ("colunas", 3),
    ]


def test_linhas_consertadas_ficam_cifradas(client, cidade):
    gravar(cidade, UNIDADES, arquivo_de_unidades())
    client.force_login(cidade.gestor_ti)
    enviar(client, cidade, "usuarios", csv(usuario("ana", c5="123456797")).encode(), "u.csv")
    rascunho = RascunhoDeCarga.objects.get()
    client.post(url(cidade, "consertar", rascunho.pk), {"codigos": ["cpf"]})
    rascunho.refresh_from_db()

    assert b"123456797" not in bytes(rascunho.linhas_cifradas)
    assert cargas.prever(rascunho).conferencia.registros[0].cpf == "00123456797"
    assert "123456797" not in str(list(Andamento.objects.order_by("pk").values_list("dados")))


# Prévia e versões


def test_previa_diz_campo_por_campo_o_que_muda(client, cidade):
    gravar(cidade, UNIDADES, csv(unidade("GAB"), unidade("SMA", "GAB")).encode())
    client.force_login(cidade.gestor_sei)
    novo = csv(unidade("GAB"), unidade("SMA", "GAB", c3="Administração")).encode()
    ida = enviar(client, cidade, "unidades", novo, "u.csv")

    mudanca, *demais = client.get(ida.url).context["mudancas"]

    assert demais == []
    assert (mudanca.sigla, mudanca.rotulo) == ("SMA", "Nome da unidade")
    assert (mudanca.antes, mudanca.depois) == ("Unidade SMA", "Administração")


def test_mudanca_de_cpf_aparece_pela_metade(client, cidade):
    gravar(cidade, UNIDADES, arquivo_de_unidades())
    gravar(cidade, USUARIOS, csv(usuario("ana", c5=CPF)).encode())
    client.force_login(cidade.gestor_ti)
    novo = csv(usuario("ana", c5="52998224725")).encode()
    ida = enviar(client, cidade, "usuarios", novo, "u.csv")

    pagina = client.get(ida.url).content.decode()

    assert "***.444.777-**" in pagina
    assert CPF not in pagina
    assert "52998224725" not in pagina


@pytest.fixture
def com_versoes(cidade):
    gravar(cidade, UNIDADES, csv(unidade("GAB"), unidade("SMA")).encode())
    gravar(cidade, UNIDADES, csv(unidade("GAB"), unidade("SME", "GAB")).encode())
    return cidade


def test_versoes_dizem_quem_respondeu_pelos_avisos(client, com_versoes):
    client.force_login(com_versoes.representante)
    pagina = client.get(url(com_versoes, "versoes", "unidades")).content.decode()

    assert "Versão 2" in pagina
    assert "<code>varias_raizes</code>" in pagina
    assert com_versoes.gestor_sei.nome_publico in pagina
    assert Carga.objects.get(versao=1).avisos_por_codigo == {"varias_raizes": 1}


@pytest.mark.parametrize("com", ["", "1", "2"])
def test_comparar_duas_versoes(client, com_versoes, com):
    client.force_login(com_versoes.observador)
    versao = "2" if com == "1" else "1"
    pagina = client.get(url(com_versoes, "versao", "unidades", versao), {"com": com})

    diferenca = pagina.context["diferenca"]
    assert (diferenca.novos, diferenca.alterados, diferenca.removidos) == (["SME"], [], ["SMA"])


def test_restaurar_passa_pela_previa_e_vira_versao_nova(client, com_versoes):
    client.force_login(com_versoes.gestor_sei)
    ida = client.post(url(com_versoes, "versao", "unidades", 1))
    previa = client.get(ida.url)
    assert previa.context["previa"].diferenca.novos == ["SMA"]
    assert Carga.objects.count() == 2

    client.post(ida.url, {"marca": previa.context["previa"].marca, "avisos_conferidos": "on"})

    atual = cargas.vigente(com_versoes.implantacao, UNIDADES)
    assert (atual.versao, atual.restaurada_de) == (3, 1)
    assert atual.digest == Carga.objects.get(versao=1).digest
    assert atual.original == Carga.objects.get(versao=1).original


def test_restaurar_e_so_de_quem_faz_o_item(client, com_versoes):
    client.force_login(com_versoes.representante)

    assert client.post(url(com_versoes, "versao", "unidades", 1)).status_code == 403
    assert not RascunhoDeCarga.objects.exists()


def test_versao_que_nao_existe_e_404(client, com_versoes):
    client.force_login(com_versoes.gestor_sei)

    for numero in (0, 3, 2**40):
        assert client.get(url(com_versoes, "versao", "unidades", numero)).status_code == 404
    assert client.get(url(com_versoes, "versao", "unidades", 1), {"com": "9"}).status_code == 404
    assert client.get(url(com_versoes, "versoes", "assuntos")).status_code == 404


def test_versoes_de_usuarios_so_para_quem_trabalha_com_eles(client, cidade):
    gravar(cidade, UNIDADES, arquivo_de_unidades())
    gravar(cidade, USUARIOS, arquivo_de_usuarios())
    client.force_login(cidade.representante)

    assert client.get(url(cidade, "versoes", "usuarios")).status_code == 200
    assert client.get(url(cidade, "versao", "usuarios", 1)).status_code == 403
    assert client.post(url(cidade, "versao", "usuarios", 1)).status_code == 403
    assert client.get(url(cidade, "copia", "usuarios")).status_code == 403


# Cópia e modelo


def test_copia_so_tem_texto_e_volta_igual(client, cidade):
    gravar(cidade, UNIDADES, csv(unidade("GAB", c14="+55 11 4000-0000")).encode())
    gravar(cidade, USUARIOS, csv(usuario("ana", c5="00123456797")).encode())
    client.force_login(cidade.gestor_ti)

    for tipo in (UNIDADES, USUARIOS):
        resposta = client.get(url(cidade, "copia", tipo.value))
        assert "attachment" in resposta["Content-Disposition"]
        assert "no-store" in resposta["Cache-Control"]
        assert b"<f>" not in resposta.content
        linhas = list(abrir(resposta.content, 0).folhas[0].linhas.values())
        para_o_sei = client.get(url(cidade, "arquivo", tipo.value)).content.decode()
        assert [",".join(celulas) for celulas in linhas] == para_o_sei.splitlines()


def test_modelo_em_planilha_se_le_de_volta(client, cidade):
    client.force_login(cidade.representante)

    for tipo in (UNIDADES, USUARIOS):
        resposta = client.get(url(cidade, "modelo_em_xlsx", tipo.value))
        assert [f.nome for f in abrir(resposta.content, 0).folhas][1] == "Como preencher"


@pytest.mark.parametrize("nome", ["colunas", "consertar", "desfazer"])
def test_rascunho_alheio_nao_existe(client, cidade, nome):
    client.force_login(cidade.gestor_sei)
    enviar(client, cidade, "unidades", BAGUNCADA, "setores.xlsx")
    endereco = url(cidade, nome, RascunhoDeCarga.objects.get().pk)

    for outra in (cidade.gestor_ti, cidade.gerente, cidade.estranho):
        client.force_login(outra)
        assert client.get(endereco).status_code in (404, 405)
        assert client.post(endereco, {"codigos": ["latin1"]}).status_code == 404


@pytest.mark.parametrize("nome", ["colunas", "consertar", "desfazer"])
def test_quem_perde_o_papel_nao_abre_as_linhas_dos_usuarios(client, cidade, nome):
    gravar(cidade, UNIDADES, arquivo_de_unidades())
    client.force_login(cidade.gestor_ti)
    enviar(client, cidade, "usuarios", arquivo_de_usuarios(), "u.csv")
    cidade.gestor_ti.vinculos.update(papel=Papel.APOIO)
    VinculoFactory(orgao=cidade.implantacao.orgao, papel=Papel.GESTOR_TI)
    endereco = url(cidade, nome, RascunhoDeCarga.objects.get().pk)

    assert client.post(endereco).status_code == 403
