from datetime import date

import pytest
from django.core.exceptions import ValidationError

from regulamentacao import servicos
from regulamentacao.assuntos import ASSUNTOS
from regulamentacao.models import AnaliseDaMinuta, AtoNormativo, Finalidade, Minuta
from tests.regulamentacao.factories import (
    AnaliseFactory,
    AtoFactory,
    ConferenciaFactory,
    ImplantacaoFactory,
    MinutaFactory,
    RespostaFactory,
    arquivo_de,
)

pytestmark = pytest.mark.django_db

HOJE = date(2026, 4, 1)
ATO = {
    "tipo": "decreto",
    "numero": "4.877",
    "ano": 2026,
    "assinado_em": date(2026, 3, 16),
    "ementa": "Institui o processo eletrônico.",
}
PUBLICACAO = {
    "veiculo": "Diário Oficial do Município",
    "publicado_em": date(2026, 3, 18),
    "link": "https://diario.exemplo.invalid/2114",
}


@pytest.fixture
def implantacao():
    return ImplantacaoFactory()


def recusas(funcao, *args, **kwargs) -> dict[str, list[str]]:
    """O que foi recusado, por campo; "" é o que não é de campo nenhum."""
    with pytest.raises(ValidationError) as recusa:
        funcao(*args, **kwargs)
    if hasattr(recusa.value, "error_dict"):
        return recusa.value.message_dict
    return {"": recusa.value.messages}


# Minuta e análise


def test_cada_envio_e_uma_versao(implantacao):
    arquivo = arquivo_de(implantacao)

    servicos.registrar_minuta(implantacao, arquivo=arquivo, hoje=date(2026, 3, 2))
    segunda = servicos.registrar_minuta(
        implantacao, arquivo=arquivo, observacao="Novo art. 5º.", hoje=HOJE
    )

    assert (segunda.versao, segunda.registrada_em) == (2, HOJE)
    assert [m.versao for m in servicos.versoes_da_minuta(implantacao)] == [2, 1]


def test_analise_e_da_ultima_versao(implantacao):
    MinutaFactory(implantacao=implantacao)
    segunda = MinutaFactory(implantacao=implantacao, versao=2)

    analise = servicos.registrar_analise(implantacao, versao=2, resultado="sem_ajustes", hoje=HOJE)

    assert (analise.minuta, analise.analisada_em) == (segunda, HOJE)


def test_analise_da_mesma_versao_se_corrige(implantacao):
    antiga = AnaliseFactory(pede_ajustes=True, minuta__implantacao=implantacao)

    nova = servicos.registrar_analise(implantacao, versao=1, resultado="sem_ajustes")

    assert nova.pk == antiga.pk
    assert AnaliseDaMinuta.objects.get().resultado == "sem_ajustes"


def test_analise_de_versao_velha_e_recusada(implantacao):
    MinutaFactory(implantacao=implantacao)
    MinutaFactory(implantacao=implantacao, versao=2)

    erros = recusas(servicos.registrar_analise, implantacao, versao=1, resultado="sem_ajustes")

    assert erros == {
        "": [
            "O município enviou a versão 2 depois que você abriu esta página. "
            "Leia a versão nova e registre de novo."
        ]
    }


def test_analise_sem_minuta_e_recusada(implantacao):
    erros = recusas(servicos.registrar_analise, implantacao, versao=1, resultado="sem_ajustes")

    assert "ainda não enviou a minuta" in erros[""][0]


def test_analise_que_pede_ajustes_sem_dizer_quais_e_recusada(implantacao):
    MinutaFactory(implantacao=implantacao)

    erros = recusas(servicos.registrar_analise, implantacao, versao=1, resultado="pede_ajustes")

    assert list(erros) == ["observacoes"]


# Parecer


def test_parecer_corrigido_continua_um_so_e_guarda_o_arquivo(implantacao):
    arquivo = arquivo_de(implantacao)
    servicos.registrar_parecer(
        implantacao,
        {"emitido_em": date(2026, 3, 1), "conclusao": "favoravel", "arquivo": arquivo},
        hoje=HOJE,
    )

    servicos.registrar_parecer(
        implantacao,
        {
            "emitido_em": date(2026, 3, 2),
            "conclusao": "com_ressalvas",
            "ressalvas": "Só depois da lei.",
        },
        hoje=HOJE,
    )

    parecer = servicos.parecer(implantacao)
    assert (parecer.emitido_em, parecer.conclusao) == (date(2026, 3, 2), "com_ressalvas")
    assert parecer.arquivo == arquivo


