from datetime import date

import pytest

from adesao.apuracao import JULGAMENTOS, apurar
from adesao.etapa import ADESAO
from adesao.models import Representante, TipoDeInstrumento
from adesao.servicos import informar_prefeitura
from seicidades.municipios.models import Orgao
from tests.adesao.factories import (
    CadastroExternoFactory,
    DadosDaPrefeituraFactory,
    InstrumentoFactory,
    PublicacaoDoExtratoFactory,
    RepresentanteFactory,
    SignatarioFactory,
)
from tests.adesao.test_servicos import ENDERECO

HOJE = date(2026, 6, 1)


def fato(implantacao, chave, hoje=HOJE):
    return apurar([implantacao.pk], hoje)[implantacao.pk][chave]


def completar(implantacao):
    """Tudo o que a adesão pede, já feito."""
    informar_prefeitura(implantacao, cnpj="12ABC34501DE35", **ENDERECO)
    representante = RepresentanteFactory(implantacao=implantacao)
    CadastroExternoFactory(representante=representante, liberado=True)
    termo = InstrumentoFactory(implantacao=implantacao)
    SignatarioFactory(instrumento=termo, assinado_em=date(2026, 3, 12))
    acordo = InstrumentoFactory(implantacao=implantacao, acordo=True)
    SignatarioFactory(instrumento=acordo, assinado=True)
    SignatarioFactory(instrumento=acordo, assinado=True, sggd=True)
    SignatarioFactory(instrumento=acordo, assinado=True, prodesp=True)
    PublicacaoDoExtratoFactory(instrumento=acordo)


def test_apura_todos_os_itens_por_fato_da_etapa():
    assert list(JULGAMENTOS) == [item.chave for item in ADESAO.itens if item.por_fato]


def test_sem_nada_todo_fato_falta_e_diz_a_saida(implantacao):
    fatos = apurar([implantacao.pk])[implantacao.pk]
    assert not any(f.satisfeito for f in fatos.values())
    assert all(f.resumo.endswith(".") and f.saida.endswith(".") for f in fatos.values())


def test_com_tudo_feito_nenhum_falta(implantacao):
    completar(implantacao)
    fatos = apurar([implantacao.pk], HOJE)[implantacao.pk]
    assert [chave for chave, f in fatos.items() if not f.satisfeito] == []
    assert fatos["termo_assinado"].resumo == "Assinado em 12/03/2026."
    assert fatos["extrato_publicado"].resumo == "Publicado em 10/04/2026."


def test_consultas_nao_crescem_com_as_implantacoes(nova_implantacao, django_assert_num_queries):
    varias = [nova_implantacao() for _ in range(4)]
    for numero, implantacao in enumerate(varias):
        completar_com_cnpj(implantacao, f"12ABC3450{numero}DE")
    with django_assert_num_queries(5):
        fatos = apurar([i.pk for i in varias], HOJE)
    assert set(fatos) == {i.pk for i in varias}


def completar_com_cnpj(implantacao, base):
    Orgao.objects.filter(pk=implantacao.orgao_id).update(cnpj=f"{base}00")
    DadosDaPrefeituraFactory(implantacao=implantacao)
    representante = RepresentanteFactory(implantacao=implantacao)
    CadastroExternoFactory(representante=representante)
    SignatarioFactory(instrumento=InstrumentoFactory(implantacao=implantacao))


def test_prefeitura_sem_cnpj_no_orgao_nao_basta(implantacao):
    DadosDaPrefeituraFactory(implantacao=implantacao)
    assert fato(implantacao, "prefeitura_informada").resumo == "Falta o CNPJ."


def test_mandato_que_acabou_reabre_o_item(implantacao):
    RepresentanteFactory(implantacao=implantacao)
    assert fato(implantacao, "prefeito_informado", date(2028, 12, 31)).satisfeito
    depois = fato(implantacao, "prefeito_informado", date(2029, 1, 1))
    assert (depois.satisfeito, depois.resumo) == (False, "O mandato acabou em 31/12/2028.")


