from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from cadastros.etapa import CADASTROS
from cadastros.models import Carga, LinhaDeUsuario, RascunhoDeCarga, TipoDeCarga
from cadastros.servicos import cargas
from cadastros.tasks import apagar_rascunhos_vencidos
from cadastros.views.base import ITENS
from seicidades.comum.papeis import PAPEIS_MUNICIPAIS
from tests.cadastros.factories import (
    arquivo_de_unidades,
    arquivo_de_usuarios,
    csv,
    gravar_carga,
    unidade,
    usuario,
)
from tests.factories import UsuarioFactory, VinculoFactory

UNIDADES, USUARIOS = TipoDeCarga.UNIDADES, TipoDeCarga.USUARIOS
CPF = "111.444.777-35"


@pytest.fixture
def ana(db):
    return UsuarioFactory()


@pytest.fixture
def gravar(implantacao, ana):
    return lambda tipo, conteudo: gravar_carga(implantacao, tipo, conteudo, ana)


@pytest.fixture
def enviar(implantacao, ana):
    return lambda tipo, conteudo: cargas.guardar_rascunho(implantacao, tipo, "a.csv", conteudo, ana)


def confirmar(rascunho, por, **campos):
    campos = {"marca": cargas.prever(rascunho).marca, "avisos_conferidos": True} | campos
    return cargas.gravar(rascunho.implantacao, rascunho, por, **campos)


def test_enviar_nao_grava_nada(enviar):
    enviar(UNIDADES, arquivo_de_unidades())

    assert not Carga.objects.exists()


def test_enviar_de_novo_troca_o_rascunho_da_pessoa_e_deixa_o_das_outras(implantacao, enviar, ana):
    enviar(UNIDADES, arquivo_de_unidades())
    outra = cargas.guardar_rascunho(implantacao, UNIDADES, "b.csv", b"x", UsuarioFactory())
    usuarios = enviar(USUARIOS, arquivo_de_usuarios())
    novo = enviar(UNIDADES, arquivo_de_unidades())

    assert set(RascunhoDeCarga.objects.all()) == {outra, usuarios, novo}
    assert set(cargas.rascunhos_de(implantacao, ana)) == {usuarios, novo}


def test_rascunho_vencido_some_da_vista_e_depois_do_banco(implantacao, enviar, ana):
    rascunho = enviar(UNIDADES, arquivo_de_unidades())
    RascunhoDeCarga.objects.filter(pk=rascunho.pk).update(
        criado_em=timezone.now() - timedelta(days=2), expira_em=timezone.now()
    )
    vivo = cargas.guardar_rascunho(implantacao, UNIDADES, "b.csv", b"x", UsuarioFactory())

    assert not cargas.rascunhos_de(implantacao, ana).exists()
    apagar_rascunhos_vencidos()
    assert list(RascunhoDeCarga.objects.all()) == [vivo]


def test_gravar_cria_a_primeira_versao_com_as_linhas(gravar, ana):
    carga = gravar(UNIDADES, arquivo_de_unidades("GAB", "SMA", "SME"))

    assert (carga.versao, carga.quantidade, carga.gravada_por) == (1, 3, ana)
    assert list(carga.unidades.values_list("sigla", "superior")) == [
        ("GAB", ""),
        ("SMA", "GAB"),
        ("SME", "GAB"),
    ]
    assert carga.original == arquivo_de_unidades("GAB", "SMA", "SME")
    assert not RascunhoDeCarga.objects.exists()


def test_gravar_outra_vez_cria_outra_versao_e_guarda_a_anterior(gravar):
    primeira = gravar(UNIDADES, arquivo_de_unidades("GAB"))
    segunda = gravar(UNIDADES, arquivo_de_unidades("GAB", "SMA"))

    assert segunda.versao == 2
    assert cargas.vigente(segunda.implantacao, UNIDADES) == segunda
    assert primeira.unidades.count() == 1


