"""Páginas e comando: quem entra, o que se vê e o que se grava."""

import uuid
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from seicidades.comum.papeis import Papel
from seicidades.fluxo.models import Implantacao
from seicidades.importacao import servicos, tasks
from seicidades.importacao.models import Carga, Situacao
from tests.factories import UsuarioFactory, VinculoFactory
from tests.importacao.conftest import CINCO, em_csv

pytestmark = pytest.mark.django_db
ENVIAR = reverse("importacao:enviar")
LINHA = {"codigo_ibge": "3500105", **CINCO}


@pytest.fixture
def chamadas(monkeypatch):
    """As tarefas que se chamaram; nenhuma roda sozinha."""
    feitas = []
    monkeypatch.setattr(servicos, "chamar_tarefa", lambda *args: feitas.append(args))
    return feitas


@pytest.fixture
def carga(carteira, administracao):
    return servicos.conferir(servicos.nova("c.csv", em_csv(LINHA), administracao))


def url(nome, carga):
    return reverse(f"importacao:{nome}", args=[carga.pk])


def enviar(client, conteudo, nome="carteira.csv"):
    return client.post(ENVIAR, {"arquivo": SimpleUploadedFile(nome, conteudo)})


def test_da_planilha_a_gravacao_pela_pagina(
    client, carteira, administracao, chamadas, django_capture_on_commit_callbacks
):
    client.force_login(administracao)
    with django_capture_on_commit_callbacks(execute=True):
        resposta = enviar(client, em_csv(LINHA))
    carga = Carga.objects.get()
    assert resposta.url == url("carga", carga)
    assert chamadas == [(servicos.CONFERIR, str(carga.pk))]

    esperando = client.get(resposta.url)
    assert esperando["Refresh"] == "2"
    assert "Na fila" in esperando.content.decode()

    tasks.conferir(str(carga.pk))
    previa = client.get(resposta.url)
    assert "Refresh" not in previa
    assert "B (Início)" in previa.content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        client.post(url("gravar", carga))
    assert chamadas[-1] == (servicos.GRAVAR, str(carga.pk))
    tasks.gravar(str(carga.pk))
    tasks.gravar(str(carga.pk))
    assert "Carga gravada" in client.get(resposta.url).content.decode()
    assert Implantacao.objects.get().situacao == "habilitada"
    carga.refresh_from_db()
    assert carga.conteudo_cifrado is None
    assert carga.conferencia_cifrada is None


def test_o_fragmento_do_andamento_manda_renovar_no_fim(client, carga, administracao):
    client.force_login(administracao)
    htmx = {"HX-Request": "true", "HX-Target": "andamento"}

    assert client.get(url("carga", carga), headers=htmx)["HX-Refresh"] == "true"
    Carga.objects.update(situacao=Situacao.NA_FILA)
    servicos.anotar_progresso(carga, 25, 645)
    andamento = client.get(url("carga", carga), headers=htmx)
    assert "25 de 645" in andamento.content.decode()
    assert "<html" not in andamento.content.decode()


def test_problemas_aparecem_com_linha_coluna_e_saida(client, carteira, administracao):
    linha = LINHA | {"inicio": "dez/2025"}
    carga = servicos.conferir(servicos.nova("c.csv", em_csv(linha), administracao))
    client.force_login(administracao)

    pagina = client.get(url("carga", carga)).content.decode()

    assert "data_sem_dia" in pagina
    assert "B (Início)" in pagina
    assert "Escreva o dia também" in pagina
    assert url("gravar", carga) not in pagina


