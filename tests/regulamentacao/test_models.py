from datetime import date

import pytest
from django.db import IntegrityError, transaction

from regulamentacao.models import AtoNormativo, Finalidade, Minuta, TipoDeAto
from tests.regulamentacao.factories import (
    AnaliseFactory,
    AtoFactory,
    ImplantacaoFactory,
    MinutaFactory,
    NiveisFactory,
    ParecerFactory,
    RespostaFactory,
)

pytestmark = pytest.mark.django_db


def recusado(restricao: str, fabrica, **campos) -> None:
    with pytest.raises(IntegrityError, match=restricao), transaction.atomic():
        fabrica(**campos)


def test_ato_unico_na_finalidade():
    ato = AtoFactory()

    AtoFactory()
    AtoFactory(implantacao=ato.implantacao, lei_do_arquivo=True)
    recusado("ato_unico_na_finalidade", AtoFactory, implantacao=ato.implantacao)


def test_plano_vale_uma_vez_para_cada_atividade():
    meio = AtoFactory(plano_de_meio=True)
    fim = AtoFactory(plano_de_fim=True, implantacao=meio.implantacao)

    recusado(
        "ato_unico_das_atividades_meio",
        AtoFactory,
        plano_de_meio=True,
        implantacao=meio.implantacao,
    )
    recusado(
        "ato_unico_das_atividades_fim", AtoFactory, plano_de_fim=True, implantacao=fim.implantacao
    )


def test_plano_diz_que_atividades_abrange():
    AtoFactory(finalidade=Finalidade.PLANO_DE_CLASSIFICACAO, abrange_meio=True, abrange_fim=True)

    recusado("ato_diz_as_atividades", AtoFactory, finalidade=Finalidade.TABELA_DE_TEMPORALIDADE)
    recusado("ato_diz_as_atividades", AtoFactory, abrange_meio=True)
    recusado("ato_diz_as_atividades", AtoFactory, aprovado_pelo_arquivo_em=date(2026, 3, 1))


def test_arquivo_e_criado_por_lei():
    AtoFactory(lei_do_arquivo=True, tipo=TipoDeAto.LEI_COMPLEMENTAR)

    recusado("ato_do_arquivo_e_lei", AtoFactory, lei_do_arquivo=True, tipo=TipoDeAto.DECRETO)


def test_comissao_e_so_ela_tem_membros():
    AtoFactory(comissao=True)

    recusado("ato_da_comissao_tem_membros", AtoFactory, comissao=True, membros=None)
    recusado("ato_da_comissao_tem_membros", AtoFactory, comissao=True, membros=0)
    recusado("ato_da_comissao_tem_membros", AtoFactory, membros=3)


def test_ano_do_ato_e_plausivel():
    AtoFactory(ano=1998)

    recusado("ato_com_ano_plausivel", AtoFactory, ano=26)


def test_publicacao_nao_vem_antes_da_assinatura():
    AtoFactory(publicado=True, assinado_em=date(2026, 3, 18))

    recusado(
        "ato_publicado_depois_de_assinado",
        AtoFactory,
        publicado=True,
        assinado_em=date(2026, 3, 19),
    )


def test_publicacao_e_inteira_ou_nenhuma():
    AtoFactory(publicado=True)

    recusado("ato_com_publicacao_completa", AtoFactory, publicado=True, link="")
    recusado("ato_com_publicacao_completa", AtoFactory, publicado=True, veiculo="")
    recusado("ato_com_publicacao_completa", AtoFactory, link="https://diario.exemplo.invalid/")


def test_arquivo_publico_aprova_antes_da_publicacao():
    AtoFactory(plano_de_meio=True, publicado=True, aprovado_pelo_arquivo_em=date(2026, 3, 18))

    recusado(
        "ato_aprovado_antes_de_publicado",
        AtoFactory,
        plano_de_meio=True,
        publicado=True,
        aprovado_pelo_arquivo_em=date(2026, 3, 19),
    )


def test_ato_diz_quem_e_sem_separar_milhares_do_ano():
    assert str(AtoFactory.build(implantacao=None)) == "Decreto nº 4.877, de 16/03/2026"


def test_atividades_em_palavras():
    assert AtoNormativo(abrange_meio=True).atividades == "atividades-meio"
    assert AtoNormativo(abrange_fim=True).atividades == "atividades-fim"
    ambos = AtoNormativo(abrange_meio=True, abrange_fim=True)
    assert ambos.atividades == "atividades-meio e atividades-fim"
    assert AtoNormativo().atividades == ""


def test_atos_se_separam_pela_finalidade_e_pela_publicacao():
    implantacao = ImplantacaoFactory()
    decreto = AtoFactory(implantacao=implantacao, publicado=True)
    lei = AtoFactory(implantacao=implantacao, lei_do_arquivo=True)

    assert list(AtoNormativo.objects.do_processo_eletronico()) == [decreto]
    assert list(AtoNormativo.objects.da_gestao_documental()) == [lei]


def test_versao_da_minuta_nao_se_repete():
    primeira = MinutaFactory()

    MinutaFactory(implantacao=primeira.implantacao, versao=2)
    recusado("minuta_versao_unica", MinutaFactory, implantacao=primeira.implantacao)


def test_versoes_comecam_em_um():
    MinutaFactory(versao=1)

    recusado("minuta_versao_comeca_em_um", MinutaFactory, versao=0)


def test_ultimas_traz_uma_minuta_por_implantacao():
    primeira = MinutaFactory()
    segunda = MinutaFactory(implantacao=primeira.implantacao, versao=2)
    outra = MinutaFactory()

    assert list(Minuta.objects.ultimas()) == [segunda, outra]


def test_analise_com_ajustes_diz_quais():
    AnaliseFactory(pede_ajustes=True)

    recusado("analise_diz_o_que_ajustar", AnaliseFactory, pede_ajustes=True, observacoes="")


def test_parecer_com_ressalvas_diz_quais():
    ParecerFactory(contrario=True)

    recusado("parecer_diz_as_ressalvas", ParecerFactory, contrario=True, ressalvas="")


def test_niveis_dizem_o_artigo():
    NiveisFactory()

    recusado("niveis_dizem_o_artigo", NiveisFactory, referencia="")


def test_assunto_tem_uma_resposta_por_implantacao():
    resposta = RespostaFactory()

    RespostaFactory()
    recusado("resposta_unica_por_assunto", RespostaFactory, implantacao=resposta.implantacao)


def test_assunto_e_um_dos_dezoito():
    RespostaFactory(assunto="legado")

    recusado("resposta_de_assunto_conhecido", RespostaFactory, assunto="futebol")


@pytest.mark.parametrize(
    ("resposta", "artigo", "trecho", "lacuna"),
    [
        ("", "", "", "sem resposta"),
        ("consta", "", "", "falta o artigo e o trecho"),
        ("consta", "art. 2º", "", "falta o trecho"),
        ("consta", "", "Fica instituído.", "falta o artigo"),
        ("consta", "art. 2º", "Fica instituído.", ""),
        ("nao_consta", "", "", ""),
        ("nao_se_aplica", "", "", ""),
    ],
)
def test_lacuna_da_resposta(resposta, artigo, trecho, lacuna):
    dita = RespostaFactory.build(implantacao=None, resposta=resposta, artigo=artigo, trecho=trecho)

    assert dita.lacuna == lacuna
    assert dita.incompleta is bool(lacuna)
