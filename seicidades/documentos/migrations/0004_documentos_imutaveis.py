from django.db import migrations

# O publicado não muda; o gerado termina uma vez e, depois, só perde os dados pessoais.
RECUSAR = """
CREATE FUNCTION documentos_versao_publicada() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'TRUNCATE' AND OLD.publicada_em IS NULL THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    RAISE EXCEPTION 'Uma versão publicada não muda nem é apagada: % recusado.', TG_OP
        USING ERRCODE = 'restrict_violation';
END
$$;
CREATE FUNCTION documentos_gerado_imutavel() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    da_fila CONSTANT text[] :=
        '{situacao,motivo,terminado_em,reservado_ate,tentativas}';
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.situacao = 'na_fila' AND to_jsonb(NEW) - da_fila = to_jsonb(OLD) - da_fila THEN
            RETURN NEW;
        END IF;
        IF OLD.situacao <> 'na_fila' AND NEW.contexto = '{}'::jsonb
            AND to_jsonb(NEW) - 'contexto' = to_jsonb(OLD) - 'contexto' THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'Um documento gerado não muda nem é apagado: % recusado.', TG_OP
        USING ERRCODE = 'restrict_violation';
END
$$;
CREATE FUNCTION documentos_arquivo_do_documento_imutavel() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'O arquivo de um documento não muda nem é apagado: % recusado.', TG_OP
        USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER documentos_versao_linhas BEFORE UPDATE OR DELETE
    ON documentos_versaodomodelo
    FOR EACH ROW EXECUTE FUNCTION documentos_versao_publicada();
CREATE TRIGGER documentos_versao_tabela BEFORE TRUNCATE ON documentos_versaodomodelo
    FOR EACH STATEMENT EXECUTE FUNCTION documentos_versao_publicada();
CREATE TRIGGER documentos_gerado_linhas BEFORE UPDATE OR DELETE ON documentos_documentogerado
    FOR EACH ROW EXECUTE FUNCTION documentos_gerado_imutavel();
CREATE TRIGGER documentos_gerado_tabela BEFORE TRUNCATE ON documentos_documentogerado
    FOR EACH STATEMENT EXECUTE FUNCTION documentos_gerado_imutavel();
CREATE TRIGGER documentos_arquivo_do_documento_linhas BEFORE UPDATE OR DELETE
    ON documentos_arquivododocumento
    FOR EACH ROW EXECUTE FUNCTION documentos_arquivo_do_documento_imutavel();
CREATE TRIGGER documentos_arquivo_do_documento_tabela BEFORE TRUNCATE
    ON documentos_arquivododocumento
    FOR EACH STATEMENT EXECUTE FUNCTION documentos_arquivo_do_documento_imutavel();
"""
DESFAZER = """
DROP TRIGGER documentos_arquivo_do_documento_tabela ON documentos_arquivododocumento;
DROP TRIGGER documentos_arquivo_do_documento_linhas ON documentos_arquivododocumento;
DROP TRIGGER documentos_gerado_tabela ON documentos_documentogerado;
DROP TRIGGER documentos_gerado_linhas ON documentos_documentogerado;
DROP TRIGGER documentos_versao_tabela ON documentos_versaodomodelo;
DROP TRIGGER documentos_versao_linhas ON documentos_versaodomodelo;
DROP FUNCTION documentos_arquivo_do_documento_imutavel();
DROP FUNCTION documentos_gerado_imutavel();
DROP FUNCTION documentos_versao_publicada();
"""


class Migration(migrations.Migration):
    dependencies = [("documentos", "0003_documentos_gerados")]

    operations = [migrations.RunSQL(RECUSAR, DESFAZER)]
