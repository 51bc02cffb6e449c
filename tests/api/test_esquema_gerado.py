"""Pedidos gerados do esquema publicado: nada cai, e toda resposta é a prometida."""

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.config import SchemathesisConfig

from seicidades.api.servicos import criar_token
from seicidades.wsgi import application


@pytest.fixture
def esquema(iniciada, settings):
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


gerado = schemathesis.pytest.from_fixture("esquema")


@gerado.parametrize()
@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_nada_cai_e_toda_resposta_e_a_prometida(case, iniciada):
    apontar_para(case, iniciada)
    case.call_and_validate()


def apontar_para(case, cidade) -> None:
    """Código bem-formado vira o da cidade de verdade; item e etapa, os do roteiro."""
    codigo = str((case.path_parameters or {}).get("codigo_ibge", ""))
    if len(codigo) == 7 and codigo.isascii() and codigo.isdigit() and codigo[-1] in "02468":
        case.path_parameters["codigo_ibge"] = cidade.orgao.municipio.codigo_ibge
    if isinstance(case.body, dict):
        for campo, valor in (("item", "oficio"), ("etapa", "comeco")):
            if isinstance(case.body.get(campo), str) and len(case.body[campo]) % 2 == 0:
                case.body[campo] = valor
