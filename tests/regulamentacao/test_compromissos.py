"""O que se lembra da gestão documental, a quem e quando."""

from datetime import date, timedelta

import pytest

from regulamentacao.compromissos import combinados
from regulamentacao.models import CombinadoDoAto
from regulamentacao.servicos_da_gestao import cumprir_combinado_do_edital
from seicidades.comum.dias_uteis import Calendario
from seicidades.comum.papeis import Papel
from seicidades.fluxo.saude import Saude, saude_das_trilhas
from tests.regulamentacao.factories import AtoFactory

pytestmark = pytest.mark.django_db
DIA = date(2026, 5, 15)


@pytest.fixture
def combinar(cidade):
    def criar(ato="lei", data=DIA, **campos):
        return CombinadoDoAto.objects.create(
            implantacao=cidade.implantacao, ato=ato, data=data, **campos
        )

    return criar


def no_mes() -> list:
    return list(combinados(date(2026, 5, 1), date(2026, 5, 31)))


def test_lembra_sete_dias_antes_e_no_dia_a_quem_responde(combinar, cidade):
    combinar(papel=Papel.REPRESENTANTE)

    assert [(c.data, c.papel) for c in no_mes()] == [
        (DIA - timedelta(days=7), Papel.REPRESENTANTE),
        (DIA, Papel.REPRESENTANTE),
    ]
    assert len({c.chave for c in no_mes()}) == 2


def test_de_quem_se_escreveu_a_mao_lembra_se_o_gestor_documental_sem_o_nome(combinar):
    combinar(nome="Rute Amaral")

    assert {c.papel for c in no_mes()} == {Papel.GESTOR_DOCUMENTAL}
    assert all("Rute" not in c.texto for c in no_mes())


def test_so_o_que_cai_no_intervalo(combinar):
    combinar(data=date(2026, 6, 4))

    assert [c.data for c in no_mes()] == [date(2026, 5, 28)]
    assert list(combinados(DIA, DIA)) == []


def test_remarcar_lembra_de_novo(combinar):
    feito = combinar()
    antes = {c.chave for c in no_mes()}
    feito.data = DIA + timedelta(days=1)
    feito.save()

    assert antes.isdisjoint({c.chave for c in no_mes()})


def test_ato_feito_nao_se_lembra_nem_conta_para_a_saude(combinar, cidade):
    combinar(data=DIA - timedelta(days=3))
    assert saude(cidade) == Saude.ATRASADA
    cidade.implantacao.itens.filter(chave="lei_do_arquivo").update(situacao="pronto")

    assert no_mes() == []
    assert saude(cidade) == Saude.EM_DIA


def test_o_quarto_ato_esta_por_fazer_enquanto_faltar_o_plano_ou_a_tabela(combinar, cidade):
    combinar("instrumentos")
    itens = cidade.implantacao.itens
    itens.filter(chave="plano_de_classificacao").update(situacao="pronto")
    assert len(no_mes()) == 2

    itens.filter(chave="tabela_de_temporalidade").update(situacao="pronto")
    assert no_mes() == []


def test_o_edital_se_lembra_ate_ser_publicado_e_o_proximo_tambem(combinar, cidade):
    feito = combinar("edital")
    campos = {"finalidade": "edital_de_eliminacao", "tipo": "edital"}
    AtoFactory(implantacao=cidade.implantacao, publicado=True, **campos)
    cumprir_combinado_do_edital(cidade.implantacao)
    assert no_mes() == []

    feito.data = DIA
    feito.save()
    assert len(no_mes()) == 2


def saude(cidade, hoje=DIA) -> Saude:
    pk = cidade.implantacao.pk
    cidade.implantacao.itens.update(prazo=None, saldo=None)
    return saude_das_trilhas({pk: Calendario({})}, hoje)[pk]


def test_para_a_saude_vale_a_data_combinada_mais_cedo(combinar, cidade):
    combinar("lei", DIA + timedelta(days=60))
    combinar("comissao", None)
    assert saude(cidade) == Saude.EM_DIA

    combinar("sistema", DIA - timedelta(days=3))
    assert saude(cidade) == Saude.ATRASADA


def test_lembrar_custa_uma_consulta(combinar, django_assert_num_queries):
    for ato in ("lei", "sistema", "comissao"):
        combinar(ato)

    with django_assert_num_queries(1):
        assert len(no_mes()) == 6
