"""O esquema e a página que o mostra."""

import re

import pytest
from django.urls import reverse
from drf_spectacular.validation import validate_schema
from jsonschema import Draft202012Validator

from seicidades.api import esquemas
from seicidades.fluxo.nucleo.comandos import TipoDeComando
from seicidades.fluxo.nucleo.formato import FORMATOS, ler_dia


def test_o_esquema_e_openapi_valido_e_conta_a_autenticacao(iniciada, api, capsys):
    esquema = api(iniciada.gerente).ler("/esquema/").json()
    validate_schema(esquema)

    assert esquema["openapi"].startswith("3.1")
    assert esquema["components"]["securitySchemes"]["token"] == {
        "type": "http",
        "scheme": "bearer",
    }
    assert sorted(esquema["paths"]) == [
        "/api/v1/implantacoes/",
        "/api/v1/implantacoes/{codigo_ibge}/",
        "/api/v1/implantacoes/{codigo_ibge}/andamentos/",
        "/api/v1/implantacoes/{codigo_ibge}/comandos/",
    ]
    comandos = esquema["paths"]["/api/v1/implantacoes/{codigo_ibge}/comandos/"]["post"]
    assert comandos["requestBody"]["required"] is True
    assert capsys.readouterr().err == ""  # nada que o gerador não soubesse descrever


@pytest.mark.parametrize("tipo", esquemas.DADOS)
def test_cada_esquema_de_dados_e_json_schema_e_so_usa_nomes_que_o_motor_conhece(tipo):
    estrito = esquemas.DADOS[tipo]
    Draft202012Validator.check_schema(estrito)
    Draft202012Validator.check_schema(esquemas.pedido_de(tipo))

    assert set(estrito["properties"]) <= set(FORMATOS)
    assert set(estrito["required"]) <= set(estrito["properties"])


def test_so_o_que_e_do_sistema_ou_de_carga_fica_fora_da_api():
    fora = {tipo.value for tipo in set(TipoDeComando) - set(esquemas.DADOS)}

    assert fora <= {"reavaliar", "importar_situacao"}


@pytest.mark.parametrize("ano", [2000, 2023, 2024, 2099])
def test_o_padrao_de_dia_aceita_exatamente_os_dias_que_existem(ano):
    escritos = [f"{ano}-{mes:02}-{dia:02}" for mes in range(14) for dia in range(33)]

    assert [d for d in escritos if re.search(esquemas.DIA, d)] == [
        d for d in escritos if ler_dia(d)
    ]


def test_o_esquema_oferecido_tem_os_obrigatorios_e_nao_as_explicacoes(iniciada, api):
    codigo = iniciada.orgao.municipio.codigo_ibge
    corpo = api(iniciada.gerente).ler(f"/implantacoes/{codigo}/").json()
    for disponivel in corpo["disponiveis"]:
        Draft202012Validator.check_schema(disponivel["esquema"])
    [suspender] = [d for d in corpo["disponiveis"] if d["comando"] == "suspender"]

    assert suspender["esquema"]["required"] == ["motivo", "retomar_em"]
    assert "description" not in str(suspender["esquema"])


def test_a_documentacao_mostra_todas_as_operacoes_e_comandos(iniciada, client):
    client.force_login(iniciada.gestor_ti)
    pagina = client.get(reverse("api:documentacao"))
    texto = pagina.content.decode()

    assert pagina.status_code == 200
    for trecho in ("/api/v1/implantacoes/{codigo_ibge}/comandos/", "dias_uteis_de_atraso", "409"):
        assert trecho in texto
    for tipo in esquemas.DADOS:
        assert f"<h3>{tipo.value}</h3>" in texto
    assert "<script>" not in texto


@pytest.mark.django_db
def test_a_documentacao_pede_para_entrar(client):
    resposta = client.get(reverse("api:documentacao"))

    assert resposta.status_code == 302
    assert resposta["Location"].startswith(reverse("account_login"))
