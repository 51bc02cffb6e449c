"""A saúde de cada cidade na carteira, do que os prazos dizem."""

from random import Random

import pytest
from django.urls import reverse

from seicidades.comum.papeis import INTERLOCUTORES, Lado, Papel
from seicidades.demo.historias import Historia
from seicidades.fluxo import servicos
from seicidades.municipios.calendario import calendario_do_municipio
from tests.factories import OrgaoFactory, UsuarioFactory
from tests.paineis.apoio import dia, implantar


@pytest.fixture
def unica(client, gerente):
    """A linha da única cidade que há, como a carteira a mostra."""

    def pedir():
        client.force_login(gerente)
        [linha] = client.get(reverse("paineis:carteira"), {"gerente": ""}).context["linhas"]
        return linha

    return pedir


@pytest.mark.parametrize(
    ("campos", "saude"),
    [
        ({"prazos": [dia(-1)]}, "atrasada"),
        ({"prazos": [dia(60)]}, "em dia"),
        ({"prazos": [dia(1)]}, "atenção"),
        ({}, "em dia"),
        ({"vez_de": Lado.PRODESP}, "em dia"),
        ({"vez_de": Lado.PRODESP, "prazos": [(dia(-9), Lado.PRODESP)]}, "atraso nosso"),
        ({"prazos": [(dia(-9), Lado.PRODESP)]}, "atraso nosso"),
        ({"prazos": [dia(-1), (dia(-9), Lado.PRODESP)]}, "atrasada"),
        ({"vez_de": Lado.PRODESP, "prazos": [dia(-1)]}, "trilha atrasada"),
        ({"situacao": "suspensa", "prazos": [dia(-1)]}, "suspensa"),
        ({"situacao": "desistente", "prazos": [dia(-1)]}, "desistente"),
        ({"situacao": "habilitada", "prazos": [dia(-1)]}, "habilitada"),
    ],
)
def test_saude(unica, campos, saude):
    implantar("Bom Retiro", **campos)

    assert unica().saude == saude


def test_item_feito_nao_vence(unica):
    implantacao = implantar("Bom Retiro", prazos=[dia(-1)])
    implantacao.itens.update(situacao="pronto")

    linha = unica()

    assert (linha.vencidos, linha.prazo, linha.saude) == (0, None, "em dia")


# --- A saúde que vem dos relógios do motor


@pytest.fixture
def na_vida_real(gerente):
    """Conta pelo motor meses de história de uma cidade, até onde `contar` a leva."""
    roteiro = servicos.publicar_roteiro().roteiro

    def levar(contar) -> None:
        orgao = OrgaoFactory()
        pessoas = {papel: UsuarioFactory() for papel in (Papel.REPRESENTANTE, *INTERLOCUTORES)}
        calendario = calendario_do_municipio(orgao.municipio_id)
        historia = Historia(
            orgao=orgao,
            roteiro=roteiro,
            calendario=calendario,
            pessoas=pessoas,
            gerente=gerente,
            aprovador=UsuarioFactory(gerente=True),
            arquivo="",
            dia=dia(-200),
            ritmo=1,
            sorte=Random(7),  # noqa: S311 (repetível de propósito)
            relogio=Random(7),  # noqa: S311 (repetível de propósito)
        )
        historia.iniciar()
        contar(historia)
        servicos.carregar_historico(
            [(orgao, historia.passos)], calendarios={orgao.municipio_id: calendario}
        )

    return levar


def test_parada_com_a_vez_ha_meses_esta_atrasada(na_vida_real, unica):
    na_vida_real(lambda h: h.preencher("adesao", 1))

    linha = unica()

    assert (linha.vez, linha.saude) == ("município", "atrasada")


def test_enviada_ha_meses_espera_por_nos_e_nao_esta_atrasada(na_vida_real, unica):
    na_vida_real(lambda h: (h.preencher("adesao"), h.enviar("adesao")))

    linha = unica()

    assert (linha.vez, linha.vencidos, linha.saude) == ("Prodesp", 0, "em dia")


def test_item_nosso_vencido_e_atraso_nosso(na_vida_real, unica):
    na_vida_real(lambda h: h.preencher("adesao", 3))  # até pedir o usuário externo

    linha = unica()

    assert (linha.vez, linha.saude) == ("Prodesp", "atraso nosso")


def test_suspensa_nao_vence(na_vida_real, unica):
    na_vida_real(lambda h: (h.preencher("adesao", 1), h.suspender("Enchente.", dia(30))))

    linha = unica()

    assert (linha.vencidos, linha.saude) == (0, "suspensa")
