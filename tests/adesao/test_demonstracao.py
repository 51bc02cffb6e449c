from datetime import date, timedelta

import pytest
from django.utils import timezone

from adesao.apuracao import JULGAMENTOS, apurar
from adesao.demonstracao import cnpj_de, mandato_de, preencher, processo_de
from adesao.quadro import fichas_da_cidade
from seicidades.comum.digitos import conferir_cnpj, conferir_processo
from tests.adesao.factories import TipoDeInstrumentoFactory
from tests.factories import UsuarioFactory

ITENS = list(JULGAMENTOS)
INICIO = date(2026, 2, 2)


@pytest.fixture(autouse=True)
def tipos(db):
    TipoDeInstrumentoFactory()
    TipoDeInstrumentoFactory(acordo=True)
    TipoDeInstrumentoFactory(outro=True)


@pytest.mark.parametrize("quantos", range(len(ITENS) + 1))
def test_cada_comeco_da_lista_fica_satisfeito_e_so_ele(implantacao, quantos):
    datas = {item: INICIO + timedelta(days=7 * n) for n, item in enumerate(ITENS[:quantos])}
    preencher(implantacao, datas, por=UsuarioFactory(gerente=True))
    fatos = apurar([implantacao.pk])[implantacao.pk]
    assert [chave for chave, f in fatos.items() if f.satisfeito] == ITENS[:quantos]


def test_usa_o_nome_da_conta_do_representante(implantacao):
    email = f"representante.{implantacao.orgao.municipio.codigo_ibge}@exemplo.invalid"
    conta = UsuarioFactory(email=email)
    preencher(implantacao, {"prefeito_informado": INICIO}, por=conta)
    assert implantacao.adesao_representantes.get().nome == conta.nome


def test_numeros_inventados_tem_digitos_certos():
    assert conferir_cnpj(cnpj_de("3500105")).valido
    assert conferir_processo(processo_de("3500105", 2026)).valido


def test_mandato_de_cobre_o_primeiro_e_o_ultimo_dia():
    assert mandato_de(date(2025, 1, 1)) == (date(2025, 1, 1), date(2028, 12, 31))
    assert mandato_de(date(2028, 12, 31)) == (date(2025, 1, 1), date(2028, 12, 31))
    assert mandato_de(date(2029, 1, 1)) == (date(2029, 1, 1), date(2032, 12, 31))


# --- As situações que a gerência encontra


def contada(implantacao, codigo, quantos):
    """Uma cidade com esse código do IBGE e os primeiros itens da etapa prontos."""
    municipio = implantacao.orgao.municipio
    type(municipio).objects.filter(pk=municipio.pk).update(codigo_ibge=codigo)
    implantacao = type(implantacao).objects.get(pk=implantacao.pk)
    datas = {item: INICIO + timedelta(days=7 * n) for n, item in enumerate(ITENS[:quantos])}
    preencher(implantacao, datas, por=UsuarioFactory(gerente=True))
    return fichas_da_cidade(implantacao)


def test_ha_liberacao_que_expirou_e_espera_a_prodesp(implantacao):
    (ficha,) = contada(implantacao, "3500105", 4)
    (linha,) = ficha.assinaturas
    assert (linha.situacao.estado, linha.vez) == ("expirada", "prodesp")


def test_ha_acordo_parcialmente_assinado(implantacao):
    acordo, _ = contada(implantacao, "3501004", 8)
    assert (acordo.estado, acordo.proximo.lado) == ("parcial", "sggd")


def test_ha_acordo_vencendo_e_ha_um_prorrogado_por_aditivo(implantacao, nova_implantacao):
    vencendo, _ = contada(implantacao, "3530706", len(ITENS))
    assert vencendo.estado == "vencendo"
    assert (vencendo.fim - timezone.localdate()).days < 90
    prorrogado, _ = contada(nova_implantacao(), "3541406", len(ITENS))
    assert (prorrogado.estado, prorrogado.aditivos[0].estado) == ("vigente", "vigente")
    assert len(prorrogado.participes) == 3
