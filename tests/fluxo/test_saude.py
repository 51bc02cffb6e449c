"""A saúde de uma trilha: o que conta, o que não conta, e quanto custa."""

from datetime import date, timedelta

import pytest
from django.db.models import DateField, OuterRef, Value

from seicidades.comum.dias_uteis import Calendario
from seicidades.comum.papeis import Lado
from seicidades.fluxo import saude
from seicidades.fluxo.models import EtapaDaImplantacao, Implantacao, ItemDaImplantacao
from seicidades.fluxo.saude import Saude, saude_ate, saude_das_trilhas
from tests.paineis.apoio import implantar

HOJE = date(2026, 3, 2)  # segunda
CALENDARIO = Calendario({})
TRILHA = "gestao_documental"


@pytest.mark.parametrize(
    ("dias", "esperada"),
    [
        (-1, Saude.ATRASADA),
        (0, Saude.PERTO),
        (3, Saude.PERTO),
        (4, Saude.EM_DIA),
    ],
)
def test_a_saude_vem_da_data(dias, esperada):
    assert saude_ate(HOJE + timedelta(days=dias), HOJE, CALENDARIO) == esperada


def test_perto_se_conta_em_dias_uteis():
    sexta = HOJE + timedelta(days=4)

    assert saude_ate(sexta + timedelta(days=5), sexta, CALENDARIO) == Saude.PERTO


def test_sem_data_nada_se_atrasa():
    assert saude_ate(None, HOJE, CALENDARIO) == Saude.EM_DIA


def test_cada_saude_tem_palavra_e_selo():
    assert len({s.rotulo for s in Saude}) == len(Saude) == len({s.tipo for s in Saude})


# --- De uma cidade


def cidade(situacao="em_preenchimento", itens=({},), **campos):
    """Uma implantação com a trilha; `itens` são campos de ItemDaImplantacao."""
    total, feitos = len(itens), sum(i.get("situacao") == "pronto" for i in itens)
    implantacao = implantar(**campos)
    EtapaDaImplantacao.objects.create(
        implantacao=implantacao,
        chave=TRILHA,
        ordem=3,
        trilha=True,
        situacao=situacao,
        itens_total=total,
        itens_resolvidos=feitos,
    )
    for ordem, item in enumerate(itens):
        padrao = {"papel": "gestor_documental", "lado": Lado.MUNICIPIO, "saldo": 10}
        ItemDaImplantacao.objects.create(
            implantacao=implantacao,
            etapa=TRILHA,
            chave=f"trilha_{ordem}",
            ordem=100 + ordem,
            **padrao | item,
        )
    return implantacao


def ver(implantacao) -> Saude:
    return saude_das_trilhas({implantacao.pk: CALENDARIO}, HOJE)[implantacao.pk]


ONTEM, LONGE = HOJE - timedelta(days=1), HOJE + timedelta(days=90)
VENCIDO = {"prazo": ONTEM}


@pytest.mark.parametrize(
    ("campos", "esperada"),
    [
        ({"itens": [{"prazo": LONGE}]}, Saude.EM_DIA),
        ({"itens": [{"prazo": LONGE}, VENCIDO]}, Saude.ATRASADA),
        ({"itens": [{"prazo": HOJE}]}, Saude.PERTO),
        ({"itens": [VENCIDO | {"situacao": "pronto"}, {"prazo": LONGE}]}, Saude.EM_DIA),
        ({"itens": [VENCIDO | {"lado": Lado.PRODESP}, {"prazo": LONGE}]}, Saude.EM_DIA),
        ({"itens": [{"situacao": "pronto"}]}, Saude.CONCLUIDA),
        ({"itens": [VENCIDO], "situacao": "aprovada"}, Saude.CONCLUIDA),
        ({"itens": [VENCIDO], "situacao": "em_analise"}, Saude.EM_DIA),
        ({"itens": [{"prazo": None}]}, Saude.PARADA),
        ({"itens": [{"prazo": None, "saldo": None}], "situacao": "nao_iniciada"}, Saude.EM_DIA),
    ],
)
@pytest.mark.django_db
def test_conta_o_que_a_cidade_tem_por_fazer(campos, esperada):
    assert ver(cidade(**campos)) == esperada


@pytest.mark.django_db
def test_item_vencido_de_outra_etapa_nao_e_da_trilha():
    implantacao = cidade(itens=[{"prazo": LONGE}], prazos=[ONTEM])

    assert ver(implantacao) == Saude.EM_DIA


@pytest.mark.django_db
def test_cidade_suspensa_esta_parada():
    implantacao = cidade(itens=[VENCIDO])
    implantacao.situacao = "suspensa"
    implantacao.save()

    assert ver(implantacao) == Saude.PARADA


@pytest.mark.django_db
def test_sem_trilha_no_roteiro_nao_ha_saude():
    implantacao = implantar()

    assert saude_das_trilhas({implantacao.pk: CALENDARIO}, HOJE) == {}


# --- A data combinada


@pytest.fixture
def combinada(monkeypatch):
    """Faz de conta que a etapa combinou esta data em toda cidade."""

    def combinar(dia):
        datas = Implantacao.objects.filter(pk=OuterRef("implantacao")).order_by()
        datas = datas.values(data=Value(dia, DateField()))
        monkeypatch.setattr(saude, "_provedores", {TRILHA: lambda: datas})
        saude._de_todas.cache_clear()

    yield combinar
    saude._de_todas.cache_clear()


@pytest.mark.django_db
def test_a_data_combinada_que_passou_atrasa_mesmo_com_prazo_do_programa(combinada):
    combinada(ONTEM)

    assert ver(cidade(itens=[{"prazo": LONGE}])) == Saude.ATRASADA


@pytest.mark.django_db
def test_quem_espera_por_nos_nao_se_atrasa_pela_data_combinada(combinada):
    combinada(ONTEM)

    assert ver(cidade(itens=[{"prazo": None}])) == Saude.PARADA
    assert ver(cidade(itens=[VENCIDO], situacao="em_analise")) == Saude.EM_DIA


def test_a_trilha_tem_um_so_que_diga_a_data(monkeypatch):
    monkeypatch.setattr(saude, "_provedores", {})
    saude.registrar_data_combinada(TRILHA)(dict)

    with pytest.raises(ValueError, match="já tem quem diga"):
        saude.registrar_data_combinada(TRILHA)(list)


@pytest.mark.django_db
def test_muitas_cidades_custam_uma_consulta(django_assert_num_queries):
    todas = [cidade(itens=[{"prazo": LONGE}, VENCIDO]) for _ in range(12)]

    with django_assert_num_queries(1):
        vistas = saude_das_trilhas(dict.fromkeys([i.pk for i in todas], CALENDARIO), HOJE)

    assert set(vistas.values()) == {Saude.ATRASADA}
