"""Guardas de toda a suíte: pegam defeitos que nenhuma leitura vê."""

import ipaddress
import random
import socket
import threading
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management.color import no_style
from django.core.management.commands import flush
from django.db import connection, transaction
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.models import QuerySet
from django.template import Engine, base
from django.template.defaultfilters import default, default_if_none
from django.test import override_settings

SEM_ARQUIVO = "(texto)"
# Páginas de terceiros que contam com variável ausente virar texto vazio: não as
# escrevemos nem podemos consertar. As nossas, e as que trocamos, não têm perdão.
TOLERADOS = ("django/contrib/admin", "allauth", "crispy_bootstrap5", "crispy_forms")
FILTROS_DE_AUSENCIA = (default, default_if_none)


@pytest.fixture(autouse=True, scope="session")
def ajustes_dos_testes():
    """Senhas baratas de conferir."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


# Do mais demorado ao menos: no fim, um deles sozinho deixaria um núcleo à espera.
DEMORADOS = (
    "jornadas/test_axe.py",
    "jornadas/test_adamantina.py",
    "test_acesso.py",
    "mutacao/test_mutacao.py",
    "fluxo/nucleo/test_maquina.py",
    "demo/test_run.py",
    "promessas/test_hostil.py",
    "fluxo/test_dois_processos.py",
    "jornadas/test_sem_javascript.py",
    "fluxo/test_maquina_no_banco.py",
    "lembretes/test_bancada.py",
    "operacao/test_producao.py",
    "fluxo/test_adulteracao.py",
    "importacao/test_navegador.py",
    "promessas/test_isolamento.py",
    "test_consistencia_dos_textos.py",
    "operacao/test_copia.py",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Os arquivos demorados na frente, para que os núcleos acabem juntos."""
    pasta = Path(__file__).parent
    lugar = {pasta / nome: numero for numero, nome in enumerate(DEMORADOS)}
    items.sort(key=lambda item: lugar.get(item.path, len(lugar)))


# --- Consultas sem ordem voltam embaralhadas -------------------------------------------


def _embaralhar(linhas: list) -> None:
    """Troca a ordem de verdade: com duas linhas diferentes ou mais, nunca sai a mesma."""
    antes = list(map(id, linhas))
    sorteio = random.Random(len(linhas))  # noqa: S311 (repetível, não é segredo)
    while len(set(antes)) > 1 and list(map(id, linhas)) == antes:
        sorteio.shuffle(linhas)


@pytest.fixture(autouse=True, scope="session")
def consultas_sem_ordem_embaralhadas():
    original = QuerySet._fetch_all

    def buscar(self):
        ja_buscada = self._result_cache is not None
        original(self)
        if not ja_buscada and not self.ordered:
            _embaralhar(self._result_cache)

    with pytest.MonkeyPatch.context() as remendo:
        remendo.setattr(QuerySet, "_fetch_all", buscar)
        yield


# --- Variável indefinida em template é erro --------------------------------------------


class VariavelIndefinida(Exception):
    """Um template usa um nome que ninguém lhe deu."""


class _Recusa:
    """Ocupa `string_if_invalid`: vale como texto, mas falha ao ser usada."""

    def __init__(self, expressao):
        self.expressao = expressao

    def __contains__(self, trecho):
        return trecho == "%s"

    def __mod__(self, variavel):
        raise VariavelIndefinida(
            f"{{{{ {self.expressao.token} }}}} em {self.expressao.origem}: "
            f"{variavel} não está no contexto. Passe o valor ou use |default."
        )

    def __str__(self):
        return self % self.expressao.var


def _perdoada(expressao) -> bool:
    """`|default` diz que a ausência é esperada; o que é dos outros não se julga."""
    if expressao.filters and expressao.filters[0][0] in FILTROS_DE_AUSENCIA:
        return True
    return any(f"site-packages/{pasta}" in expressao.origem for pasta in TOLERADOS)


class ExpressaoVigiada(base.FilterExpression):
    """Sabe de que arquivo veio e, ao ser resolvida, se a ausência é falha."""

    agora = threading.local()

    def __init__(self, token, parser):
        super().__init__(token, parser)
        origem = getattr(parser, "origin", None)
        self.origem = Path(str(origem)).as_posix() if origem else SEM_ARQUIVO

    def resolve(self, context, ignore_failures=False):
        anterior = self.texto_da_ausencia()
        self.agora.texto = "" if ignore_failures or _perdoada(self) else _Recusa(self)
        try:
            return super().resolve(context, ignore_failures)
        finally:
            self.agora.texto = anterior

    @classmethod
    def texto_da_ausencia(cls):
        return getattr(cls.agora, "texto", "")


