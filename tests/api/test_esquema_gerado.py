"""Pedidos gerados do esquema publicado: nada cai, e toda resposta é a prometida."""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig

from seicidades.api.servicos import criar_token
from seicidades.wsgi import application


@pytest.fixture
def sem_trocar_de_conexao():
    """Os pedidos correm na transação do teste, como faz o cliente de testes do Django."""
    for sinal in (request_started, request_finished):
        sinal.disconnect(close_old_connections)
    yield
    for sinal in (request_started, request_finished):
        sinal.connect(close_old_connections)


@pytest.fixture
def esquema(iniciada, settings, sem_trocar_de_conexao):
    """O esquema, lido da própria API por quem gerencia a cidade."""
    settings.API_PEDIDOS_POR_MINUTO = {"leitura": 10**6, "comandos": 10**6}
    settings.ALLOWED_HOSTS = ["*"]
    cabecalhos = {"Authorization": f"Bearer {criar_token(iniciada.gerente)[1]}"}
    config = SchemathesisConfig.from_dict(
        {"headers": cabecalhos, "phases": {"stateful": {"enabled": False}}}
    )
    esquema = schemathesis.openapi.from_wsgi(
        "/api/v1/esquema/", application, headers=cabecalhos, config=config
    )
    esquema.cidade = iniciada
    return esquema


OPERACOES = (
    ("/api/v1/implantacoes/", "GET"),
    ("/api/v1/implantacoes/{codigo_ibge}/", "GET"),
    ("/api/v1/implantacoes/{codigo_ibge}/andamentos/", "GET"),
    ("/api/v1/implantacoes/{codigo_ibge}/comandos/", "POST"),
)
SORTEIO = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def test_as_operacoes_do_esquema_sao_estas(esquema):
    publicadas = [(o.ok().path, o.ok().method.upper()) for o in esquema.get_all_operations()]

    assert sorted(publicadas) == sorted(OPERACOES)


@pytest.mark.parametrize("modo", GenerationMode)
@pytest.mark.parametrize(("caminho", "metodo"), OPERACOES)
def test_nada_cai_e_toda_resposta_e_a_prometida(esquema, caminho, metodo, modo):
    operacao = esquema[caminho][metodo]

    @SORTEIO
    @given(case=operacao.as_strategy(generation_mode=modo))
    def pedir(case):
        apontar_para(case, esquema.cidade)
        case.call_and_validate()

    pedir()


def apontar_para(case, cidade) -> None:
    """Código bem-formado vira o da cidade de verdade; item e etapa, os do roteiro."""
    codigo = str((case.path_parameters or {}).get("codigo_ibge", ""))
    if len(codigo) == 7 and codigo.isascii() and codigo.isdigit() and codigo[-1] in "02468":
        case.path_parameters["codigo_ibge"] = cidade.orgao.municipio.codigo_ibge
    if isinstance(case.body, dict):
        for campo, valor in (("item", "oficio"), ("etapa", "comeco")):
            if isinstance(case.body.get(campo), str) and len(case.body[campo]) % 2 == 0:
                case.body[campo] = valor
