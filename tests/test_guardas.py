"""As guardas do conftest recusam o que prometem recusar."""

import socket

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.template import Context, Template

from adesao.models import TipoDeInstrumento
from tests.conftest import RedeProibida, VariavelIndefinida


class Nomes:
    com = "valor"

    def com_argumento(self, um):
        return um


@pytest.mark.django_db
def test_consulta_sem_ordem_nao_volta_na_ordem_do_banco():
    em_ordem = list(ContentType.objects.order_by("pk").values_list("pk", flat=True))
    sem_ordem = list(ContentType.objects.order_by().values_list("pk", flat=True))

    assert sem_ordem != em_ordem
    assert sorted(sem_ordem) == em_ordem


@pytest.mark.parametrize(
    "texto",
    [
        "{{ nada }}",
        "{{ nomes.nada }}",
        "{{ nada|upper }}",
        "{{ nomes.com_argumento }}",
        "{% with um=nada %}{% endwith %}",
    ],
)
def test_variavel_indefinida_falha(texto):
    with pytest.raises(VariavelIndefinida, match="não está no contexto"):
        Template(texto).render(Context({"nomes": Nomes()}))


@pytest.mark.parametrize(
    ("texto", "saida"),
    [
        ("{{ nomes.com }}", "valor"),
        ("{{ nada|default:'padrão' }}", "padrão"),
        ("{% if nada %}sim{% else %}não{% endif %}", "não"),
        ("{% for um in nada %}x{% empty %}vazio{% endfor %}", "vazio"),
    ],
)
def test_ausencia_declarada_passa(texto, saida):
    assert Template(texto).render(Context({"nomes": Nomes()})) == saida


def test_rede_fora_desta_maquina_e_recusada():
    with socket.socket() as ligacao, pytest.raises(RedeProibida, match=r"198\.51\.100\.7"):
        ligacao.connect(("198.51.100.7", 80))
    with pytest.raises(RedeProibida, match="exemplo"):
        socket.getaddrinfo("exemplo.invalid", 80)


def test_rede_desta_maquina_passa():
    with socket.socket() as servidor, socket.socket() as ligacao:
        servidor.bind(("127.0.0.1", 0))
        servidor.listen()
        ligacao.connect(servidor.getsockname())
        assert ligacao.getpeername() == servidor.getsockname()


@pytest.mark.django_db
def test_limpeza_passa_por_cima_do_gatilho_de_truncate():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE so_cresce AS SELECT 1 AS linha")
        cursor.execute(
            "CREATE FUNCTION pg_temp.recusar() RETURNS trigger LANGUAGE plpgsql "
            "AS $$ BEGIN RAISE EXCEPTION 'so cresce'; END $$"
        )
        cursor.execute(
            "CREATE TRIGGER so_cresce BEFORE TRUNCATE ON so_cresce "
            "FOR EACH STATEMENT EXECUTE FUNCTION pg_temp.recusar()"
        )
        with pytest.raises(DatabaseError, match="so cresce"), transaction.atomic():
            cursor.execute("TRUNCATE so_cresce")

        connection.ops.execute_sql_flush(["TRUNCATE so_cresce"])

        cursor.execute("SELECT count(*) FROM so_cresce")
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db(transaction=True)
def test_limpeza_repoe_o_que_as_migracoes_deixam():
    antes = [
        list(modelo.objects.order_by("pk").values()) for modelo in (TipoDeInstrumento, ContentType)
    ]
    assert all(antes)

    call_command("flush", interactive=False, verbosity=0)

    depois = [
        list(modelo.objects.order_by("pk").values()) for modelo in (TipoDeInstrumento, ContentType)
    ]
    assert depois == antes
    assert ContentType.objects.create(app_label="a", model="b").pk > max(t["id"] for t in antes[1])
