from datetime import date, timedelta
from itertools import combinations

import pytest

from cadastros.demonstracao import preencher
from cadastros.etapa import CADASTROS
from cadastros.models import Carga, LinhaDeUnidade, LinhaDeUsuario
from cadastros.servicos import apurar
from seicidades.municipios.models import Orgao
from tests.cadastros.factories import ImplantacaoFactory
from tests.factories import UsuarioFactory

POR_FATO = [i.chave for i in CADASTROS.itens if i.por_fato]
COMECO = date(2026, 2, 2)


@pytest.fixture
def por(db):
    return UsuarioFactory()


def datas(chaves):
    return {chave: COMECO + timedelta(days=7 * n) for n, chave in enumerate(chaves)}


def satisfeitos(implantacao):
    fatos = apurar([implantacao.pk])[implantacao.pk]
    return {chave for chave, fato in fatos.items() if fato.satisfeito}


@pytest.mark.parametrize("quantos", range(len(POR_FATO) + 1))
def test_preencher_satisfaz_o_pedido_e_mais_nada(por, quantos):
    for _ in range(4):
        implantacao = ImplantacaoFactory()
        preencher(implantacao, datas(POR_FATO[:quantos]), por=por)

        assert satisfeitos(implantacao) == set(POR_FATO[:quantos])


@pytest.mark.parametrize("par", list(combinations(POR_FATO, 2)))
def test_preencher_atende_itens_fora_de_ordem(por, par):
    implantacao = ImplantacaoFactory()
    preencher(implantacao, datas(par), por=por)

    assert satisfeitos(implantacao) == set(par)


def test_preencher_e_sempre_igual_para_o_mesmo_municipio(por):
    prefeitura = ImplantacaoFactory()
    camara = ImplantacaoFactory(
        orgao__municipio=prefeitura.orgao.municipio,
        orgao__tipo=Orgao.Tipo.CAMARA,
        orgao__nome="Câmara",
    )
    for implantacao in (prefeitura, camara):
        preencher(implantacao, datas(POR_FATO), por=por)

    def digests(implantacao):
        cargas = Carga.objects.filter(implantacao=implantacao)
        return list(cargas.order_by("tipo").values_list("tipo", "digest", "gravada_em"))

    assert digests(prefeitura) == digests(camara)


def test_ninguem_da_demonstracao_tem_cpf_ou_endereco_verdadeiro(por):
    preencher(ImplantacaoFactory(), datas(POR_FATO), por=por)

    assert not Carga.objects.exclude(cpfs_cifrados=None).exists()
    for modelo in (LinhaDeUsuario, LinhaDeUnidade):
        assert not modelo.objects.exclude(email__endswith="@exemplo.invalid").exists()
