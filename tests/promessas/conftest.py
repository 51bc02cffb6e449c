"""As cidades e as pessoas do percurso, criadas uma vez por arquivo e desfeitas no fim."""

import logging

import pytest
from django.db import transaction
from django.test import override_settings

from tests.acesso import mundo as mundos
from tests.acesso import percurso


@pytest.fixture(scope="module")
def mundo(django_db_setup, django_db_blocker):
    logging.disable(logging.CRITICAL)
    sessoes = override_settings(SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies")
    with sessoes, django_db_blocker.unblock(), transaction.atomic():
        yield mundos.criar()
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="module")
def visitante(mundo):
    return percurso.Visitante(mundo)
