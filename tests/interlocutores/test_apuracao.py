from datetime import date

from interlocutores.apuracao import apurar
from interlocutores.etapa import INTERLOCUTORES as ETAPA
from seicidades.comum.papeis import INTERLOCUTORES, Papel
from tests.interlocutores.factories import AtoDeDesignacaoFactory, DesignacaoFactory

HOJE = date(2026, 6, 1)


def fato(implantacao, chave, hoje=HOJE):
    return apurar([implantacao.pk], hoje)[implantacao.pk][chave]


def completar(implantacao):
    """Tudo o que a etapa pede, já feito."""
    ato = AtoDeDesignacaoFactory(implantacao=implantacao)
    for papel in INTERLOCUTORES:
        DesignacaoFactory(implantacao=implantacao, papel=papel, ato=ato, confirmada=True)
        DesignacaoFactory(implantacao=implantacao, papel=papel, suplente=True)


def test_apura_todos_os_itens_por_fato_da_etapa(implantacao):
    fatos = apurar([implantacao.pk])[implantacao.pk]
    assert set(fatos) == {item.chave for item in ETAPA.itens if item.por_fato}


def test_sem_nada_todo_fato_falta_e_diz_a_saida(implantacao):
    fatos = apurar([implantacao.pk])[implantacao.pk]
    assert not any(f.satisfeito for f in fatos.values())
    assert all(f.resumo.endswith(".") and f.saida.endswith(".") for f in fatos.values())


def test_com_tudo_feito_nenhum_falta(implantacao):
    completar(implantacao)
    fatos = apurar([implantacao.pk], HOJE)[implantacao.pk]
    assert [chave for chave, f in fatos.items() if not f.satisfeito] == []


def test_uma_consulta_para_quantas_implantacoes_forem(nova_implantacao, django_assert_num_queries):
    varias = [nova_implantacao() for _ in range(4)]
    for implantacao in varias:
        completar(implantacao)
    with django_assert_num_queries(1):
        fatos = apurar([i.pk for i in varias], HOJE)
    assert set(fatos) == {i.pk for i in varias}


def test_designacao_vale_do_inicio_ao_ultimo_dia(implantacao):
    DesignacaoFactory(implantacao=implantacao, encerrada=True)
    item = "gestor_sei_designado"
    assert not fato(implantacao, item, date(2026, 3, 1)).satisfeito
    assert fato(implantacao, item, date(2026, 3, 2)).satisfeito
    assert fato(implantacao, item, date(2026, 4, 30)).satisfeito
    depois = fato(implantacao, item, date(2026, 5, 1))
    assert (depois.satisfeito, depois.resumo) == (
        False,
        "A última designação acabou em 30/04/2026.",
    )


def test_resumo_nao_traz_o_nome_da_pessoa(implantacao):
    designacao = DesignacaoFactory(implantacao=implantacao)
    resumo = fato(implantacao, "gestor_sei_designado").resumo
    assert resumo == "Designação em vigor desde 02/03/2026."
    assert designacao.nome not in resumo


def test_quem_entra_confirma_o_seu_contato_e_precisa_do_seu_ato(implantacao):
    completar(implantacao)
    sai = implantacao.interlocutores_designacoes.get(papel=Papel.GESTOR_TI, suplente=False)
    sai.fim = date(2026, 4, 30)
    sai.save()
    entra = DesignacaoFactory(
        implantacao=implantacao, papel=Papel.GESTOR_TI, inicio=date(2026, 5, 1)
    )
    assert fato(implantacao, "gestor_ti_designado").satisfeito
    assert not fato(implantacao, "contato_gestor_ti_confirmado").satisfeito
    ato = fato(implantacao, "ato_de_designacao_publicado")
    assert (ato.satisfeito, ato.resumo) == (False, "Sem ato registrado: Gestor de TI.")
    entra.contato_confirmado_em = entra.inicio
    entra.ato = sai.ato
    entra.save()
    assert fato(implantacao, "contato_gestor_ti_confirmado").satisfeito
    assert fato(implantacao, "ato_de_designacao_publicado").satisfeito


def test_suplentes_de_todos_os_papeis(implantacao):
    for papel in INTERLOCUTORES[:3]:
        DesignacaoFactory(implantacao=implantacao, papel=papel, suplente=True)
    falta = fato(implantacao, "substitutos_informados")
    assert (falta.satisfeito, falta.resumo) == (False, "Sem suplente: Gestor Documental.")


def test_trocado_no_proprio_dia_nao_esconde_quem_ficou(implantacao):
    DesignacaoFactory(implantacao=implantacao, fim=date(2026, 3, 1))
    DesignacaoFactory(implantacao=implantacao)
    assert fato(implantacao, "gestor_sei_designado").satisfeito
