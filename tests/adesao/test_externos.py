"""O usuário externo de cada pessoa que assina pelo município, e de quem é a vez."""

from datetime import date

import pytest

from adesao import assinaturas, externos, servicos
from adesao.apuracao import apurar
from adesao.assinaturas import vez_de
from adesao.estados import EstadoDaAssinatura, EstadoDoCadastro, Passo
from adesao.instrumentos import SignatarioInformado, refazer_signatarios
from adesao.models import CadastroExterno, Parte, PessoaQueAssina, Signatario
from seicidades.comum.papeis import Lado
from tests.adesao.apoio import recusa
from tests.adesao.factories import (
    CadastroExternoFactory,
    InstrumentoFactory,
    RepresentanteFactory,
    SignatarioFactory,
)
from tests.adesao.test_servicos import PREFEITA

PEDIU_EM, LIBERADO_EM = date(2026, 3, 10), date(2026, 3, 12)


@pytest.fixture
def termo(implantacao):
    """Ana representa e já tem o cadastro; Bia, a procuradora, também assina."""
    ana = RepresentanteFactory(implantacao=implantacao, nome="Ana Prado")
    CadastroExternoFactory(representante=ana, liberado=True)
    termo = InstrumentoFactory(implantacao=implantacao)
    linhas = [
        SignatarioInformado("Ana Prado", "Prefeita", Parte.MUNICIPIO),
        SignatarioInformado("Bia Reis", "Procuradora", Parte.MUNICIPIO),
    ]
    refazer_signatarios(termo, linhas)
    return termo


def da_bia() -> Signatario:
    return Signatario.objects.get(nome="Bia Reis")


def fato(implantacao, chave):
    return apurar([implantacao.pk])[implantacao.pk][chave]


def vez():
    bia = da_bia()
    return vez_de(bia, assinaturas.situacao_de(bia))


def pedir(implantacao, **dados):
    return externos.pedir_cadastro_externo(
        implantacao, pedido_em=PEDIU_EM, quem=da_bia().quem, **dados
    )


def liberar(implantacao):
    return externos.liberar_cadastro_externo(
        implantacao, liberado_em=LIBERADO_EM, quem=da_bia().quem
    )


def test_sem_cadastro_a_vez_e_do_municipio_e_o_pedido_reabre(implantacao, termo):
    assert vez() == Lado.MUNICIPIO
    pedido = fato(implantacao, "usuario_externo_pedido")
    assert (pedido.satisfeito, pedido.resumo) == (
        False,
        "Falta pedir o cadastro de mais 1 pessoa que assina.",
    )


def test_pendente_a_vez_e_da_prodesp_e_nada_e_do_municipio(implantacao, termo):
    pedir(implantacao)
    assert vez() == Lado.PRODESP
    assert fato(implantacao, "usuario_externo_pedido").satisfeito
    liberacao = fato(implantacao, "usuario_externo_liberado")
    assert (liberacao.satisfeito, liberacao.resumo) == (
        False,
        "Falta liberar o cadastro de mais 1 pessoa que assina, pendente desde 10/03/2026.",
    )
    espera = fato(implantacao, "termo_disponibilizado")
    assert (espera.satisfeito, "“pendente”" in espera.resumo) == (False, True)


def test_liberado_depois_do_documento_ainda_espera_a_liberacao_da_assinatura(implantacao, termo):
    pedir(implantacao)
    liberar(implantacao)
    assert fato(implantacao, "usuario_externo_liberado").satisfeito
    assert fato(implantacao, "termo_disponibilizado").resumo == "A assinatura espera liberação."
    assinaturas.registrar_passo(da_bia(), Passo.LIBERADA, ocorreu_em=LIBERADO_EM)
    assert vez() == Lado.MUNICIPIO
    assert fato(implantacao, "termo_disponibilizado").satisfeito


def test_so_se_libera_a_assinatura_de_quem_tem_o_cadastro_e_a_partir_dele(implantacao, termo):
    def passo(dia=LIBERADO_EM):
        return lambda: assinaturas.registrar_passo(da_bia(), Passo.LIBERADA, ocorreu_em=dia)

    assert "como “sem cadastro”" in recusa(passo())
    pedir(implantacao)
    liberar(implantacao)
    assert "antes de o usuário externo" in recusa(passo(date(2026, 3, 11)), "ocorreu_em")
    assert passo()()


def test_quem_ja_assinou_nao_precisa_de_cadastro(implantacao, termo):
    Signatario.objects.filter(nome="Bia Reis").update(assinado_em=date(2026, 3, 12))
    assert fato(implantacao, "usuario_externo_pedido").satisfeito
    assert fato(implantacao, "usuario_externo_liberado").satisfeito


def test_a_mesma_pessoa_tem_um_cadastro_em_todos_os_documentos(implantacao, termo):
    pedir(implantacao)
    acordo = InstrumentoFactory(implantacao=implantacao, acordo=True)
    refazer_signatarios(acordo, [SignatarioInformado("BIA REIS", "Procuradora", Parte.MUNICIPIO)])
    assert acordo.signatarios.get().quem == da_bia().quem
    assert PessoaQueAssina.objects.count() == 1


def test_a_lista_diz_cada_pessoa_o_estado_e_com_quem_esta(implantacao, termo):
    pedir(implantacao)
    lidas = {p.nome: (p.estado, p.vez, p.instrumentos) for p in externos.da_cidade(implantacao)}
    assert lidas == {
        "Ana Prado": (EstadoDoCadastro.LIBERADO, Lado.NINGUEM, str(termo)),
        "Bia Reis": (EstadoDoCadastro.PENDENTE, Lado.PRODESP, str(termo)),
    }


