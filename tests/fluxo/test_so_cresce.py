"""O registro só cresce: nem o papel da aplicação nem o dono o mudam, e o que se mexe aparece."""

from io import StringIO

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections, transaction

from seicidades.fluxo import avisos, registro, servicos
from seicidades.fluxo.models import Andamento, Implantacao, ItemDaImplantacao
from seicidades.fluxo.nucleo.comandos import TipoDeComando as C
from seicidades.fluxo.nucleo.evolucao import reconstituir
from seicidades.fluxo.verificacao import verificar

MUDANCAS = [
    "UPDATE fluxo_andamento SET origem = 'sei'",
    "DELETE FROM fluxo_andamento",
    "TRUNCATE fluxo_andamento CASCADE",
]


def rodar(sql: str, *valores) -> None:
    """Como quem tem as chaves do banco e passa por cima dos gatilhos."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, valores)
        cursor.execute("SET LOCAL session_replication_role = origin")


@pytest.mark.parametrize("sql", MUDANCAS)
def test_nem_o_dono_do_banco_altera_o_registro(iniciada, sql):
    cursor = connection.cursor()
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # senão o TRUNCATE para antes, por elas

    with pytest.raises(DatabaseError, match="só cresce"), transaction.atomic():
        cursor.execute(sql)

    assert Andamento.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_o_papel_da_aplicacao_insere_e_le_e_nada_mais(iniciada):
    """Noutra conexão, como a aplicação entra em produção."""
    conexao = connections["default"].copy()
    try:
        with conexao.cursor() as cursor:
            cursor.execute("SET ROLE seicidades_app")
            for sql in [*MUDANCAS, "UPDATE fluxo_versaodoroteiro SET numero = 9"]:
                with pytest.raises(DatabaseError, match="permission denied"):
                    cursor.execute(sql)
            cursor.execute(
                "INSERT INTO fluxo_andamento (implantacao_id, seq, tipo, etapa, item, dados,"
                " registrado_em, ocorreu_em, papel, em_nome_de, origem, digest_do_pedido,"
                " hash_anterior, hash) SELECT implantacao_id, 2, tipo, etapa, item, dados,"
                " registrado_em, ocorreu_em, papel, em_nome_de, origem, '', hash, 'x'"
                " FROM fluxo_andamento"
            )
            cursor.execute("SELECT count(*) FROM fluxo_andamento")
            assert cursor.fetchone() == (2,)
    finally:
        conexao.close()


PARA_CONTORNAR = [
    *MUDANCAS,
    "INSERT INTO fluxo_andamento SELECT * FROM fluxo_andamento"
    " ON CONFLICT (id) DO UPDATE SET origem = 'sei'",
    "MERGE INTO fluxo_andamento a USING fluxo_andamento b ON a.id = b.id WHEN MATCHED THEN DELETE",
    "SELECT * FROM fluxo_andamento FOR UPDATE",
    "BEGIN; LOCK TABLE fluxo_andamento IN ACCESS EXCLUSIVE MODE",
    "SELECT setval('fluxo_andamento_id_seq', 1)",
    "ALTER TABLE fluxo_andamento DISABLE TRIGGER USER",
    "ALTER TABLE fluxo_andamento DISABLE TRIGGER ALL",
    "ALTER TABLE fluxo_andamento DROP COLUMN hash",
    "ALTER TABLE fluxo_andamento RENAME TO outra",
    "ALTER TABLE fluxo_andamento OWNER TO seicidades_app",
    "DROP TRIGGER fluxo_andamento_linhas ON fluxo_andamento",
    "DROP FUNCTION fluxo_andamento_so_cresce() CASCADE",
    "DROP TABLE fluxo_andamento CASCADE",
    "CREATE OR REPLACE FUNCTION fluxo_andamento_so_cresce() RETURNS trigger LANGUAGE plpgsql"
    " AS $$ BEGIN RETURN NEW; END $$",
    "CREATE TRIGGER z BEFORE INSERT ON fluxo_andamento FOR EACH ROW"
    " EXECUTE FUNCTION fluxo_andamento_so_cresce()",
    "CREATE RULE z AS ON INSERT TO fluxo_andamento DO INSTEAD NOTHING",
    "CREATE TABLE public.fluxo_andamento_2 (id int)",
    "GRANT {dono} TO seicidades_app",
    "SET ROLE {dono}",
    "SET SESSION AUTHORIZATION {dono}",
    "ALTER ROLE seicidades_app SUPERUSER",
    "SET session_replication_role = replica",
    "SELECT set_config('session_replication_role', 'replica', false)",
    "COPY (SELECT 1) TO PROGRAM 'true'",
]


@pytest.fixture
def como_a_aplicacao(db):
    """Uma sessão que entrou com o papel da aplicação, e não uma que o veste."""
    opcoes = connection.get_connection_params() | {"user": "seicidades_app"}
    fora = ("cursor_factory", "context", "prepare_threshold", "password")
    opcoes = {nome: valor for nome, valor in opcoes.items() if nome not in fora}
    with psycopg.connect(**opcoes, autocommit=True) as sessao:
        yield sessao


@pytest.mark.parametrize("sql", PARA_CONTORNAR)
def test_o_papel_da_aplicacao_nao_tem_por_onde_contornar(como_a_aplicacao, sql):
    dono = connection.ops.quote_name(connection.settings_dict["USER"])
    assert como_a_aplicacao.execute("SELECT session_user").fetchone() == ("seicidades_app",)

    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        como_a_aplicacao.execute(sql.format(dono=dono))


def test_a_aplicacao_le_o_registro_so_insere_nele_e_nao_se_concede_mais(como_a_aplicacao):
    # O banco só avisa que nada foi concedido.
    como_a_aplicacao.execute("GRANT UPDATE ON fluxo_andamento TO seicidades_app")
    direitos = como_a_aplicacao.execute(
        "SELECT privilege_type FROM information_schema.role_table_grants"
        " WHERE table_name = 'fluxo_andamento' AND grantee = 'seicidades_app'"
    ).fetchall()

    assert sorted(direitos) == [("INSERT",), ("SELECT",)]


def test_com_o_papel_da_aplicacao_o_motor_anda_publica_e_avisa(pronta):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE seicidades_app")
        servicos.publicar_roteiro()
        pronta.executar(C.ENVIAR_ETAPA, pronta.gestor_sei, etapa="comeco")
        assert avisos.avisar_pendentes() == 1
        cursor.execute("RESET ROLE")

    assert pronta.implantacao.ler_estado().etapa("comeco").situacao == "em_analise"


# Conferir


def conferir() -> str:
    saida = StringIO()
    call_command("verificar_andamentos", stdout=saida)
    return saida.getvalue()


def defeitos() -> str:
    erros = StringIO()
    with pytest.raises(CommandError, match="defeito"):
        call_command("verificar_andamentos", stderr=erros)
    return erros.getvalue()


def test_registro_integro_e_conferido(enviada):
    assert "1 implantação(ões) conferida(s), íntegras: 5 andamentos" in conferir()


def test_conferir_so_as_pedidas(enviada):
    rodar("UPDATE fluxo_implantacao SET seq = 99")
    call_command("verificar_andamentos", str(enviada.implantacao.pk + 1), stdout=StringIO())

    with pytest.raises(CommandError):
        call_command("verificar_andamentos", str(enviada.implantacao.pk), stderr=StringIO())


@pytest.mark.parametrize(
    "mudanca",
    [
        "dados = jsonb_set(dados, '{pedido,texto}', '\"Outro texto.\"')",
        "ocorreu_em = ocorreu_em - 30",
        "registrado_em = registrado_em - interval '1 day'",
        "ator_id = NULL",
        "tipo = 'item_reaberto'",
        "item = 'cadastro'",
        "em_nome_de = 'sggd'",
        "papel = 'gerente'",
        "chave = 'outra'",
    ],
)
def test_andamento_editado_e_apontado(enviada, mudanca):
    sql = f"UPDATE fluxo_andamento SET {mudanca} WHERE seq = 2"  # noqa: S608 - só o que está acima
    rodar(sql)

    assert "andamento 2: o conteúdo não confere com o hash." in defeitos()


def test_andamento_editado_com_hash_refeito_quebra_o_elo_seguinte(enviada):
    rodar("UPDATE fluxo_andamento SET hash = repeat('0', 64) WHERE seq = 2")

    assert "andamento 3: o elo com o andamento anterior não confere." in defeitos()


def test_andamento_apagado_do_meio_e_apontado(enviada):
    rodar("DELETE FROM fluxo_andamento WHERE seq = 2")

    assert "andamento 3: a numeração pulou; esperava-se 2." in defeitos()


def test_andamentos_trocados_de_lugar_sao_apontados(enviada):
    rodar("UPDATE fluxo_andamento SET seq = 1000 WHERE seq = 2")
    rodar("UPDATE fluxo_andamento SET seq = 2 WHERE seq = 3")
    rodar("UPDATE fluxo_andamento SET seq = 3 WHERE seq = 1000")

    assert "andamento 2" in defeitos()


@pytest.mark.parametrize("a_partir_de", [5, 1])
def test_cauda_cortada_e_apontada(enviada, a_partir_de):
    rodar("DELETE FROM fluxo_andamento WHERE seq >= %s", a_partir_de)

    assert "o fim do registro não confere" in defeitos()


def test_andamento_a_mais_no_fim_e_apontado(enviada):
    ultimo = enviada.implantacao.andamentos.order_by("seq").last()
    ultimo.pk, ultimo.seq, ultimo.chave = None, ultimo.seq + 1, None
    ultimo.save(force_insert=True)

    assert "o fim do registro não confere" in defeitos()


@pytest.mark.parametrize(
    ("sql", "achado"),
    [
        ("UPDATE fluxo_implantacao SET vez_de = 'sggd'", "o campo vez_de é 'sggd'"),
        ("UPDATE fluxo_implantacao SET producao_em = '2026-01-01'", "o campo producao_em"),
        (
            "UPDATE fluxo_implantacao SET estado = jsonb_set(estado, '{situacao}', '\"suspensa\"')",
            "o estado guardado não é a dobra do registro",
        ),
        (
            "UPDATE fluxo_etapadaimplantacao SET situacao = 'aprovada' WHERE chave = 'comeco'",
            "a linha da etapa comeco não confere",
        ),
        (
            "UPDATE fluxo_itemdaimplantacao SET situacao = 'aberto' WHERE chave = 'oficio'",
            "a linha do item oficio não confere",
        ),
        (
            "DELETE FROM fluxo_itemdaimplantacao WHERE chave = 'oficio'",
            "a linha do item oficio não confere",
        ),
        (
            "UPDATE fluxo_itemdaimplantacao SET chave = 'intruso' WHERE chave = 'oficio'",
            "há uma linha a mais, item intruso",
        ),
    ],
)
def test_promessa_1_projecao_que_nao_e_a_dobra_e_apontada(enviada, sql, achado):
    rodar(sql)

    assert achado in defeitos()


def test_promessa_1_apagada_a_projecao_o_registro_a_refaz(enviada):
    implantacao = Implantacao.objects.get()
    antes = list(ItemDaImplantacao.objects.order_by("chave").values("chave", "situacao", "prazo"))
    estado = reconstituir(registro.eventos_de(implantacao.andamentos.order_by("seq")))
    _, itens = registro.linhas_da_projecao(implantacao, implantacao.roteiro, estado)

    refeitas = sorted(itens, key=lambda i: i.chave)
    assert [{"chave": i.chave, "situacao": i.situacao, "prazo": i.prazo} for i in refeitas] == antes
    assert verificar(implantacao) == []
