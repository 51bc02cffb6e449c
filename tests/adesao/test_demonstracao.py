from datetime import date, timedelta

import pytest

from adesao.apuracao import JULGAMENTOS, apurar
from adesao.demonstracao import cnpj_de, mandato_de, preencher, processo_de
from seicidades.comum.digitos import conferir_cnpj, conferir_processo
from tests.adesao.factories import TipoDeInstrumentoFactory
from tests.factories import UsuarioFactory

ITENS = list(JULGAMENTOS)
INICIO = date(2026, 2, 2)


@pytest.fixture(autouse=True)
def tipos(db):
    TipoDeInstrumentoFactory()
    TipoDeInstrumentoFactory(acordo=True)


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
