"""O que os arquivos de carga têm de dado pessoal: quem vê, até quando, e o que fica depois."""

import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from cadastros.models import Carga, LinhaDeUnidade, LinhaDeUsuario, RascunhoDeCarga, TipoDeCarga
from cadastros.models.cargas import ENTREGA
from cadastros.servicos import cargas, expurgo
from cadastros.sigilo import cifrar_cpfs
from cadastros.tasks import apagar_cargas_entregues
from seicidades.fluxo.models import Andamento, Implantacao, ItemDaImplantacao
from seicidades.fluxo.nucleo.estado import SituacaoDoItem
from tests.cadastros.factories import (
    CargaFactory,
    LinhaDeUsuarioFactory,
    arquivo_de_unidades,
    arquivo_de_usuarios,
    csv,
    gravar_carga,
    unidade,
    usuario,
)

pytestmark = pytest.mark.django_db
UNIDADES, USUARIOS = TipoDeCarga.UNIDADES, TipoDeCarga.USUARIOS
CPF, MIOLO = "111.444.777-35", re.compile(r"444\.?777")
COM_CPF = csv(usuario("ana", c5=CPF, c6="ana@exemplo.invalid"), usuario("bia", "SMA")).encode()


def url(cidade, nome, *args):
    return reverse(f"cadastros:{nome}", args=[cidade.implantacao.pk, *args])


def gravar(cidade, tipo, conteudo, ha_dias=0):
    item = "unidades_carregadas" if tipo == UNIDADES else "usuarios_carregados"
    por = cidade.gestor_sei if tipo == UNIDADES else cidade.gestor_ti
    with cidade.alterar(item, por):
        carga = gravar_carga(cidade.implantacao, tipo, conteudo, por)
    quando = timezone.now() - timedelta(days=ha_dias)
    Carga.objects.filter(pk=carga.pk).update(gravada_em=quando)
    return Carga.objects.get(pk=carga.pk)


def entregar(cidade, ha_dias, situacao=SituacaoDoItem.PRONTO):
    dia = timezone.localdate() - timedelta(days=ha_dias)
    itens = ItemDaImplantacao.objects.filter(implantacao=cidade.implantacao, chave=ENTREGA)
    itens.update(situacao=situacao, em=dia)


@pytest.fixture
def prazo(settings):
    settings.CARGAS_APAGADAS_DEPOIS_DE_DIAS = 30
    return 30


@pytest.fixture
def gravadas(cidade, prazo):
    """Um arquivo de unidades e um de usuários, com CPF, de cem dias atrás."""
    return (
        gravar(cidade, UNIDADES, arquivo_de_unidades("GAB", "SMA"), ha_dias=100),
        gravar(cidade, USUARIOS, COM_CPF, ha_dias=100),
    )


# Apagar


def test_passado_o_prazo_ficam_so_contagens_e_digests(cidade, gravadas):
    _, antes = gravadas
    entregar(cidade, ha_dias=30)

    apagar_cargas_entregues()

    depois = Carga.objects.get(pk=antes.pk)
    assert depois.apagada_em is not None
    assert (depois.original_cifrado, depois.cpfs_cifrados) == (None, None)
    assert not LinhaDeUsuario.objects.exists()
    assert depois.pessoas_por_unidade == {"GAB": 1, "SMA": 1}
    for campo in ("quantidade", "digest", "sha256", "versao", "avisos_por_codigo", "gravada_por"):
        assert getattr(depois, campo) == getattr(antes, campo)


def test_nada_com_o_cpf_sobra_em_tabela_nenhuma_da_etapa(cidade, gravadas):
    """Lê a linha inteira de cada tabela, o que alguém vier a acrescentar também."""
    entregar(cidade, ha_dias=30)
    apagar_cargas_entregues()

    for modelo in (*apps.get_app_config("cadastros").get_models(), Andamento):
        for linha in modelo.objects.order_by("pk").values():
            assert not MIOLO.search(str(linha)), modelo
            assert "ana@exemplo.invalid" not in str(linha), modelo
            cifrados = [v for v in linha.values() if isinstance(v, bytes | memoryview)]
            assert cifrados == [], modelo


def test_as_unidades_ficam_e_so_o_arquivo_enviado_sai(cidade, gravadas):
    das_unidades, _ = gravadas
    entregar(cidade, ha_dias=30)

    apagar_cargas_entregues()

    das_unidades.refresh_from_db()
    assert das_unidades.original_cifrado is None
    assert LinhaDeUnidade.objects.filter(carga=das_unidades).count() == 2
    assert "SMA" in cargas.texto_para_o_sei(das_unidades)


