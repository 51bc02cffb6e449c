from datetime import date, timedelta

import pytest

from regulamentacao.demonstracao import preencher
from regulamentacao.etapa import GESTAO_DOCUMENTAL, REGULAMENTACAO
from regulamentacao.gestao import POR_CHAVE
from regulamentacao.models import AtoNormativo, CombinadoDoAto
from seicidades.municipios.models import Orgao
from tests.factories import UsuarioFactory, codigo_ibge_ficticio
from tests.regulamentacao.factories import ImplantacaoFactory

pytestmark = pytest.mark.django_db

POR_FATO = [
    item.chave for e in (REGULAMENTACAO, GESTAO_DOCUMENTAL) for item in e.itens if item.por_fato
]
COMECO = date(2026, 2, 2)


def datas(chaves) -> dict[str, date]:
    return {chave: COMECO + timedelta(days=10 * n) for n, chave in enumerate(chaves)}


def satisfeitos(implantacao) -> set[str]:
    fatos = REGULAMENTACAO.apurar([implantacao.pk])[implantacao.pk]
    fatos |= GESTAO_DOCUMENTAL.apurar([implantacao.pk])[implantacao.pk]
    return {chave for chave, fato in fatos.items() if fato.satisfeito}


@pytest.mark.parametrize("quantos", range(len(POR_FATO) + 1))
def test_preencher_satisfaz_o_pedido_e_mais_nada(quantos):
    por = UsuarioFactory()
    for _ in range(3):
        implantacao = ImplantacaoFactory()

        preencher(implantacao, datas(POR_FATO[:quantos]), por=por)

        assert satisfeitos(implantacao) == set(POR_FATO[:quantos])


def test_preencher_atende_so_a_trilha():
    implantacao = ImplantacaoFactory()
    trilha = [item.chave for item in GESTAO_DOCUMENTAL.itens if item.por_fato]

    preencher(implantacao, datas(trilha), por=UsuarioFactory())

    assert satisfeitos(implantacao) == set(trilha)


def test_preencher_e_sempre_igual_para_o_mesmo_municipio():
    prefeitura = ImplantacaoFactory()
    municipio = prefeitura.orgao.municipio
    camara = ImplantacaoFactory(
        orgao__municipio=municipio, orgao__tipo=Orgao.Tipo.CAMARA, orgao__nome="Câmara"
    )

    for implantacao in (prefeitura, camara):
        preencher(implantacao, datas(POR_FATO), por=UsuarioFactory())

    assert numeros(prefeitura) == numeros(camara)


def numeros(implantacao) -> list:
    return list(implantacao.regulamentacao_atos.values_list("finalidade", "numero", "assinado_em"))


def test_alguns_municipios_ja_tinham_o_ato():
    por = UsuarioFactory()
    for numero in range(20):
        implantacao = ImplantacaoFactory(orgao__municipio__codigo_ibge=codigo_ibge_ficticio(numero))
        preencher(implantacao, datas(POR_FATO[:6]), por=por)

    anteriores = AtoNormativo.objects.filter(preexistente=True)
    assert anteriores.count() == 4
    assert all(ato.publicado_em < COMECO for ato in anteriores)


def test_so_se_combina_ato_por_fazer_e_com_quem_responda():
    trilha = [item.chave for item in GESTAO_DOCUMENTAL.itens if item.por_fato]
    por = UsuarioFactory()
    for quantos in range(len(trilha) + 1):
        for _ in range(3):
            preencher(ImplantacaoFactory(), datas(trilha[:quantos]), por=por)

    combinados = CombinadoDoAto.objects.select_related("implantacao")
    assert combinados.exists()
    for combinado in combinados:
        feitos = satisfeitos(combinado.implantacao)
        assert not feitos.issuperset(POR_CHAVE[combinado.ato].itens)
        assert combinado.data