@pytest.mark.parametrize("mesmo", ["identico", "crlf", "ponto_e_virgula", "latin1"])
def test_o_mesmo_conteudo_nao_muda_nada(gravar, enviar, ana, mesmo):
    linha = unidade("GAB", c3="Administração")
    original = gravar(UNIDADES, csv(linha).encode())
    outro = {
        "identico": csv(linha).encode(),
        "crlf": csv(linha, fim="\r\n").encode(),
        "ponto_e_virgula": csv(linha, separador=";").encode(),
        "latin1": csv(linha).encode("latin-1"),
    }[mesmo]
    rascunho = enviar(UNIDADES, outro)

    assert cargas.prever(rascunho).igual
    gravacao = confirmar(rascunho, ana, avisos_conferidos=False)

    assert (gravacao.carga, gravacao.mudou) == (original, False)
    assert Carga.objects.count() == 1
    assert not RascunhoDeCarga.objects.exists()


def test_um_erro_impede_tudo(enviar, ana):
    rascunho = enviar(UNIDADES, csv(unidade("GAB"), unidade("SMA", "XYZ")).encode())

    with pytest.raises(ValidationError, match="1 erro e nada foi gravado"):
        confirmar(rascunho, ana)
    assert not Carga.objects.exists()
    assert RascunhoDeCarga.objects.count() == 1


def test_avisos_pedem_que_alguem_os_confira(enviar, ana):
    rascunho = enviar(UNIDADES, csv(unidade("GAB"), unidade("SMA")).encode())

    with pytest.raises(ValidationError, match="marque que conferiu"):
        confirmar(rascunho, ana, avisos_conferidos=False)
    assert confirmar(rascunho, ana).carga.avisos == 1


def test_previa_velha_nao_grava(gravar, enviar, ana):
    rascunho = enviar(UNIDADES, arquivo_de_unidades("GAB", "SMA"))
    vista = cargas.prever(rascunho).marca
    gravar_por_outra_pessoa = gravar_carga(
        rascunho.implantacao, UNIDADES, arquivo_de_unidades("GAB"), UsuarioFactory()
    )

    with pytest.raises(ValidationError, match="outra versão foi gravada"):
        confirmar(rascunho, ana, marca=vista)
    assert cargas.vigente(rascunho.implantacao, UNIDADES) == gravar_por_outra_pessoa


def test_previa_diz_o_que_entra_muda_e_sai(gravar, enviar):
    gravar(UNIDADES, csv(unidade("GAB"), unidade("SMA", "GAB"), unidade("SME", "GAB")).encode())
    novo = csv(unidade("gab"), unidade("SMA", "gab", c14="3502"), unidade("SMS", "gab")).encode()

    diferenca = cargas.prever(enviar(UNIDADES, novo)).diferenca

    assert diferenca.novos == ["SMS"]
    assert diferenca.alterados == ["gab", "SMA"]
    assert diferenca.removidos == ["SME"]
    assert not diferenca.vazia


def test_previa_compara_cpf_sem_o_mostrar(gravar, enviar):
    gravar(UNIDADES, arquivo_de_unidades())
    gravar(USUARIOS, csv(usuario("ana", c5=CPF)).encode())

    assert cargas.prever(enviar(USUARIOS, csv(usuario("ana", c5=CPF)).encode())).diferenca.vazia
    outro = enviar(USUARIOS, csv(usuario("ana", c5="529.982.247-25")).encode())
    assert cargas.prever(outro).diferenca.alterados == ["ana"]


def test_usuarios_sao_conferidos_contra_as_unidades_gravadas(gravar, enviar):
    gravar(UNIDADES, arquivo_de_unidades("GAB"))
    previa = cargas.prever(enviar(USUARIOS, arquivo_de_usuarios(ana="SMA")))

    assert [p.codigo for p in previa.conferencia.erros] == ["unidade_desconhecida"]


def test_cpf_nunca_fica_legivel_no_banco(gravar):
    gravar(UNIDADES, arquivo_de_unidades())
    carga = gravar(USUARIOS, csv(usuario("ana", c5=CPF)).encode())

    guardada = Carga.objects.get(pk=carga.pk)
    (linha,) = LinhaDeUsuario.objects.values()
    assert not {CPF, "11144477735"} & {str(valor) for valor in linha.values()}
    assert b"11144477735" not in bytes(guardada.cpfs_cifrados)
    assert CPF.encode() not in bytes(guardada.original_cifrado)
    assert guardada.cpfs == {2: "11144477735"}