def test_pedido_sem_liberacao_diz_desde_quando_espera(implantacao):
    CadastroExternoFactory(representante=RepresentanteFactory(implantacao=implantacao))
    assert fato(implantacao, "usuario_externo_pedido").satisfeito
    liberacao = fato(implantacao, "usuario_externo_liberado")
    assert (liberacao.satisfeito, liberacao.resumo) == (False, "Pendente desde 03/03/2026.")


def test_quem_assume_precisa_de_cadastro_seu_enquanto_ha_o_que_assinar(implantacao):
    antes = RepresentanteFactory(implantacao=implantacao)
    CadastroExternoFactory(representante=antes, liberado=True)
    trocar(implantacao, antes)
    assert not fato(implantacao, "usuario_externo_pedido").satisfeito
    assert not fato(implantacao, "usuario_externo_liberado").satisfeito


def test_quem_assume_depois_das_assinaturas_nao_precisa_de_cadastro(implantacao):
    completar(implantacao)
    trocar(implantacao, implantacao.adesao_representantes.get())
    assert fato(implantacao, "usuario_externo_pedido").satisfeito
    assert fato(implantacao, "usuario_externo_liberado").satisfeito


def trocar(implantacao, antes):
    Representante.objects.filter(pk=antes.pk).update(mandato_fim=date(2026, 5, 31))
    RepresentanteFactory(implantacao=implantacao, mandato_inicio=HOJE)


def test_instrumento_cancelado_nao_conta(implantacao):
    termo = InstrumentoFactory(implantacao=implantacao, cancelado=True)
    SignatarioFactory(instrumento=termo, assinado=True)
    assert not fato(implantacao, "termo_disponibilizado").satisfeito
    assert not fato(implantacao, "termo_assinado").satisfeito


def test_instrumento_sem_signatario_do_municipio_nao_esta_disponivel(implantacao):
    acordo = InstrumentoFactory(implantacao=implantacao, acordo=True)
    SignatarioFactory(instrumento=acordo, sggd=True)
    assert not fato(implantacao, "acordo_disponibilizado").satisfeito
    assert not fato(implantacao, "acordo_assinado_pelo_municipio").satisfeito


def test_assinatura_so_vale_quando_todas_da_parte_tem_data(implantacao):
    acordo = InstrumentoFactory(implantacao=implantacao, acordo=True)
    SignatarioFactory(instrumento=acordo, assinado=True)
    falta = SignatarioFactory(instrumento=acordo)
    assinado = fato(implantacao, "acordo_assinado_pelo_municipio")
    assert (assinado.satisfeito, assinado.resumo) == (False, "1 de 2 assinaturas.")
    falta.assinado_em = date(2026, 4, 1)
    falta.save()
    assert fato(implantacao, "acordo_assinado_pelo_municipio").resumo == "Assinado em 01/04/2026."


@pytest.mark.parametrize("parte", ["sggd", "prodesp"])
def test_acordo_so_espera_a_parte_de_que_o_tipo_precisa(implantacao, parte):
    item = f"acordo_assinado_pela_{parte}"
    assert not fato(implantacao, item).satisfeito
    acordo = InstrumentoFactory(implantacao=implantacao, acordo=True)
    SignatarioFactory(instrumento=acordo)
    assert "ainda não diz quem assina" in fato(implantacao, item).resumo
    TipoDeInstrumento.objects.update(**{f"{parte}_assina": False})
    assert fato(implantacao, item).satisfeito


def test_extrato_diz_que_assinatura_falta(implantacao):
    acordo = InstrumentoFactory(implantacao=implantacao, acordo=True)
    SignatarioFactory(instrumento=acordo, assinado=True)
    SignatarioFactory(instrumento=acordo, sggd=True)
    resumo = fato(implantacao, "extrato_publicado").resumo
    assert resumo == "Falta assinatura: SGGD e Prodesp."
    PublicacaoDoExtratoFactory(instrumento=acordo)
    publicado = fato(implantacao, "extrato_publicado")
    assert (publicado.satisfeito, publicado.resumo) == (
        False,
        "Publicado em 10/04/2026; falta assinatura: SGGD e Prodesp.",
    )