def test_listar_custa_o_mesmo_com_mais_gente(implantacao, termo, django_assert_num_queries):
    with django_assert_num_queries(3):
        externos.da_cidade(implantacao)
    for numero in range(3, 6):
        SignatarioFactory(instrumento=termo, nome=f"Pessoa {numero}", ordem=numero)
    with django_assert_num_queries(3):
        externos.da_cidade(implantacao)


# --- Quem já assinava e toma posse


def trocar(implantacao):
    dados = PREFEITA | {"nome": "Bia Reis", "email": "bia@exemplo.invalid"}
    return servicos.trocar_representante(
        implantacao, **dados | {"mandato_inicio": date(2026, 6, 1)}
    )


def test_quem_assume_e_ja_assinava_leva_o_seu_cadastro(implantacao, termo):
    pedir(implantacao)
    nova = trocar(implantacao)
    cadastro = CadastroExterno.objects.get(pedido_em=PEDIU_EM)
    assert (cadastro.representante, cadastro.pessoa) == (nova, None)
    ativos = Signatario.objects.ativos()
    assert [(s.nome, s.representante) for s in ativos] == [("Bia Reis", nova)]


def test_quem_saiu_com_o_cadastro_ativo_e_da_prodesp(implantacao, termo):
    trocar(implantacao)
    ana = next(p for p in externos.da_cidade(implantacao) if p.nome == "Ana Prado")
    assert (ana.saiu, ana.vez) == (True, Lado.PRODESP)
    assert "desativa o usuário externo de Ana Prado" in " ".join(externos.a_refazer(implantacao))


def test_linha_que_muda_de_nome_nao_herda_o_cadastro(implantacao, termo):
    pedir(implantacao)
    linhas = [
        SignatarioInformado(s.nome.replace("Bia Reis", "Caio Luz"), s.cargo, s.parte, s.pk)
        for s in termo.signatarios.order_by("ordem")
    ]
    refazer_signatarios(termo, linhas)
    caio = Signatario.objects.get(nome="Caio Luz")
    assert caio.quem.nome == "Caio Luz"
    assert assinaturas.estado_do_usuario_externo(caio.quem) == EstadoDoCadastro.SEM_CADASTRO


# --- Páginas


def test_o_pedido_e_a_liberacao_de_outra_pessoa_pelas_paginas(pagina, cidade):
    ana = RepresentanteFactory(implantacao=cidade.implantacao, nome="Ana Prado")
    CadastroExternoFactory(representante=ana, liberado=True)
    termo = InstrumentoFactory(implantacao=cidade.implantacao)
    SignatarioFactory(instrumento=termo, nome="Ana Prado", representante=ana)
    bia = SignatarioFactory(instrumento=termo, nome="Bia Reis", cargo="Procuradora")
    args = (bia.pk,)
    assert "sem cadastro" in pagina("usuarios_externos", cidade.gestor_ti).content.decode()

    dados = {"pedido_em": "2026-03-10"}
    pedido = pagina("pedido_de_quem_assina", cidade.representante, dados, args=args)
    assert pedido.status_code == 302
    assert cidade.item("usuario_externo_pedido").em == PEDIU_EM
    assert cidade.item("usuario_externo_liberado").situacao == "aberto"
    lida = pagina("usuarios_externos", cidade.gestor_ti).content.decode()
    assert "a cidade espera e não está atrasada" in lida

    cadastro = CadastroExterno.objects.get(pessoa__nome="Bia Reis")
    args = (cadastro.pk,)
    cedo = pagina("liberacao_do_cadastro", cidade.gerente, {"liberado_em": "2026-03-09"}, args=args)
    assert "antes do pedido" in " ".join(cedo.context["form"].errors["liberado_em"])
    feita = pagina(
        "liberacao_do_cadastro", cidade.gerente, {"liberado_em": "2026-03-12"}, args=args
    )
    assert feita.url.endswith("/usuarios-externos/")
    assert cidade.item("usuario_externo_liberado").situacao == "pronto"
    tipos = cadastro.movimentos.values_list("tipo", "ocorreu_em")
    assert list(tipos) == [("pedido", PEDIU_EM), ("liberado", LIBERADO_EM)]


def test_pessoa_ou_cadastro_de_outra_cidade_e_404(pagina, cidade, nova_implantacao):
    alheio = InstrumentoFactory(implantacao=nova_implantacao())
    caio = SignatarioFactory(instrumento=alheio, nome="Caio Luz")
    cadastro = CadastroExternoFactory(
        representante=RepresentanteFactory(implantacao=nova_implantacao())
    )
    assert pagina("pedido_de_quem_assina", cidade.gerente, args=(caio.pk,)).status_code == 404
    aberta = pagina("liberacao_do_cadastro", cidade.gerente, args=(cadastro.pk,))
    assert aberta.status_code == 404


def test_assinatura_sem_passo_segue_o_cadastro(implantacao, termo):
    ana = Signatario.objects.get(nome="Ana Prado")
    assert assinaturas.situacao_de(ana).estado == EstadoDaAssinatura.LIBERADA
    assert assinaturas.situacao_de(da_bia()).estado == EstadoDaAssinatura.AGUARDANDO
