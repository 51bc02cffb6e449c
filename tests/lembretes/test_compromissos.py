"""O que as etapas pedem que se lembre: o registro e a validade dos instrumentos."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from adesao.compromissos import vigencias
from adesao.instrumentos import conferir_instrumento
from adesao.models import PapelNoFluxo
from seicidades.comum.papeis import Papel
from seicidades.correio.models import Mensagem
from seicidades.fluxo.compromissos import Compromisso, compromissos_entre, registrar_compromissos
from seicidades.lembretes import servicos
from seicidades.lembretes.models import Envio, Lembrete
from tests.adesao.factories import (
    InstrumentoFactory,
    SignatarioFactory,
    TipoDeInstrumentoFactory,
)
from tests.lembretes.conftest import SEGUNDA, nova_cidade


@pytest.fixture
def instrumento(cidade):
    tipo = TipoDeInstrumentoFactory(
        codigo="acordo-da-prova",
        nome="Acordo da prova",
        papel_no_fluxo=PapelNoFluxo.ACORDO,
        prodesp_assina=True,
    )
    acordo = InstrumentoFactory(
        implantacao=cidade.implantacao,
        tipo=tipo,
        documento_sei="900001",
        disponibilizado_em=date(2024, 5, 6),
        vigente_ate=SEGUNDA + timedelta(days=90),
    )
    SignatarioFactory(instrumento=acordo, assinado_em=date(2024, 5, 6))
    SignatarioFactory(instrumento=acordo, prodesp=True, assinado_em=date(2024, 5, 6))
    return acordo


def test_sem_a_assinatura_de_todos_nao_lembra(instrumento):
    SignatarioFactory(instrumento=instrumento, assinado_em=None)

    assert list(vigencias(SEGUNDA, SEGUNDA)) == []


def test_nome_de_provedor_nao_se_repete():
    with pytest.raises(ValueError, match=r"adesao\.vigencia"):
        registrar_compromissos("adesao.vigencia")(lambda de, ate: [])


def test_a_adesao_diz_as_suas_validades(instrumento):
    assert {c.chave.split(":")[0] for c in compromissos_entre(SEGUNDA, SEGUNDA)} == {"vigencia"}


@pytest.mark.parametrize(
    ("dias", "lembra"), [(180, True), (90, True), (30, True), (91, False), (29, False)]
)
def test_validade_lembra_a_180_90_e_30_dias(instrumento, dias, lembra):
    instrumento.vigente_ate = SEGUNDA + timedelta(days=dias)
    instrumento.save()

    achados = list(vigencias(SEGUNDA, SEGUNDA))

    assert [c.papel for c in achados] == ([Papel.GESTOR_SEI, Papel.GERENTE] if lembra else [])
    if lembra:
        assert achados[0] == Compromisso(
            implantacao=instrumento.implantacao_id,
            chave=f"vigencia:{instrumento.pk}:{dias}:gestor_sei",
            papel=Papel.GESTOR_SEI,
            data=SEGUNDA,
            texto="Decidir sobre a renovação: Acordo da prova vale até "
            f"{instrumento.vigente_ate:%d/%m/%Y}",
            pagina="adesao:instrumentos",
        )


@pytest.mark.parametrize("campos", [{"vigente_ate": None}, {"cancelado_em": SEGUNDA}])
def test_sem_validade_ou_cancelado_nao_lembra(instrumento, campos):
    for campo, valor in {"motivo_do_cancelamento": "Refeito"}.items() | campos.items():
        setattr(instrumento, campo, valor)
    if instrumento.cancelado_em is None:
        instrumento.motivo_do_cancelamento = ""
    instrumento.save()

    assert list(vigencias(SEGUNDA, SEGUNDA)) == []


def test_validade_custa_quatro_consultas(instrumento, gerente, django_assert_num_queries):
    outro = InstrumentoFactory(
        implantacao=nova_cidade(gerente).implantacao,
        tipo=instrumento.tipo,
        documento_sei="900002",
        vigente_ate=instrumento.vigente_ate,
    )
    SignatarioFactory(instrumento=outro, assinado=True)
    SignatarioFactory(instrumento=outro, assinado=True, prodesp=True)
    with django_assert_num_queries(4):
        assert len(list(vigencias(SEGUNDA, SEGUNDA))) == 4


def test_compromisso_e_lembrado_uma_vez(instrumento, cidade, andar):
    servicos.varrer()
    lembretes = Lembrete.objects.filter(momento="compromisso")
    assert {x.usuario for x in lembretes} == {cidade.gestor_sei, cidade.gerente}

    andar(SEGUNDA + timedelta(days=9))

    assert lembretes.count() == 2
    assert Envio.objects.filter(usuario=cidade.gestor_sei).count() == 2


def test_compromisso_vai_no_alto_com_botao(instrumento, cidade):
    servicos.varrer()
    mensagem = Mensagem.objects.get(para=cidade.gestor_sei.email)

    assert "Decidir sobre a renovação: Acordo da prova vale até" in mensagem.assunto
    assert f"/implantacoes/{cidade.implantacao.pk}/adesao/" in mensagem.texto_para_ler()


def test_validade_antes_da_disponibilizacao_e_recusada(instrumento):
    with pytest.raises(IntegrityError), transaction.atomic():
        type(instrumento).objects.filter(pk=instrumento.pk).update(vigente_ate=date(2024, 5, 5))
    type(instrumento).objects.filter(pk=instrumento.pk).update(vigente_ate=date(2024, 5, 6))
    dados = {"disponibilizado_em": date(2025, 5, 6), "vigente_ate": date(2025, 5, 5)}
    with pytest.raises(ValidationError) as erro:
        conferir_instrumento(instrumento.implantacao, PapelNoFluxo.ABRE, dados)
    assert list(erro.value.message_dict) == ["vigente_ate"]
