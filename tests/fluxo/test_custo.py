"""Quanto custa: consultas por comando, por página, e a velocidade de dobrar o registro."""

import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from seicidades.fluxo import servicos
from seicidades.fluxo.nucleo.comandos import Comando
from seicidades.fluxo.nucleo.comandos import TipoDeComando as C
from seicidades.fluxo.nucleo.evolucao import reconstituir
from tests.fluxo.nucleo.apoio import iniciada as mundo_iniciado

LIMITE = 8
TRANSACAO = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
MOTIVOS = [{"item": "oficio", "codigo": "outro", "texto": "Rever."}]


@pytest.fixture
def contar():
    """Consultas de um comando, sem contar abrir e fechar a transação."""

    def contar(cidade, comando: Comando, quem) -> int:
        implantacao = cidade.implantacao
        implantacao.roteiro  # noqa: B018 - a leitura do roteiro é uma por processo
        with CaptureQueriesContext(connection) as feitas:
            servicos.executar(implantacao, comando, quem, chave="custo")
        return sum(not q["sql"].startswith(TRANSACAO) for q in feitas.captured_queries)

    return contar


def test_concluir_custa_ate_oito_consultas(iniciada, contar):
    assert contar(iniciada, Comando(C.CONCLUIR_ITEM, item="oficio"), iniciada.gestor_sei) <= LIMITE


def test_enviar_custa_ate_oito_consultas(pronta, contar):
    assert contar(pronta, Comando(C.ENVIAR_ETAPA, etapa="comeco"), pronta.gestor_sei) <= LIMITE


def test_aprovar_custa_ate_oito_consultas(enviada, contar):
    aprovar = Comando(C.APROVAR_ETAPA, etapa="comeco")
    assert contar(enviada, aprovar, enviada.administrador) <= LIMITE


def test_devolver_custa_ate_oito_consultas(enviada, contar):
    devolver = Comando(C.DEVOLVER_ETAPA, etapa="comeco", dados={"motivos": MOTIVOS})
    assert contar(enviada, devolver, enviada.gerente) <= LIMITE


def test_alterar_fatos_custa_ate_oito_consultas_alem_das_da_etapa(iniciada):
    implantacao = iniciada.implantacao
    implantacao.roteiro  # noqa: B018 - a leitura do roteiro é uma por processo
    with (
        CaptureQueriesContext(connection) as feitas,
        servicos.alterar_fatos(implantacao, iniciada.gestor_sei, "cadastro", "Feito."),
    ):
        pass

    assert sum(not q["sql"].startswith(TRANSACAO) for q in feitas.captured_queries) <= LIMITE


def test_a_historia_custa_o_mesmo_com_mais_linhas(client, enviada):
    client.force_login(enviada.gestor_sei)
    url = reverse("fluxo:historia", args=[enviada.implantacao.pk])
    client.get(url)

    def consultas() -> int:
        with CaptureQueriesContext(connection) as feitas:
            assert client.get(url).status_code == 200
        return len(feitas)

    antes = consultas()
    for numero in range(6):
        dados = {"motivo_bloqueio": "outro", "dono": "prodesp", "texto": str(numero)}
        enviada.executar(C.DECLARAR_BLOQUEIO, enviada.gestor_sei, **dados)
    assert consultas() == antes


def test_dobrar_o_registro_passa_de_50_mil_eventos_por_segundo_de_processador():
    mundo = mundo_iniciado().habilitar().aprovar("arquivo")
    eventos = mundo.registro * (10_000 // len(mundo.registro))

    def medir() -> float:
        inicio = time.process_time()
        reconstituir(eventos)
        return len(eventos) / (time.process_time() - inicio)

    assert max(medir() for _ in range(5)) > 50_000