@pytest.mark.parametrize(
    ("ha_dias", "situacao"),
    [(29, SituacaoDoItem.PRONTO), (90, SituacaoDoItem.ABERTO), (90, SituacaoDoItem.A_CORRIGIR)],
)
def test_antes_do_prazo_ou_sem_entrega_nada_se_apaga(cidade, gravadas, ha_dias, situacao):
    entregar(cidade, ha_dias, situacao)

    apagar_cargas_entregues()

    assert not Carga.objects.exclude(apagada_em=None).exists()
    assert LinhaDeUsuario.objects.count() == 2


def test_quem_esqueceu_de_dizer_que_entregou_conta_da_producao(cidade, gravadas):
    cidade.implantacao.producao_em = timezone.localdate() - timedelta(days=30)
    cidade.implantacao.save(update_fields=["producao_em"])

    assert expurgo.apagar_entregues(timezone.localdate()) == 2


@pytest.mark.parametrize(
    ("situacao", "ha_dias", "apagadas"),
    [("desistente", 30, 2), ("desistente", 29, 0), ("em_andamento", 90, 0), ("suspensa", 90, 0)],
)
def test_de_quem_desistiu_conta_do_ultimo_andamento(cidade, gravadas, situacao, ha_dias, apagadas):
    quando = timezone.now() - timedelta(days=ha_dias)
    Implantacao.objects.update(situacao=situacao, atualizada_em=quando)

    assert expurgo.apagar_entregues(timezone.localdate()) == apagadas


def test_versoes_antigas_com_cpf_tambem_se_apagam_e_a_corrigida_depois_espera(cidade, gravadas):
    segunda = gravar(cidade, USUARIOS, arquivo_de_usuarios(ana="GAB", caio="SMA"), ha_dias=60)
    corrigida = gravar(cidade, USUARIOS, arquivo_de_usuarios(caio="SMA"), ha_dias=29)
    entregar(cidade, ha_dias=50)

    apagar_cargas_entregues()

    vivas = Carga.objects.filter(tipo=USUARIOS, apagada_em=None)
    assert list(vivas) == [corrigida]
    assert not segunda.usuarios.exists()
    assert corrigida.usuarios.count() == 1


def test_repetir_nao_apaga_de_novo(cidade, gravadas):
    entregar(cidade, ha_dias=30)
    hoje = timezone.localdate()

    assert (expurgo.apagar_entregues(hoje), expurgo.apagar_entregues(hoje)) == (2, 0)


def test_a_agenda_roda_todo_dia(settings):
    entrada = settings.CELERY_BEAT_SCHEDULE["cadastros-apagar-entregues"]

    assert entrada["task"] == apagar_cargas_entregues.name
    assert len(entrada["schedule"].hour) == 1


# A página


def test_a_pagina_anuncia_quando_se_apaga(client, cidade, gravadas):
    client.force_login(cidade.gestor_ti)
    antes = client.get(url(cidade, "usuarios")).content.decode()
    entregar(cidade, ha_dias=10)
    depois = client.get(url(cidade, "usuarios")).content.decode()

    assert "serão apagados 30 dias depois que a Prodesp disser" in antes
    dia = timezone.localdate() + timedelta(days=20)
    assert f"serão apagados em {dia:%d/%m/%Y}" in depois


def test_depois_de_apagado_as_paginas_seguem_de_pe_e_dizem_o_que_houve(client, cidade, gravadas):
    entregar(cidade, ha_dias=30)
    apagar_cargas_entregues()
    client.force_login(cidade.gestor_ti)

    pagina = client.get(url(cidade, "usuarios")).content.decode()
    assert "As pessoas desta versão não estão mais aqui" in pagina
    versao = url(cidade, "versao", USUARIOS, 1)
    assert "Os dados pessoais foram apagados" in client.get(versao).content.decode()
    assert client.post(versao).status_code == 404
    for nome in ("arquivo", "copia", "original"):
        assert client.get(url(cidade, nome, USUARIOS)).status_code == 404
    assert client.get(url(cidade, "versoes", USUARIOS)).status_code == 200
    organograma = client.get(url(cidade, "organograma"))
    assert organograma.context["pessoas"] == 2

    client.force_login(cidade.gestor_sei)
    assert client.get(url(cidade, "original", UNIDADES)).status_code == 404


def test_apagado_o_mesmo_arquivo_de_novo_volta_a_ter_linhas(client, cidade, gravadas):
    """A página que recusa baixar diz «envie o arquivo de novo»."""
    entregar(cidade, ha_dias=30)
    apagar_cargas_entregues()
    client.force_login(cidade.gestor_ti)
    arquivo = url(cidade, "arquivo", USUARIOS)
    assert client.get(arquivo).status_code == 404

    de_novo = gravar(cidade, USUARIOS, COM_CPF)

    assert (de_novo.versao, de_novo.usuarios.count()) == (2, 2)
    assert client.get(arquivo).status_code == 200
    assert gravar(cidade, USUARIOS, COM_CPF).versao == 2