def test_tirar_uma_unidade_em_uso_avisa_e_conta_quem_ficou(gravar, enviar, ana, implantacao):
    gravar(UNIDADES, arquivo_de_unidades("GAB", "SMA"))
    gravar(USUARIOS, arquivo_de_usuarios(ana="SMA", bia="SMA", caio="GAB", davi="*"))
    rascunho = enviar(UNIDADES, arquivo_de_unidades("GAB"))

    aviso = cargas.prever(rascunho).conferencia.avisos[-1]
    assert aviso.codigo == "usuarios_sem_unidade"
    assert "Há 2 pessoas" in aviso.mensagem
    confirmar(rascunho, ana)

    assert cargas.vigente(implantacao, USUARIOS).usuarios_sem_unidade == 2


def test_devolver_a_unidade_zera_a_conta(gravar, implantacao):
    gravar(UNIDADES, arquivo_de_unidades("GAB", "SMA"))
    gravar(USUARIOS, arquivo_de_usuarios(ana="SMA"))
    gravar(UNIDADES, arquivo_de_unidades("GAB"))
    assert cargas.vigente(implantacao, USUARIOS).usuarios_sem_unidade == 1

    gravar(UNIDADES, arquivo_de_unidades("GAB", "SMA"))

    assert cargas.vigente(implantacao, USUARIOS).usuarios_sem_unidade == 0


def test_arquivo_para_o_sei_volta_igual_e_em_ordem(gravar):
    carga = gravar(UNIDADES, csv(unidade("SMA", "GAB"), unidade("GAB")).encode())

    assert cargas.texto_para_o_sei(carga) == (csv(unidade("GAB"), unidade("SMA", "GAB", c0="2")))


def test_arquivo_de_usuarios_traz_o_cpf_e_a_sigla_atual_da_unidade(gravar):
    gravar(UNIDADES, arquivo_de_unidades("GAB"))
    carga = gravar(USUARIOS, csv(usuario("ana", c5=CPF)).encode())
    gravar(UNIDADES, arquivo_de_unidades("Gab"))

    assert cargas.texto_para_o_sei(carga) == csv(usuario("ana", "Gab", c5="11144477735"))


@pytest.mark.parametrize("papel", sorted(PAPEIS_MUNICIPAIS))
@pytest.mark.parametrize("tipo", TipoDeCarga)
def test_no_municipio_so_o_papel_do_item_ve_o_que_foi_enviado(implantacao, tipo, papel):
    pessoa = VinculoFactory(orgao=implantacao.orgao, papel=papel).usuario

    ve = cargas.ve_o_enviado(pessoa, implantacao.orgao, tipo)
    item = next(i for i in CADASTROS.itens if i.chave == ITENS[tipo])
    assert ve is (papel == item.papel)


@pytest.mark.parametrize("tipo", TipoDeCarga)
def test_do_estado_so_o_gerente_da_carteira_ve_o_que_foi_enviado(implantacao, tipo):
    da_carteira = VinculoFactory(orgao=implantacao.orgao, gerencia=True).usuario

    assert cargas.ve_o_enviado(da_carteira, implantacao.orgao, tipo)
    for papel in ("gerente", "administrador", "observador"):
        pessoa = UsuarioFactory(**{papel: True})
        assert not cargas.ve_o_enviado(pessoa, implantacao.orgao, tipo)


def test_previa_custa_poucas_consultas_com_muitas_linhas(
    gravar, enviar, django_assert_max_num_queries
):
    gravar(UNIDADES, arquivo_de_unidades(*(f"U{n}" for n in range(300))))
    rascunho = enviar(UNIDADES, arquivo_de_unidades(*(f"U{n}" for n in range(1, 301))))

    with django_assert_max_num_queries(4):
        cargas.prever(rascunho)