def test_parecer_futuro_e_sem_ressalvas_tem_as_duas_recusas(implantacao):
    erros = recusas(
        servicos.registrar_parecer,
        implantacao,
        {
            "emitido_em": date(2026, 4, 2),
            "conclusao": "contrario",
            "arquivo": arquivo_de(implantacao),
        },
        hoje=HOJE,
    )

    assert erros == {
        "emitido_em": [
            "02/04/2026 ainda não chegou. Registre depois que acontecer, ou corrija a data."
        ],
        "ressalvas": ["Resuma as ressalvas ou o motivo do parecer contrário."],
    }


def test_parecer_sem_arquivo_e_recusado(implantacao):
    erros = recusas(
        servicos.registrar_parecer,
        implantacao,
        {"emitido_em": date(2026, 3, 1), "conclusao": "favoravel"},
        hoje=HOJE,
    )

    assert list(erros) == ["arquivo"]


# Atos e publicação


def registrar(implantacao, finalidade=Finalidade.PROCESSO_ELETRONICO, ato_id=None, **campos):
    return servicos.registrar_ato(implantacao, finalidade, ATO | campos, ato_id=ato_id, hoje=HOJE)


def test_ato_anterior_a_adesao_e_caminho_comum(implantacao):
    ato = registrar(implantacao, preexistente=True, ano=2023, assinado_em=date(2023, 5, 2))

    assert ato.preexistente
    assert servicos.ato_do_processo_eletronico(implantacao) == ato


def test_corrigir_o_ato_nao_desfaz_a_publicacao(implantacao):
    ato = registrar(implantacao)
    servicos.registrar_publicacao(implantacao, PUBLICACAO, hoje=HOJE)

    registrar(implantacao, ato_id=ato.pk, numero="4.878")

    ato.refresh_from_db()
    assert (ato.numero, ato.publicado_em) == ("4.878", date(2026, 3, 18))


def test_segundo_ato_da_mesma_finalidade_e_recusado(implantacao):
    registrar(implantacao)

    assert recusas(registrar, implantacao) == {
        "__all__": ["Este ato já está registrado. Corrija o que existe em vez de criar outro."]
    }


def test_ato_de_outra_implantacao_nao_se_alcanca(implantacao):
    alheio = AtoFactory()

    with pytest.raises(AtoNormativo.DoesNotExist):
        registrar(implantacao, ato_id=alheio.pk)


@pytest.mark.parametrize(
    ("campos", "campo"),
    [
        ({"assinado_em": date(2026, 4, 2)}, "assinado_em"),
        ({"ano": 2021}, "ano"),
        (PUBLICACAO | {"publicado_em": date(2026, 4, 2)}, "publicado_em"),
        (PUBLICACAO | {"publicado_em": date(2026, 3, 15)}, "publicado_em"),
        (PUBLICACAO | {"publicado_em": None}, "publicado_em"),
        ({"edicao": "2.114"}, "publicado_em"),
        (PUBLICACAO | {"veiculo": ""}, "veiculo"),
        (PUBLICACAO | {"link": ""}, "link"),
    ],
)
def test_datas_e_publicacao_impossiveis_sao_recusadas_no_campo(implantacao, campos, campo):
    assert list(recusas(registrar, implantacao, **campos)) == [campo]
    assert not AtoNormativo.objects.exists()


def test_ano_do_numero_pode_ser_o_vizinho_da_assinatura(implantacao):
    assert registrar(implantacao, ano=2025).ano == 2025


def test_todas_as_recusas_vem_juntas(implantacao):
    erros = recusas(registrar, implantacao, ano=2021, **PUBLICACAO | {"veiculo": "", "link": ""})

    assert set(erros) == {"ano", "veiculo", "link"}


def test_pagina_publicada_dispensa_o_endereco(implantacao):
    ato = registrar(
        implantacao,
        **PUBLICACAO | {"link": "", "arquivo_da_publicacao": arquivo_de(implantacao)},
    )

    assert ato.arquivo_da_publicacao is not None


def test_publicacao_antes_do_ato_e_recusada(implantacao):
    erros = recusas(servicos.registrar_publicacao, implantacao, PUBLICACAO, hoje=HOJE)

    assert "Registre o ato e volte" in erros[""][0]


def test_plano_sem_atividades_e_recusado(implantacao):
    erros = recusas(registrar, implantacao, Finalidade.PLANO_DE_CLASSIFICACAO)

    assert list(erros) == ["abrange_meio"]


def test_atividade_ja_abrangida_por_outro_ato_e_recusada(implantacao):
    AtoFactory(plano_de_meio=True, implantacao=implantacao)

    erros = recusas(
        registrar,
        implantacao,
        Finalidade.PLANO_DE_CLASSIFICACAO,
        abrange_meio=True,
        abrange_fim=True,
    )

    assert erros == {
        "abrange_meio": [
            "Decreto nº 4.877, de 16/03/2026, já abrange as atividades-meio. "
            "Corrija aquele ou desmarque aqui."
        ]
    }


