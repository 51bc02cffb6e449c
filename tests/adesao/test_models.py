from datetime import date

import pytest
from django.db import IntegrityError, transaction

from adesao.models import Instrumento, Parte, TipoDeInstrumento
from tests.adesao.factories import (
    CadastroExternoFactory,
    DadosDaPrefeituraFactory,
    InstrumentoFactory,
    PessoaQueAssinaFactory,
    PublicacaoDoExtratoFactory,
    RepresentanteFactory,
    SignatarioFactory,
    TipoDeInstrumentoFactory,
)


def recusado(criar):
    """O banco recusa a linha, sem estragar a transação do teste."""
    with pytest.raises(IntegrityError), transaction.atomic():
        criar()
    return True


def test_cep_tem_oito_digitos(implantacao):
    assert recusado(lambda: DadosDaPrefeituraFactory(implantacao=implantacao, cep="1780000"))
    assert DadosDaPrefeituraFactory(implantacao=implantacao, cep="17800000").pk


def test_mandato_termina_depois_de_comecar(implantacao):
    inicio = date(2025, 1, 1)
    assert recusado(
        lambda: RepresentanteFactory(
            implantacao=implantacao, mandato_inicio=inicio, mandato_fim=date(2024, 12, 31)
        )
    )
    assert RepresentanteFactory(
        implantacao=implantacao, mandato_inicio=inicio, mandato_fim=inicio
    ).pk


def test_mandatos_nao_se_sobrepoem(implantacao, nova_implantacao):
    RepresentanteFactory(implantacao=implantacao, mandato_fim=date(2026, 5, 31))
    assert recusado(
        lambda: RepresentanteFactory(implantacao=implantacao, mandato_inicio=date(2026, 5, 31))
    )
    assert RepresentanteFactory(implantacao=implantacao, mandato_inicio=date(2026, 6, 1)).pk
    assert RepresentanteFactory(implantacao=nova_implantacao()).pk


def test_liberacao_nao_vem_antes_do_pedido(implantacao):
    representante = RepresentanteFactory(implantacao=implantacao)
    assert recusado(
        lambda: CadastroExternoFactory(representante=representante, liberado_em=date(2026, 3, 2))
    )
    assert CadastroExternoFactory(representante=representante, liberado_em=date(2026, 3, 3)).pk


def test_um_instrumento_vigente_por_tipo(implantacao):
    InstrumentoFactory(implantacao=implantacao, cancelado=True)
    vigente = InstrumentoFactory(implantacao=implantacao)
    assert recusado(lambda: InstrumentoFactory(implantacao=implantacao))
    assert InstrumentoFactory(implantacao=implantacao, acordo=True).pk
    assert list(Instrumento.objects.vigentes().do_fluxo("abre")) == [vigente]


def test_documento_sei_nao_se_repete_entre_cidades(implantacao, nova_implantacao):
    InstrumentoFactory(implantacao=implantacao, documento_sei="5012345")
    outra = nova_implantacao()
    assert recusado(lambda: InstrumentoFactory(implantacao=outra, documento_sei="5012345"))
    assert InstrumentoFactory(implantacao=outra, documento_sei="5012345", cancelado=True).pk


@pytest.mark.parametrize("numero", ["1234", "50A2345", "501 2345", ""])
def test_documento_sei_e_so_algarismos(implantacao, numero):
    assert recusado(lambda: InstrumentoFactory(implantacao=implantacao, documento_sei=numero))


def test_cancelamento_tem_dia_e_motivo(implantacao):
    assert recusado(
        lambda: InstrumentoFactory(implantacao=implantacao, cancelado_em=date(2026, 3, 30))
    )
    assert recusado(
        lambda: InstrumentoFactory(implantacao=implantacao, motivo_do_cancelamento="Erro")
    )
    assert InstrumentoFactory(implantacao=implantacao, cancelado=True).pk


def test_signatario_nao_se_repete_na_parte(implantacao):
    instrumento = InstrumentoFactory(implantacao=implantacao)
    SignatarioFactory(instrumento=instrumento, nome="Ana Prado")
    assert recusado(lambda: SignatarioFactory(instrumento=instrumento, nome="ANA PRADO"))
    assert SignatarioFactory(instrumento=instrumento, nome="Ana Prado", parte=Parte.SGGD).pk


def test_copia_assinada_pede_data(implantacao, arquivo):
    instrumento = InstrumentoFactory(implantacao=implantacao)
    guardado = arquivo(implantacao.orgao)
    assert recusado(lambda: SignatarioFactory(instrumento=instrumento, comprovante=guardado))
    assert SignatarioFactory(instrumento=instrumento, comprovante=guardado, assinado=True).pk


def test_publicacao_tem_link_ou_arquivo(implantacao, arquivo):
    acordo = InstrumentoFactory(implantacao=implantacao, acordo=True)
    assert recusado(lambda: PublicacaoDoExtratoFactory(instrumento=acordo, link=""))
    guardado = arquivo(implantacao.orgao)
    assert PublicacaoDoExtratoFactory(instrumento=acordo, link="", arquivo=guardado).pk


def test_nomes_que_as_pessoas_leem(implantacao):
    representante = RepresentanteFactory(implantacao=implantacao, nome_social="Bia Reis")
    acordo = InstrumentoFactory(implantacao=implantacao, acordo=True, numero="12/2026")
    assert str(representante) == "Bia Reis"
    assert str(acordo) == "Acordo de Cooperação Técnica 12/2026"
    assert str(TipoDeInstrumentoFactory()) == "Termo de Adesão"


def test_tipo_de_acordo_e_com_o_estado(db):
    acordo = TipoDeInstrumentoFactory(acordo=True)
    tipos = TipoDeInstrumento.objects.filter(pk=acordo.pk)
    tipos.update(sggd_assina=False)
    with pytest.raises(IntegrityError, match="tipo_de_acordo_com_o_estado"), transaction.atomic():
        tipos.update(prodesp_assina=False)
    tipos.update(papel_no_fluxo="outro", prodesp_assina=False)


def test_o_cadastro_e_de_uma_pessoa_e_de_uma_so(implantacao):
    ana = RepresentanteFactory(implantacao=implantacao)
    bia = PessoaQueAssinaFactory(implantacao=implantacao)
    for donos in ({}, {"representante": ana, "pessoa": bia}):
        with pytest.raises(IntegrityError, match="cadastro_externo_de_uma"), transaction.atomic():
            CadastroExternoFactory(**donos)
    assert CadastroExternoFactory(pessoa=bia).quem == bia
    assert CadastroExternoFactory(representante=ana).quem == ana


def test_quem_representa_nao_e_outra_pessoa(implantacao):
    ana = RepresentanteFactory(implantacao=implantacao)
    bia = PessoaQueAssinaFactory(implantacao=implantacao)
    termo = InstrumentoFactory(implantacao=implantacao)
    with pytest.raises(IntegrityError, match="uma_pessoa_so"), transaction.atomic():
        SignatarioFactory(instrumento=termo, representante=ana, pessoa=bia)
    assert SignatarioFactory(instrumento=termo, pessoa=bia).quem == bia


def test_uma_pessoa_por_nome_em_cada_cidade(implantacao, nova_implantacao):
    PessoaQueAssinaFactory(implantacao=implantacao, nome="Bia Reis")
    with pytest.raises(IntegrityError, match="uma_por_nome"), transaction.atomic():
        PessoaQueAssinaFactory(implantacao=implantacao, nome="BIA REIS")
    assert PessoaQueAssinaFactory(implantacao=nova_implantacao(), nome="Bia Reis")