def test_conflitos_se_resolvem_campo_a_campo(client, carteira, administracao, chamadas):
    for papel in (Papel.GESTOR_SEI, Papel.GESTOR_TI):
        VinculoFactory(orgao=carteira["Adamantina"], papel=papel)
    linha = {"codigo_ibge": "3500105"}
    for papel in ("gestor_sei", "gestor_ti"):
        linha |= {f"{papel}_nome": "Novo", f"{papel}_email": "novo@exemplo.invalid"}
    carga = servicos.conferir(servicos.nova("c.csv", em_csv(linha), administracao))
    primeira, segunda = servicos.por_escolher(carga)
    client.force_login(administracao)
    assert f"escolha-{primeira.chave}" in client.get(url("conflitos", carga)).content.decode()

    client.post(url("conflitos", carga), {f"escolha-{primeira.chave}": "arquivo", "x": "y"})
    tasks.conferir(str(carga.pk))
    client.post(url("gravar", carga))
    assert Carga.objects.get().situacao == "conferida"

    client.post(
        url("conflitos", carga), {f"escolha-{segunda.chave}": "nosso", "escolha-1:x": "nosso"}
    )
    tasks.conferir(str(carga.pk))
    client.post(url("gravar", carga))
    tasks.gravar(str(carga.pk))
    ativos = carteira["Adamantina"].vinculos.ativos(timezone.localdate())
    novos = ativos.filter(usuario__email="novo@exemplo.invalid")
    assert [v.papel for v in novos.order_by("papel")] == ["gestor_sei"]


def test_todas_de_uma_vez(client, carteira, administracao, chamadas):
    VinculoFactory(orgao=carteira["Adamantina"], papel=Papel.GESTOR_SEI)
    linha = {
        "codigo_ibge": "3500105",
        "gestor_sei_nome": "N",
        "gestor_sei_email": "n@exemplo.invalid",
    }
    carga = servicos.conferir(servicos.nova("c.csv", em_csv(linha), administracao))
    client.force_login(administracao)

    client.post(url("conflitos", carga), {"todas": "nosso"})

    assert servicos.por_escolher(Carga.objects.get()) == []


def test_descartar_apaga_o_arquivo_mas_nao_a_historia(client, carga, administracao):
    client.force_login(administracao)
    gravada = servicos.gravar(servicos.pedir_gravacao(carga))

    client.post(url("descartar", gravada))
    assert Carga.objects.count() == 1

    outra = servicos.nova("d.csv", em_csv(LINHA), administracao)
    client.post(url("descartar", outra))
    assert list(Carga.objects.values_list("pk", flat=True)) == [gravada.pk]


@pytest.mark.parametrize("formato", ["csv", "xlsx"])
def test_o_modelo_se_baixa(client, administracao, roteiro, formato):
    client.force_login(administracao)

    resposta = client.get(reverse("importacao:modelo", args=[formato]))

    assert resposta["Content-Disposition"] == f'attachment; filename="modelo-da-carteira.{formato}"'
    assert client.get(reverse("importacao:modelo", args=["pdf"])).status_code == 404


def test_arquivo_que_nao_e_planilha_e_recusado_na_hora(client, administracao, roteiro):
    client.force_login(administracao)

    resposta = enviar(client, b"%PDF-1.4\n%%EOF", "a.pdf")

    assert resposta.status_code == 200
    assert resposta.context["form"].errors["arquivo"]
    assert not Carga.objects.exists()


CAMINHOS = [
    ("get", "enviar"),
    ("post", "enviar"),
    ("get", "modelo"),
    ("get", "carga"),
    ("get", "conflitos"),
    ("post", "conflitos"),
    ("post", "gravar"),
    ("post", "descartar"),
]


def pedir(client, metodo, nome, carga):
    args = {"enviar": [], "modelo": ["csv"]}.get(nome, [carga.pk])
    return getattr(client, metodo)(reverse(f"importacao:{nome}", args=args))


@pytest.mark.parametrize(("metodo", "nome"), CAMINHOS)
def test_so_gerencia_e_administracao_entram(client, carga, metodo, nome):
    assert pedir(client, metodo, nome, carga).status_code == 302
    for pessoa in (UsuarioFactory(observador=True), VinculoFactory().usuario):
        client.force_login(pessoa)
        assert pedir(client, metodo, nome, carga).status_code == 403


