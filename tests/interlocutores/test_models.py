from datetime import date

import pytest
from django.db import IntegrityError, transaction

from interlocutores.models import AtoDeDesignacao, Designacao
from seicidades.comum.papeis import Papel
from tests.interlocutores.factories import AtoDeDesignacaoFactory, DesignacaoFactory


def recusado(criar):
    """O banco recusa a linha, sem estragar a transação do teste."""
    with pytest.raises(IntegrityError), transaction.atomic():
        criar()
    return True


def test_um_titular_por_papel_de_cada_vez(implantacao, nova_implantacao):
    DesignacaoFactory(implantacao=implantacao, encerrada=True)
    assert recusado(lambda: DesignacaoFactory(implantacao=implantacao, inicio=date(2026, 4, 30)))
    assert DesignacaoFactory(implantacao=implantacao, inicio=date(2026, 5, 1)).pk
    assert DesignacaoFactory(implantacao=implantacao, papel=Papel.GESTOR_TI).pk
    assert DesignacaoFactory(implantacao=nova_implantacao()).pk


def test_um_suplente_por_papel_ao_lado_do_titular(implantacao):
    DesignacaoFactory(implantacao=implantacao)
    assert DesignacaoFactory(implantacao=implantacao, suplente=True).pk
    assert recusado(lambda: DesignacaoFactory(implantacao=implantacao, suplente=True))


def test_titular_e_suplente_do_mesmo_papel_sao_pessoas_diferentes(implantacao):
    titular = DesignacaoFactory(implantacao=implantacao)
    assert recusado(
        lambda: DesignacaoFactory(implantacao=implantacao, suplente=True, email=titular.email)
    )
    assert DesignacaoFactory(
        implantacao=implantacao, suplente=True, email=titular.email, papel=Papel.GESTOR_TI
    ).pk


def test_ultimo_dia_pode_ser_a_vespera_mas_nao_antes(implantacao):
    assert recusado(lambda: DesignacaoFactory(implantacao=implantacao, fim=date(2026, 2, 28)))
    trocada = DesignacaoFactory(implantacao=implantacao, fim=date(2026, 3, 1))
    assert not trocada.em_exercicio(date(2026, 3, 2))
    assert DesignacaoFactory(implantacao=implantacao).pk


def test_papel_e_um_dos_quatro(implantacao):
    assert recusado(lambda: DesignacaoFactory(implantacao=implantacao, papel=Papel.REPRESENTANTE))


def test_email_em_minusculas(implantacao):
    assert recusado(lambda: DesignacaoFactory(implantacao=implantacao, email="Ana@exemplo.invalid"))


def test_em_exercicio_inclui_o_primeiro_e_o_ultimo_dia(implantacao):
    designacao = DesignacaoFactory(implantacao=implantacao, encerrada=True)
    for dia, vale in (
        (date(2026, 3, 1), False),
        (date(2026, 3, 2), True),
        (date(2026, 4, 30), True),
        (date(2026, 5, 1), False),
    ):
        assert designacao.em_exercicio(dia) is vale
        assert Designacao.objects.em_exercicio(dia).exists() is vale


def test_titulares_e_suplentes(implantacao):
    titular = DesignacaoFactory(implantacao=implantacao)
    suplente = DesignacaoFactory(implantacao=implantacao, suplente=True)
    assert list(Designacao.objects.titulares()) == [titular]
    assert list(Designacao.objects.suplentes()) == [suplente]


def test_na_ordem_dos_papeis_o_titular_vem_antes(implantacao):
    for papel in (Papel.GESTOR_DOCUMENTAL, Papel.GESTOR_TI, Papel.GESTOR_SEI):
        DesignacaoFactory(implantacao=implantacao, papel=papel, suplente=True)
        DesignacaoFactory(implantacao=implantacao, papel=papel)
    ordem = Designacao.objects.na_ordem_dos_papeis().values_list("papel", "suplente")
    assert list(ordem) == [
        ("gestor_sei", False),
        ("gestor_sei", True),
        ("gestor_ti", False),
        ("gestor_ti", True),
        ("gestor_documental", False),
        ("gestor_documental", True),
    ]


def test_ato_nao_se_repete(implantacao, nova_implantacao):
    AtoDeDesignacaoFactory(implantacao=implantacao, numero="118-A")
    assert recusado(lambda: AtoDeDesignacaoFactory(implantacao=implantacao, numero="118-a"))
    assert AtoDeDesignacaoFactory(implantacao=nova_implantacao(), numero="118-A").pk
    assert AtoDeDesignacaoFactory(
        implantacao=implantacao, numero="118-A", tipo=AtoDeDesignacao.Tipo.DECRETO
    ).pk


def test_ato_e_publicado_no_dia_ou_depois(implantacao):
    assert recusado(
        lambda: AtoDeDesignacaoFactory(implantacao=implantacao, publicado_em=date(2026, 3, 1))
    )
    assert AtoDeDesignacaoFactory(implantacao=implantacao, publicado_em=date(2026, 3, 2)).pk


def test_ato_tem_link_ou_arquivo(implantacao, arquivo):
    assert recusado(lambda: AtoDeDesignacaoFactory(implantacao=implantacao, link=""))
    guardado = arquivo(implantacao.orgao)
    assert AtoDeDesignacaoFactory(implantacao=implantacao, link="", arquivo=guardado).pk


def test_nomes_que_as_pessoas_leem(implantacao):
    suplente = DesignacaoFactory(
        implantacao=implantacao, nome="Ana Prado", nome_social="Aninha", suplente=True
    )
    ato = AtoDeDesignacaoFactory(implantacao=implantacao, numero="118/2026")
    assert str(suplente) == "Aninha: Gestor SEI (suplente)"
    assert str(ato) == "Portaria nº 118/2026, de 02/03/2026"
