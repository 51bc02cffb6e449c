from datetime import date

import pytest

from regulamentacao import apuracao
from regulamentacao.assuntos import ASSUNTOS
from regulamentacao.etapa import GESTAO_DOCUMENTAL, REGULAMENTACAO
from regulamentacao.models import Finalidade
from tests.regulamentacao.factories import (
    AnaliseFactory,
    AtoFactory,
    ConferenciaFactory,
    ImplantacaoFactory,
    MinutaFactory,
    NiveisFactory,
    ParecerFactory,
    RespostaFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def implantacao():
    return ImplantacaoFactory()


def fato(implantacao, item, apurar=apuracao.apurar):
    return apurar([implantacao.pk])[implantacao.pk][item]


def fato_da_gestao(implantacao, item):
    return fato(implantacao, item, apuracao.apurar_gestao_documental)


@pytest.mark.parametrize("etapa", [REGULAMENTACAO, GESTAO_DOCUMENTAL], ids=lambda e: e.chave)
def test_todo_item_por_fato_e_apurado_de_toda_implantacao(etapa):
    ids = [ImplantacaoFactory().pk for _ in range(3)]
    chaves = {item.chave for item in etapa.itens if item.por_fato}

    apurados = etapa.apurar(ids)

    assert apurados.keys() == set(ids)
    for fatos in apurados.values():
        assert fatos.keys() == chaves
        assert not any(f.satisfeito for f in fatos.values())
        assert all(f.resumo and f.saida for f in fatos.values())


@pytest.mark.parametrize(
    ("apurar", "consultas"), [(apuracao.apurar, 6), (apuracao.apurar_gestao_documental, 1)]
)
def test_consultas_nao_crescem_com_as_implantacoes(apurar, consultas, django_assert_num_queries):
    ids = []
    for _ in range(4):
        implantacao = ImplantacaoFactory()
        AnaliseFactory(minuta__implantacao=implantacao)
        ParecerFactory(implantacao=implantacao)
        AtoFactory(implantacao=implantacao, publicado=True)
        AtoFactory(implantacao=implantacao, comissao=True)
        AtoFactory(implantacao=implantacao, plano_de_meio=True)
        RespostaFactory(implantacao=implantacao)
        ConferenciaFactory(implantacao=implantacao)
        NiveisFactory(implantacao=implantacao)
        ids.append(implantacao.pk)

    for quantos in (1, 4):
        with django_assert_num_queries(consultas):
            apurar(ids[:quantos])


# Minuta, análise e parecer


def test_minuta_enviada_fica_pronta_e_espera_leitura(implantacao):
    MinutaFactory(implantacao=implantacao)

    preparada = fato(implantacao, "minuta_preparada")
    assert preparada.satisfeito
    assert preparada.resumo == "Versão 1 enviada em 02/03/2026."
    assert not fato(implantacao, "minuta_analisada").satisfeito


def test_minuta_aceita_fecha_os_dois_lados(implantacao):
    AnaliseFactory(minuta__implantacao=implantacao)

    assert fato(implantacao, "minuta_preparada").satisfeito
    analisada = fato(implantacao, "minuta_analisada")
    assert analisada.satisfeito
    assert analisada.resumo == "Versão 1 lida em 05/03/2026: pode seguir como está."


def test_ajuste_pedido_devolve_a_minuta_ao_municipio(implantacao):
    AnaliseFactory(pede_ajustes=True, minuta__implantacao=implantacao)

    preparada = fato(implantacao, "minuta_preparada")
    assert not preparada.satisfeito
    assert preparada.resumo == "A Prodesp pediu ajustes na versão 1."
    assert not fato(implantacao, "minuta_analisada").satisfeito


def test_versao_corrigida_devolve_a_vez_a_prodesp(implantacao):
    AnaliseFactory(pede_ajustes=True, minuta__implantacao=implantacao)
    MinutaFactory(implantacao=implantacao, versao=2)

    assert fato(implantacao, "minuta_preparada").satisfeito
    assert fato(implantacao, "minuta_analisada").resumo == "A versão 2 espera leitura."


def test_parecer_favoravel_satisfaz_e_contrario_nao(implantacao):
    ParecerFactory(implantacao=implantacao)
    outra = ImplantacaoFactory()
    ParecerFactory(implantacao=outra, contrario=True)

    assert fato(implantacao, "parecer_do_ato").satisfeito
    assert not fato(outra, "parecer_do_ato").satisfeito


@pytest.mark.parametrize(
    "item", ["minuta_preparada", "minuta_analisada", "parecer_do_ato", "ato_assinado"]
)
def test_ato_anterior_a_adesao_dispensa_o_caminho_ate_ele(implantacao, item):
    AtoFactory(implantacao=implantacao, preexistente=True)
    outra = ImplantacaoFactory()
    AtoFactory(implantacao=outra)

    assert fato(implantacao, item).satisfeito
    assert fato(outra, item).satisfeito is (item == "ato_assinado")


# Ato e assuntos


def test_ato_publicado_precisa_da_publicacao(implantacao):
    AtoFactory(implantacao=implantacao)
    publicada = ImplantacaoFactory()
    AtoFactory(implantacao=publicada, publicado=True)

    assert not fato(implantacao, "ato_publicado").satisfeito
    assert fato(publicada, "ato_publicado").resumo == (
        "Decreto nº 4.877, de 16/03/2026; publicação em 18/03/2026."
    )


def responder(implantacao, quantos, resposta="consta", artigo="art. 1º", trecho="Fica instituído."):
    dita = {"resposta": resposta, "artigo": artigo, "trecho": trecho}
    for assunto in ASSUNTOS[:quantos]:
        RespostaFactory(implantacao=implantacao, assunto=assunto.chave, **dita)


def test_faltando_um_assunto_o_resumo_conta(implantacao):
    responder(implantacao, 17)
    RespostaFactory(implantacao=implantacao, assunto="vigencia", resposta="", artigo="art. 3º")

    conferidos = fato(implantacao, "assuntos_conferidos")
    assert not conferidos.satisfeito
    assert conferidos.resumo == "17 de 18 assuntos respondidos."
    assert conferidos.saida == "Responda mais 1 assunto, com o ato na mão."


@pytest.mark.parametrize("campo", ["artigo", "trecho"])
def test_assunto_que_consta_precisa_do_artigo_e_do_trecho(implantacao, campo):
    responder(implantacao, 18, **{campo: ""})

    assert fato(implantacao, "assuntos_conferidos").resumo == (
        "Falta o artigo ou o trecho em 18 dos assuntos que constam."
    )


def test_assuntos_todos_conferidos(implantacao):
    responder(implantacao, 18)

    conferidos = fato(implantacao, "assuntos_conferidos")
    assert conferidos.satisfeito
    assert conferidos.resumo == "Os 18 assuntos foram conferidos."


def test_assunto_que_nao_se_aplica_dispensa_justificativa(implantacao):
    responder(implantacao, 18, resposta="nao_se_aplica", artigo="")

    assert fato(implantacao, "assuntos_conferidos").satisfeito


def test_assunto_ausente_precisa_de_justificativa(implantacao):
    responder(implantacao, 18, resposta="nao_consta", artigo="")

    assert not fato(implantacao, "assuntos_conferidos").satisfeito

    ConferenciaFactory(implantacao=implantacao)
    assert fato(implantacao, "assuntos_conferidos").satisfeito


def test_justificativa_vazia_nao_justifica(implantacao):
    responder(implantacao, 18, resposta="nao_consta", artigo="")
    ConferenciaFactory(implantacao=implantacao, justificativa="")

    assert not fato(implantacao, "assuntos_conferidos").satisfeito


def test_niveis_informados(implantacao):
    NiveisFactory(implantacao=implantacao)

    assert fato(implantacao, "niveis_de_assinatura").satisfeito


# Gestão documental


def test_lei_do_arquivo_precisa_da_publicacao(implantacao):
    AtoFactory(implantacao=implantacao, lei_do_arquivo=True)
    publicada = ImplantacaoFactory()
    AtoFactory(implantacao=publicada, lei_do_arquivo=True, publicado=True)

    assert not fato_da_gestao(implantacao, "lei_do_arquivo").satisfeito
    assert fato_da_gestao(publicada, "lei_do_arquivo").satisfeito


def test_comissao_diz_quantas_pessoas_tem(implantacao):
    AtoFactory(implantacao=implantacao, comissao=True, publicado=True, tipo="portaria")

    comissao = fato_da_gestao(implantacao, "comissao_de_avaliacao")
    assert comissao.satisfeito
    assert comissao.resumo == (
        "Portaria nº 4.877, de 16/03/2026; publicação em 18/03/2026. 5 membros."
    )


def test_plano_so_das_atividades_meio_ainda_nao_basta(implantacao):
    AtoFactory(implantacao=implantacao, plano_de_meio=True, publicado=True)

    plano = fato_da_gestao(implantacao, "plano_de_classificacao")
    assert not plano.satisfeito
    assert plano.resumo == "Falta o ato das atividades-fim."


def test_plano_em_dois_atos_satisfaz(implantacao):
    AtoFactory(implantacao=implantacao, plano_de_meio=True, publicado=True)
    AtoFactory(implantacao=implantacao, plano_de_fim=True, publicado=True)

    assert fato_da_gestao(implantacao, "plano_de_classificacao").satisfeito


def test_tabela_precisa_da_aprovacao_e_da_publicacao(implantacao):
    AtoFactory(
        implantacao=implantacao,
        finalidade=Finalidade.TABELA_DE_TEMPORALIDADE,
        abrange_meio=True,
        abrange_fim=True,
    )

    assert fato_da_gestao(implantacao, "tabela_de_temporalidade").resumo == (
        "Falta a aprovação do arquivo público para as atividades-meio, a publicação do ato "
        "das atividades-meio, a aprovação do arquivo público para as atividades-fim e a "
        "publicação do ato das atividades-fim."
    )


def test_tabela_unica_aprovada_e_publicada_satisfaz(implantacao):
    AtoFactory(
        implantacao=implantacao,
        finalidade=Finalidade.TABELA_DE_TEMPORALIDADE,
        abrange_meio=True,
        abrange_fim=True,
        aprovado_pelo_arquivo_em=date(2026, 3, 10),
        publicado=True,
    )

    assert fato_da_gestao(implantacao, "tabela_de_temporalidade").satisfeito


def test_fatos_de_uma_finalidade_nao_servem_a_outra(implantacao):
    AtoFactory(implantacao=implantacao, publicado=True)

    assert not any(
        f.satisfeito
        for f in apuracao.apurar_gestao_documental([implantacao.pk])[implantacao.pk].values()
    )
