"""O que a carga da carteira recusa dos instrumentos."""

from adesao.carga import conferir
from tests.adesao.factories import InstrumentoFactory

TERMO = {
    "termo_numero": "12/2026",
    "termo_processo": "018.00012345/2024-39",
    "termo_documento": "6001234",
    "termo_assinado_em": "",
}


def numeros_recusados(lote) -> list[tuple[int, str]]:
    achados = [a for a in conferir(lote) if a.codigo == "numero_repetido"]
    return [(a.orgao_id, a.coluna) for a in achados]


def test_numero_de_outra_cidade_e_recusado_no_lote_e_no_banco(implantacao, nova_implantacao):
    aqui, la = implantacao.orgao_id, nova_implantacao().orgao_id
    assert numeros_recusados({aqui: TERMO}) == []
    dois = {aqui: TERMO, la: TERMO | {"termo_documento": "6001235"}}
    assert numeros_recusados(dois) == [(aqui, "termo_numero"), (la, "termo_numero")]
    InstrumentoFactory(implantacao=nova_implantacao(), numero="12/2026")
    assert numeros_recusados({aqui: TERMO}) == [(aqui, "termo_numero")]


def test_o_numero_da_propria_cidade_nao_se_recusa(implantacao):
    InstrumentoFactory(implantacao=implantacao, numero="12/2026")
    assert numeros_recusados({implantacao.orgao_id: TERMO}) == []
