from datetime import date, timedelta

import pytest

from interlocutores.apuracao import apurar
from interlocutores.demonstracao import preencher
from interlocutores.etapa import INTERLOCUTORES
from interlocutores.models import Designacao
from tests.factories import UsuarioFactory

ITENS = [item.chave for item in INTERLOCUTORES.itens if item.por_fato]
INICIO = date(2026, 2, 2)


@pytest.mark.parametrize("quantos", range(len(ITENS) + 1))
def test_cada_comeco_da_lista_fica_satisfeito_e_so_ele(implantacao, quantos):
    datas = {item: INICIO + timedelta(days=7 * n) for n, item in enumerate(ITENS[:quantos])}
    preencher(implantacao, datas, por=UsuarioFactory(gerente=True))
    fatos = apurar([implantacao.pk])[implantacao.pk]
    assert {chave for chave, f in fatos.items() if f.satisfeito} == set(ITENS[:quantos])


def test_e_sempre_igual_para_o_mesmo_municipio(implantacao, nova_implantacao):
    datas = {item: INICIO for item in ITENS}
    preencher(implantacao, datas, por=None)
    antes = list(Designacao.objects.order_by("pk").values_list("nome", "email", "telefone"))
    Designacao.objects.all().delete()
    implantacao.interlocutores_atos.all().delete()
    preencher(implantacao, datas, por=None)
    depois = list(Designacao.objects.order_by("pk").values_list("nome", "email", "telefone"))
    assert antes == depois


def test_usa_o_nome_de_quem_ja_tem_conta(implantacao):
    email = f"gestor-sei.{implantacao.orgao.municipio.codigo_ibge}@exemplo.invalid"
    conta = UsuarioFactory(email=email)
    preencher(implantacao, {"gestor_sei_designado": INICIO}, por=None)
    assert Designacao.objects.get().nome == conta.nome
