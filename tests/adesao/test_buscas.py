"""Achar a cidade pelo processo: com sinais, sem sinais, em parte; e o que não é processo."""

import pytest

from adesao.buscas import implantacoes_do_processo
from adesao.carga import conferir
from seicidades.fluxo.consulta import da_carteira
from seicidades.municipios.models import InstalacaoSEI
from tests.adesao.factories import InstrumentoFactory
from tests.factories import UsuarioFactory

PROCESSO = "018.00012345/2024-39"


@pytest.fixture
def achadas(cidade, nova_implantacao):
    InstrumentoFactory(implantacao=cidade.implantacao, processo_sei=PROCESSO)
    outra = nova_implantacao()
    InstrumentoFactory(
        implantacao=outra, processo_sei="018.00077777/2024-00", documento_sei="777777"
    )

    def buscar(texto):
        return list(da_carteira(UsuarioFactory(observador=True), {"cidade": texto}))

    return buscar


@pytest.mark.parametrize(
    "texto", [PROCESSO, "01800012345202439", " 00012345/2024 ", "0001234", "018.00012345-2024"]
)
def test_o_processo_acha_a_cidade(achadas, cidade, texto):
    esperadas = [] if texto == "0001234" else [cidade.implantacao]  # sete algarismos: IBGE

    assert achadas(texto) == esperadas


@pytest.mark.parametrize("texto", ["018", "Vila Fictícia", "3500105", "024-39", ""])
def test_o_que_nao_e_processo_nao_busca_processo(texto):
    assert implantacoes_do_processo(texto) is None


def test_buscar_processo_nao_custa_outra_consulta(achadas, django_assert_num_queries):
    usuario = UsuarioFactory(observador=True)

    with django_assert_num_queries(1):
        assert len(list(da_carteira(usuario, {"cidade": PROCESSO}))) == 1


def test_a_carga_recusa_o_que_o_sei_do_estado_recusa(db):
    lote = {1: {"termo_processo": "018.00012345/2024-11"}}

    assert "processo_nao_confere" not in {a.codigo for a in conferir(lote)}
    InstalacaoSEI.objects.filter(orgao=None).update(digitos="recusar")
    assert "processo_nao_confere" in {a.codigo for a in conferir(lote)}