@pytest.mark.parametrize(("metodo", "nome"), CAMINHOS[3:])
def test_a_carga_de_outra_pessoa_nao_existe_para_a_gerencia(client, carga, gerente, metodo, nome):
    client.force_login(gerente)

    assert pedir(client, metodo, nome, carga).status_code == 404
    assert Carga.objects.get().situacao == "conferida"


def test_gravar_e_descartar_so_por_post(client, carga, administracao):
    client.force_login(administracao)

    assert client.get(url("gravar", carga)).status_code == 405
    assert client.get(url("descartar", carga)).status_code == 405


def test_a_varredura_retoma_as_paradas_e_apaga_as_vencidas(carteira, administracao, chamadas):
    agora = timezone.now()
    parada = servicos.nova("a.csv", em_csv(LINHA), administracao)
    recente = servicos.nova("b.csv", em_csv(LINHA), administracao)
    vencida = servicos.nova("c.csv", em_csv(LINHA), administracao)
    Carga.objects.filter(pk=parada.pk).update(desde=agora - servicos.PARADA_DEPOIS_DE * 2)
    Carga.objects.filter(pk=vencida.pk).update(
        enviada_em=agora - servicos.VALIDADE * 2, expira_em=agora
    )

    tasks.varrer()

    assert chamadas == [(servicos.CONFERIR, str(parada.pk))]
    assert set(Carga.objects.values_list("pk", flat=True)) == {parada.pk, recente.pk}


def test_tarefa_de_carga_que_sumiu_nao_faz_nada(db):
    tasks.conferir(str(uuid.uuid4()))
    tasks.gravar(str(uuid.uuid4()))


# Comando


@pytest.fixture
def arquivo(tmp_path):
    def escrever(conteudo):
        caminho = tmp_path / "carteira.csv"
        caminho.write_bytes(conteudo)
        return str(caminho)

    return escrever


def importar(*args, por):
    saida = StringIO()
    call_command("importar_carteira", *args, f"--por={por.email}", stdout=saida)
    return saida.getvalue()


def test_comando_simula_e_depois_grava(carteira, administracao, arquivo):
    caminho = arquivo(em_csv(LINHA))

    assert "Simulação: nada foi gravado." in importar(caminho, "--simular", por=administracao)
    assert not Implantacao.objects.exists()
    assert not Carga.objects.exists()
    assert "Gravado: 1 cidades" in importar(caminho, por=administracao)
    assert "a criar: 0" in importar(caminho, por=administracao)


def test_comando_recusa_com_todos_os_problemas(carteira, administracao, arquivo):
    caminho = arquivo(em_csv(LINHA | {"inicio": "dez/2025"}))

    with pytest.raises(CommandError, match=r"Linha 2, coluna B \(Início\)"):
        importar(caminho, por=administracao)
    assert not Carga.objects.exists()


def test_comando_pede_o_que_fazer_com_conflitos(carteira, administracao, arquivo):
    VinculoFactory(orgao=carteira["Adamantina"], papel=Papel.GESTOR_SEI)
    linha = {
        "codigo_ibge": "3500105",
        "gestor_sei_nome": "N",
        "gestor_sei_email": "n@exemplo.invalid",
    }
    caminho = arquivo(em_csv(linha))

    with pytest.raises(CommandError, match="--conflitos"):
        importar(caminho, por=administracao)
    assert "1 trocas" in importar(caminho, "--conflitos=arquivo", por=administracao)


@pytest.mark.parametrize("quem", ["observador", "ninguem"])
def test_comando_so_da_gerencia(carteira, arquivo, quem):
    pessoa = UsuarioFactory(observador=True) if quem == "observador" else UsuarioFactory.build()

    with pytest.raises(CommandError, match="Não há conta ativa"):
        importar(arquivo(em_csv(LINHA)), por=pessoa)


def test_comando_diz_quando_o_arquivo_nao_abre(carteira, administracao):
    with pytest.raises(CommandError, match="Não deu para ler"):
        importar("/nao/existe.csv", por=administracao)