@pytest.fixture(autouse=True, scope="session")
def variavel_indefinida_falha():
    ausencia = property(
        lambda motor: ExpressaoVigiada.texto_da_ausencia(), lambda motor, valor: None
    )
    with pytest.MonkeyPatch.context() as remendo:
        remendo.setattr(base, "FilterExpression", ExpressaoVigiada)
        remendo.setattr(Engine, "string_if_invalid", ausencia, raising=False)
        yield


# --- Nada de rede além desta máquina ---------------------------------------------------


class RedeProibida(Exception):
    """Um teste tentou falar com outra máquina."""


def _desta_maquina(destino) -> bool:
    if destino in (None, "", "localhost", b"localhost"):
        return True
    try:
        return ipaddress.ip_address(destino).is_loopback
    except ValueError:
        return False


def _recusar_outra_maquina(destino) -> None:
    if not _desta_maquina(destino):
        raise RedeProibida(f"O teste tentou alcançar {destino!r}; troque por um servidor local.")


@pytest.fixture(autouse=True, scope="session")
def sem_rede():
    originais = {nome: getattr(socket.socket, nome) for nome in ("connect", "connect_ex", "sendto")}
    resolver = socket.getaddrinfo

    def guardar(nome):
        def chamar(self, *args):
            if self.family in (socket.AF_INET, socket.AF_INET6):
                _recusar_outra_maquina(args[-1][0])
            return originais[nome](self, *args)

        return chamar

    def resolver_nome(host, *args, **kwargs):
        _recusar_outra_maquina(host)
        return resolver(host, *args, **kwargs)

    with pytest.MonkeyPatch.context() as remendo:
        for nome in originais:
            remendo.setattr(socket.socket, nome, guardar(nome))
        remendo.setattr(socket, "getaddrinfo", resolver_nome)
        yield


# --- A limpeza passa por cima dos gatilhos e repõe o que as migrações deixam -------------
# O registro de andamentos proíbe TRUNCATE, e as listas de partida nascem nas migrações.
# Apaga-se só o que tem linhas: esvaziar cem tabelas já vazias custaria meio segundo por teste.


def _copiar_tabelas() -> dict[str, bytes]:
    """Cada tabela com linhas e o conteúdo dela, no formato de COPY."""
    tabelas = {}
    with connection.cursor() as cursor:
        for nome in connection.introspection.django_table_names(only_existing=True):
            tabela = connection.ops.quote_name(nome)
            with cursor.copy(f"COPY {tabela} TO STDOUT") as saida:
                tabelas[tabela] = b"".join(saida)
    return tabelas


def _esvaziar(cursor, tabelas: list[str]) -> None:
    """Espera quem ainda grava, como o TRUNCATE esperaria, e apaga as linhas que há."""
    cursor.execute(f"LOCK TABLE {', '.join(tabelas)}")
    com_linhas = [
        f"SELECT '{t}' WHERE EXISTS (SELECT FROM {t})"  # noqa: S608 (nomes dos modelos)
        for t in tabelas
    ]
    cursor.execute(" UNION ALL ".join(com_linhas))
    if cheias := [tabela for (tabela,) in cursor.fetchall()]:
        cursor.execute(";".join(f"DELETE FROM {t}" for t in cheias))  # noqa: S608 (idem)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    original = BaseDatabaseOperations.execute_sql_flush
    with django_db_blocker.unblock():
        partida = _copiar_tabelas()

    def limpar(self, sql_list):
        with transaction.atomic(using=self.connection.alias), self.connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            limpas = [tabela for tabela in partida if any(tabela in sql for sql in sql_list)]
            if not limpas:  # tabela que não é de modelo nenhum
                return original(self, sql_list)
            _esvaziar(cursor, limpas)
            for tabela in filter(partida.get, limpas):
                with cursor.copy(f"COPY {tabela} FROM STDIN") as entrada:
                    entrada.write(partida[tabela])
            cursor.execute(";".join(self.sequence_reset_sql(no_style(), apps.get_models())))

    with pytest.MonkeyPatch.context() as remendo:
        remendo.setattr(BaseDatabaseOperations, "execute_sql_flush", limpar)
        # O que as migrações deixam já volta na cópia: permissões e tipos não se refazem.
        remendo.setattr(flush, "emit_post_migrate_signal", lambda *_: None)
        yield
