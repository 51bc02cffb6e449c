"""O ofício de solicitação: o que falta para ele e o que ele diz."""

import pytest

from adesao.documentos import OFICIO_DE_SOLICITACAO, faltas_do_oficio, reunir_oficio
from seicidades.documentos.redacao import motor
from seicidades.municipios.models import Orgao
from tests.adesao.factories import DadosDaPrefeituraFactory, RepresentanteFactory


@pytest.fixture
def completa(implantacao):
    Orgao.objects.filter(pk=implantacao.orgao_id).update(cnpj="62577929000135")
    DadosDaPrefeituraFactory(implantacao=implantacao, complemento="2º andar")
    RepresentanteFactory(implantacao=implantacao, nome="Joaquina Prado", nome_social="Joca Prado")
    return implantacao


def test_o_que_falta_diz_onde_se_informa(implantacao):
    faltas = faltas_do_oficio(implantacao.orgao_id)

    assert [f.pagina for f in faltas] == ["adesao:prefeitura", "adesao:representante"]


def test_prefeitura_sem_cnpj_ainda_falta(completa):
    Orgao.objects.filter(pk=completa.orgao_id).update(cnpj="")

    assert [f.pagina for f in faltas_do_oficio(completa.orgao_id)] == ["adesao:prefeitura"]


def test_completa_nada_falta_e_os_dados_vao_como_se_leem(completa):
    dados = reunir_oficio(completa.orgao_id)

    assert faltas_do_oficio(completa.orgao_id) == []
    motor.conferir_contexto(dados, OFICIO_DE_SOLICITACAO)
    assert dados["orgao"]["cnpj"] == "62.577.929/0001-35"
    assert dados["prefeitura"] == {
        "endereco": "Rua das Acácias, 100, 2º andar, Centro, CEP 17800-000",
        "email": "gabinete@exemplo.invalid",
        "telefone": "(18) 3502-9000",
    }
    assert dados["representante"]["nome"] == "Joca Prado"
    assert dados["representante"]["mandato_inicio"] == "1º de janeiro de 2025"
