"""O que o papel de banco da aplicação pode: tudo, menos mexer no que já foi registrado."""

from django.conf import settings
from django.db import connections

SO_INSERE_E_LE = ("fluxo_andamento", "fluxo_versaodoroteiro")


def conceder(using, verbosity=1, **_):
    """Depois de cada migração, refaz as concessões. Sem o papel no servidor, cria-o."""
    conexao = connections[using]
    papel = conexao.ops.quote_name(settings.PAPEL_DA_APLICACAO)
    with conexao.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [settings.PAPEL_DA_APLICACAO])
        if cursor.fetchone() is None:
            cursor.execute(f"CREATE ROLE {papel} NOLOGIN")
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {papel}")
        cursor.execute(
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {papel}"
        )
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {papel}")
        existentes = set(conexao.introspection.table_names(cursor))
        for tabela in SO_INSERE_E_LE:
            if tabela in existentes:
                nome = conexao.ops.quote_name(tabela)
                cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {nome} FROM {papel}")
