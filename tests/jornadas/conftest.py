"""O palco das jornadas: banco, página e navegador de verdade, um de cada por módulo."""

from collections.abc import Iterator
from io import StringIO

import pytest
from celery import Celery
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, connections
from django.test import override_settings
from playwright.sync_api import Browser, sync_playwright
from pytest_django.live_server_helper import LiveServer

from seicidades.celery import app
from seicidades.demo.carga import carregar
from tests import navegador as navegadores
from tests.jornadas.passos import SENHA, Palco


@pytest.fixture(scope="module")
def transactional_db(django_db_setup, django_db_blocker) -> Iterator[None]:
    """No lugar da do pytest-django: o banco só se esvazia no fim do módulo.

    Carregar o Estado custa segundos, e aqui cada teste só lê ou é o único.
    """
    with django_db_blocker.unblock():
        call_command("importar_municipios", stdout=StringIO())
        cache.clear()
        yield
        _dispensar_outras_conexoes()
        call_command("flush", interactive=False, stdout=StringIO())
        cache.clear()


def _dispensar_outras_conexoes() -> None:
    """Um pedido que o navegador abandonou não pode segurar o banco que vai ser apagado."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(scope="module")
def tarefas_na_hora() -> Iterator[None]:
    """O que iria para a fila acontece já, depois do commit: um trabalhador sem demora."""
    app.loader.import_default_modules()

    def atender(self, nome, args=(), kwargs=None, **_):
        self.tasks[nome](*args, **(kwargs or {}))

    with pytest.MonkeyPatch.context() as remendo:
        remendo.setattr(Celery, "send_task", atender)
        yield


@pytest.fixture(scope="module")
def servidor(transactional_db, tarefas_na_hora) -> Iterator[str]:
    """O endereço da página, que é também o dos links das mensagens."""
    pagina = LiveServer("127.0.0.1")
    with override_settings(ENDERECO_PUBLICO=pagina.url):
        yield pagina.url
    pagina.stop()


@pytest.fixture(scope="module")
def navegador() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = navegadores.abrir(playwright)
        yield chromium
        chromium.close()
        connections.close_all()  # as que este laço abriu não servem ao do módulo seguinte


@pytest.fixture
def palco(servidor, navegador) -> Iterator[Palco]:
    """Abre navegadores e, no fim, cobra o que eles reclamaram."""
    palco = Palco(servidor, navegador)
    yield palco
    palco.fechar()
    assert palco.queixas == []


@pytest.fixture(scope="module")
def estado_vazio(transactional_db) -> None:
    """Municípios e a equipe do Estado, sem implantação alguma."""
    carregar(senha=SENHA, vazia=True)


@pytest.fixture(scope="module")
def estado_da_demonstracao(transactional_db) -> None:
    """As cidades fictícias, em todas as situações."""
    carregar(senha=SENHA, vazia=False)
