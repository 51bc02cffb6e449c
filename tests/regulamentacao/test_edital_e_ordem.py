"""O edital de eliminação, a ordem das datas dos atos e o que o banco recusa num combinado."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from regulamentacao import gestao, servicos_da_gestao
from regulamentacao.compromissos import combinados
from regulamentacao.models import AtoDaTrilha, AtoNormativo, CombinadoDoAto, Finalidade
from seicidades.comum.papeis import Papel
from seicidades.fluxo.saude import Saude
from tests.regulamentacao.factories import AtoFactory
from tests.regulamentacao.test_documentos_da_gestao import EM_ORDEM, publicar

HOJE = date(2026, 3, 2)
EDITAL = {
    "tipo": "edital",
    "numero": "3",
    "ano": "2026",
    "assinado_em": "2026-04-01",
    "ementa": "Dá ciência da eliminação.",
    "veiculo": "Diário Oficial do Município",
    "publicado_em": "2026-04-02",
    "link": "https://diario.exemplo.invalid/2200",
}

SEM = {"veiculo": "", "link": ""}
DO_PROXIMO = date(2026, 12, 18)


def test_edital_so_se_registra_com_a_tabela_publicada(pedir, cidade):
    resposta = pedir("edital_de_eliminacao", cidade.gestor_documental, EDITAL)
    assert "sem ela nada se elimina" in resposta.content.decode()
    assert not AtoNormativo.objects.exists()

    publicar(cidade.implantacao, *EM_ORDEM)
    pedir("edital_de_eliminacao", cidade.gestor_documental, EDITAL)
    pedir("edital_de_eliminacao", cidade.gestor_documental, EDITAL | {"numero": "4"})

    editais = AtoNormativo.objects.filter(finalidade=Finalidade.EDITAL_DE_ELIMINACAO)
    assert [e.numero for e in editais] == ["3", "4"]


def test_sem_a_tabela_a_pagina_do_edital_diz_o_que_falta_antes_de_alguem_preencher(pedir, cidade):
    publicar(cidade.implantacao, *EM_ORDEM[:-1])

    pagina = pedir("edital_de_eliminacao", cidade.gestor_documental).content.decode()

    assert "A tabela de temporalidade ainda não consta como aprovada e publicada" in pagina
    assert reverse("regulamentacao:tabela_de_temporalidade", args=[cidade.implantacao.pk]) in pagina
    assert 'name="ementa"' not in pagina


def test_edital_conclui_o_quinto_ato(pedir, linhas, cidade):
    publicar(cidade.implantacao, *EM_ORDEM)
    pedir("edital_de_eliminacao", cidade.gestor_documental, EDITAL)

    assert linhas()[4].situacao.rotulo == "publicado"
    assert linhas()[4].detalhes == ("Edital nº 3, de 01/04/2026; publicação em 02/04/2026.",)


def test_publicado_um_edital_combina_se_o_proximo(pedir, linhas, cidade):
    publicar(cidade.implantacao, *EM_ORDEM)
    CombinadoDoAto.objects.create(
        implantacao=cidade.implantacao,
        ato=AtoDaTrilha.EDITAL,
        papel=Papel.GESTOR_SEI,
        data=DO_PROXIMO - timedelta(days=90),
        dias_para_manifestacao=30,
    )
    pedir("edital_de_eliminacao", cidade.gestor_documental, EDITAL | {"publicado_em": ""} | SEM)
    assert CombinadoDoAto.objects.get().data

    edital = AtoNormativo.objects.get(finalidade=Finalidade.EDITAL_DE_ELIMINACAO)
    pedir("edital_de_eliminacao", cidade.gestor_documental, EDITAL | {"ato": edital.pk})
    combinado = CombinadoDoAto.objects.get()
    assert (combinado.data, combinado.papel, combinado.dias_para_manifestacao) == (
        None,
        Papel.GESTOR_SEI,
        30,
    )
    assert linhas()[4].saude == Saude.CONCLUIDA

    pagina = pedir("gestao_documental", cidade.gestor_documental).content.decode()
    assert reverse("regulamentacao:combinado", args=[cidade.implantacao.pk, "edital"]) in pagina
    servicos_da_gestao.combinar(
        cidade.implantacao, gestao.POR_CHAVE["edital"], {"data": DO_PROXIMO}, hoje=HOJE
    )
    assert linhas()[4].saude != Saude.CONCLUIDA
    assert [c.data for c in combinados(DO_PROXIMO, DO_PROXIMO)] == [DO_PROXIMO]

    corrigido = EDITAL | {"ato": edital.pk, "numero": "5"}
    pedir("edital_de_eliminacao", cidade.gestor_documental, corrigido)
    assert CombinadoDoAto.objects.get().data == DO_PROXIMO


def test_decreto_anterior_a_lei_avisa_e_nao_impede(pedir, cidade):
    AtoFactory(
        implantacao=cidade.implantacao,
        lei_do_arquivo=True,
        publicado=True,
        assinado_em=date(2026, 3, 17),
    )
    antes = EDITAL | {"tipo": "decreto", "assinado_em": "2026-02-01", "publicado_em": "2026-02-02"}

    pedir("sistema_de_arquivos", cidade.gestor_documental, antes)

    assert cidade.item("sistema_de_arquivos").situacao == "pronto"
    for nome in ("gestao_documental", "sistema_de_arquivos", "lei_do_arquivo"):
        pagina = pedir(nome, cidade.gestor_documental).content.decode()
        assert "de 01/02/2026, é anterior a a lei" not in pagina
        assert "é anterior à lei do arquivo público, de 17/03/2026" in pagina
    outra = pedir("comissao_de_avaliacao", cidade.gestor_documental).content.decode()
    assert "é anterior" not in outra


@pytest.mark.parametrize(("dias", "quantos"), [(-1, 1), (0, 0), (1, 0)])
def test_so_a_data_anterior_avisa(dias, quantos):
    lei = AtoNormativo(
        pk=1, tipo="lei", finalidade=Finalidade.LEI_DO_ARQUIVO, assinado_em=HOJE, numero="1"
    )
    decreto = AtoNormativo(
        pk=2,
        tipo="decreto",
        finalidade=Finalidade.SISTEMA_DE_ARQUIVOS,
        assinado_em=HOJE + timedelta(days=dias),
        numero="2",
    )

    assert len(gestao.avisos_de_ordem([decreto, lei])) == quantos


def test_o_aviso_vale_para_o_edital_que_veio_antes_da_tabela(cidade):
    publicar(cidade.implantacao, *EM_ORDEM)
    AtoFactory(
        implantacao=cidade.implantacao,
        finalidade=Finalidade.EDITAL_DE_ELIMINACAO,
        tipo="edital",
        assinado_em=date(2026, 1, 5),
    )
    atos = servicos_da_gestao.atos_da_cidade(cidade.implantacao)

    avisos = gestao.avisos_de_ordem(atos, Finalidade.TABELA_DE_TEMPORALIDADE)

    assert len(avisos) == 1
    assert avisos[0].startswith("O edital de eliminação, de 05/01/2026,")


def test_combinado_e_de_um_papel_ou_de_uma_pessoa(cidade, recusado):
    base = {"implantacao": cidade.implantacao, "ato": AtoDaTrilha.LEI}
    recusado("combinado_com_um_responsavel", base | {"papel": "gestor_sei", "nome": "Rute"})
    recusado("combinado_com_dias_so_no_edital", base | {"dias_para_manifestacao": 30})
    recusado("combinado_de_ato_conhecido", base | {"ato": "estatuto"})
    CombinadoDoAto.objects.create(**base, nome="Rute")
    recusado("combinado_unico_do_ato", base)
    CombinadoDoAto.objects.create(
        implantacao=cidade.implantacao, ato=AtoDaTrilha.EDITAL, dias_para_manifestacao=30
    )


@pytest.fixture
def recusado():
    def tentar(restricao, campos):
        with pytest.raises(IntegrityError, match=restricao), transaction.atomic():
            CombinadoDoAto.objects.create(**campos)

    return tentar