def test_o_proprio_ato_nao_se_atrapalha(implantacao):
    meio = AtoFactory(plano_de_meio=True, implantacao=implantacao)

    ato = registrar(
        implantacao,
        Finalidade.PLANO_DE_CLASSIFICACAO,
        ato_id=meio.pk,
        abrange_meio=True,
        abrange_fim=True,
    )

    assert ato.abrange_tudo


def test_aprovacao_do_arquivo_depois_da_publicacao_e_recusada(implantacao):
    erros = recusas(
        registrar,
        implantacao,
        Finalidade.TABELA_DE_TEMPORALIDADE,
        abrange_meio=True,
        aprovado_pelo_arquivo_em=date(2026, 3, 20),
        **PUBLICACAO,
    )

    assert list(erros) == ["aprovado_pelo_arquivo_em"]


def test_atos_da_finalidade_vem_com_o_das_atividades_meio_na_frente(implantacao):
    fim = AtoFactory(plano_de_fim=True, implantacao=implantacao)
    meio = AtoFactory(plano_de_meio=True, implantacao=implantacao)

    atos = servicos.atos_da_finalidade(implantacao, Finalidade.PLANO_DE_CLASSIFICACAO)

    assert atos == [meio, fim]


# Assuntos e níveis


def test_resposta_muda_so_o_que_foi_mudado(implantacao):
    RespostaFactory(implantacao=implantacao, artigo="art. 20", trecho="Este decreto…")

    servicos.responder_assuntos(
        implantacao, {"vigencia": {"artigo": "art. 21"}, "legado": {"resposta": "nao_consta"}}
    )

    assert servicos.respostas_iniciais(implantacao) == {
        "vigencia-resposta": "consta",
        "vigencia-artigo": "art. 21",
        "vigencia-trecho": "Este decreto…",
        "legado-resposta": "nao_consta",
        "legado-artigo": "",
        "legado-trecho": "",
        "justificativa": "",
    }


def test_justificativa_so_muda_se_vier(implantacao):
    ConferenciaFactory(implantacao=implantacao, justificativa="Virá depois.")

    servicos.responder_assuntos(implantacao, {})
    assert servicos.respostas_iniciais(implantacao)["justificativa"] == "Virá depois."

    servicos.responder_assuntos(implantacao, {}, justificativa="Em outro ato.")
    assert servicos.respostas_iniciais(implantacao)["justificativa"] == "Em outro ato."


def test_assunto_fora_da_lista_e_recusado(implantacao):
    erros = recusas(servicos.responder_assuntos, implantacao, {"futebol": {"resposta": "consta"}})

    assert erros == {"": ["Assunto fora da lista: futebol. Recarregue a página."]}


def test_primeiro_assunto_a_resolver_segue_a_lista(implantacao):
    assert servicos.primeiro_assunto_a_resolver(implantacao) == ASSUNTOS[0].chave

    RespostaFactory(implantacao=implantacao, assunto=ASSUNTOS[0].chave)
    RespostaFactory(implantacao=implantacao, assunto=ASSUNTOS[1].chave, artigo="")
    assert servicos.primeiro_assunto_a_resolver(implantacao) == ASSUNTOS[1].chave


def test_sem_assunto_a_resolver_sobra_a_justificativa(implantacao):
    for assunto in ASSUNTOS:
        RespostaFactory(implantacao=implantacao, assunto=assunto.chave, resposta="nao_consta")

    assert servicos.primeiro_assunto_a_resolver(implantacao) == "justificativa"


def test_niveis_se_corrigem_no_mesmo_lugar(implantacao):
    niveis = {
        "onde": "no_ato",
        "referencia": "art. 9º",
        "documentos_internos": "simples",
        "decisoes": "avancada",
        "atos_da_chefia": "qualificada",
        "usuarios_externos": "avancada",
    }
    servicos.registrar_niveis(implantacao, niveis)

    servicos.registrar_niveis(implantacao, {"referencia": "art. 10"})

    guardados = servicos.niveis(implantacao)
    assert (guardados.referencia, guardados.decisoes) == ("art. 10", "avancada")


def test_nivel_inventado_e_recusado(implantacao):
    erros = recusas(
        servicos.registrar_niveis,
        implantacao,
        {"onde": "no_ato", "referencia": "art. 9º", "decisoes": "a melhor"},
    )

    assert "decisoes" in erros


def test_minuta_de_outra_implantacao_nao_aparece(implantacao):
    MinutaFactory()

    assert servicos.ultima_minuta(implantacao) is None
    assert Minuta.objects.count() == 1
