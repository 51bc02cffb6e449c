from django.db import migrations

RECUSAR = """
CREATE FUNCTION fluxo_andamento_so_cresce() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'O registro de andamentos só cresce: % recusado.', TG_OP
        USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER fluxo_andamento_linhas BEFORE UPDATE OR DELETE ON fluxo_andamento
    FOR EACH ROW EXECUTE FUNCTION fluxo_andamento_so_cresce();
CREATE TRIGGER fluxo_andamento_tabela BEFORE TRUNCATE ON fluxo_andamento
    FOR EACH STATEMENT EXECUTE FUNCTION fluxo_andamento_so_cresce();
"""
DESFAZER = """
DROP TRIGGER fluxo_andamento_tabela ON fluxo_andamento;
DROP TRIGGER fluxo_andamento_linhas ON fluxo_andamento;
DROP FUNCTION fluxo_andamento_so_cresce();
"""


class Migration(migrations.Migration):
    dependencies = [("fluxo", "0001_fluxo")]

    operations = [migrations.RunSQL(RECUSAR, DESFAZER)]
