from django.db import migrations

# A única mudança que uma linha aceita é o expurgo, uma vez.
RECUSAR = """
CREATE FUNCTION documentos_arquivo_imutavel() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    do_expurgo CONSTANT text[] := '{expurgado_em,expurgado_por_id,motivo_do_expurgo}';
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.expurgado_em IS NULL AND NEW.expurgado_em IS NOT NULL
        AND to_jsonb(NEW) - do_expurgo = to_jsonb(OLD) - do_expurgo THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'Um arquivo guardado não muda nem é apagado: % recusado.', TG_OP
        USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER documentos_arquivo_linhas BEFORE UPDATE OR DELETE ON documentos_arquivo
    FOR EACH ROW EXECUTE FUNCTION documentos_arquivo_imutavel();
CREATE TRIGGER documentos_arquivo_tabela BEFORE TRUNCATE ON documentos_arquivo
    FOR EACH STATEMENT EXECUTE FUNCTION documentos_arquivo_imutavel();
"""
DESFAZER = """
DROP TRIGGER documentos_arquivo_tabela ON documentos_arquivo;
DROP TRIGGER documentos_arquivo_linhas ON documentos_arquivo;
DROP FUNCTION documentos_arquivo_imutavel();
"""


class Migration(migrations.Migration):
    dependencies = [("documentos", "0001_documentos")]

    operations = [migrations.RunSQL(RECUSAR, DESFAZER)]