def test_apagado_outro_arquivo_entra_e_a_previa_diz_que_nao_ha_base(client, cidade, gravadas):
    entregar(cidade, ha_dias=30)
    apagar_cargas_entregues()

    client.force_login(cidade.gestor_ti)
    novo = SimpleUploadedFile("b.csv", arquivo_de_usuarios(caio="GAB"))
    previa = client.post(url(cidade, "usuarios"), {"arquivo": novo}, follow=True)
    assert "não dá para dizer quem entra nem quem sai" in previa.content.decode()


def test_unidade_que_sai_depois_ainda_conta_quem_ficou_nela(cidade, gravadas):
    entregar(cidade, ha_dias=30)
    apagar_cargas_entregues()

    gravar(cidade, UNIDADES, arquivo_de_unidades("GAB"))

    assert Carga.objects.get(tipo=USUARIOS).usuarios_sem_unidade == 1


def test_unidades_cujo_arquivo_saiu_ainda_se_mudam_linha_a_linha(client, cidade, gravadas):
    entregar(cidade, ha_dias=30)
    apagar_cargas_entregues()
    client.force_login(cidade.gestor_sei)

    resposta = client.post(url(cidade, "versao", UNIDADES, 1))

    assert resposta.url == url(cidade, "linhas", RascunhoDeCarga.objects.get().pk)


# Quem vê


def test_cpf_so_sai_inteiro_no_arquivo_e_so_para_o_papel_e_a_gerencia(client, cidade, gravadas):
    lugares = [
        url(cidade, nome, *args)
        for nome, *args in (
            ("usuarios",),
            ("versoes", USUARIOS),
            ("versao", USUARIOS, 1),
            ("arquivo", USUARIOS),
            ("copia", USUARIOS),
            ("original", USUARIOS),
            ("organograma",),
        )
    ]

    def com_cpf(pessoa):
        client.force_login(pessoa)
        respostas = {lugar: client.get(lugar) for lugar in lugares}
        return {
            li for li, r in respostas.items() if b"111.444" in r.content or b"11144" in r.content
        }

    inteiro = {url(cidade, "arquivo", USUARIOS), url(cidade, "original", USUARIOS)}
    assert com_cpf(cidade.gestor_ti) == com_cpf(cidade.gerente) == inteiro
    for pessoa in (cidade.gestor_sei, cidade.representante, cidade.observador, cidade.estranho):
        assert com_cpf(pessoa) == set()


def test_arquivo_de_unidades_com_cpf_de_sobra_so_o_papel_o_baixa(client, cidade, prazo):
    """A planilha da prefeitura pode ter colunas que ninguém pediu."""
    sobra = csv(
        [*unidade("GAB"), CPF], cabecalho=[*csv(unidade()).split("\n")[0].split(","), "CPF"]
    )
    gravar(cidade, UNIDADES, sobra.encode())
    original = url(cidade, "original", UNIDADES)

    client.force_login(cidade.representante)
    assert client.get(original).status_code == 403
    assert CPF not in client.get(url(cidade, "unidades")).content.decode()
    client.force_login(cidade.gestor_sei)
    assert CPF in client.get(original).content.decode()


def test_nome_de_arquivo_com_cpf_nao_se_guarda(cidade):
    rascunho = cargas.guardar_rascunho(
        cidade.implantacao, USUARIOS, f"servidor {CPF}.xlsx", b"x", cidade.gestor_ti
    )

    assert rascunho.nome_do_arquivo == "planilha.xlsx"


def test_o_registro_e_os_enderecos_nao_levam_cpf(client, cidade, gravadas):
    client.force_login(cidade.gestor_ti)
    resposta = client.post(
        url(cidade, "usuarios"), {"arquivo": SimpleUploadedFile("a.csv", COM_CPF)}, follow=True
    )

    assert not MIOLO.search(str(resposta.redirect_chain))
    assert not MIOLO.search(str(list(Andamento.objects.order_by("pk").values("dados"))))


# A migração


def test_migracao_leva_o_cpf_da_linha_a_carga_e_de_volta():
    carga = CargaFactory(de_usuarios=True, cpfs_cifrados=cifrar_cpfs({2: CPF}))
    LinhaDeUsuarioFactory(carga=carga, linha=2)
    LinhaDeUsuarioFactory(carga=carga, linha=3)
    apagada = CargaFactory(de_usuarios=True, apagada_em=timezone.now(), original_cifrado=None)

    migrar("0003_kit_de_carga")
    with connection.cursor() as cursor:
        cursor.execute("SELECT linha, cpf_cifrado <> '' FROM cadastros_linhadeusuario ORDER BY 1")
        assert cursor.fetchall() == [(2, True), (3, False)]
    migrar("0004_cpf_da_carga")

    assert Carga.objects.get(pk=carga.pk).cpfs == {2: CPF}
    assert Carga.objects.get(pk=apagada.pk).original == b""


def migrar(ate):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    call_command("migrate", "cadastros", ate, verbosity=0)
