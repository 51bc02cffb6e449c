"""O que se registrou de um contato não muda nem se apaga; só se marca."""

from django.db import migrations

RECUSAR = """
CREATE FUNCTION fluxo_contato_nao_muda() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF (NEW.id, NEW.implantacao_id, NEW.chave, NEW.meio, NEW.ocorreu_em, NEW.pessoa_id,
            NEW.com_quem, NEW.resumo, NEW.nota_interna, NEW.proximo_passo, NEW.proximo_passo_em,
            NEW.corrige_id, NEW.registrado_por_id, NEW.registrado_em)
           IS NOT DISTINCT FROM
           (OLD.id, OLD.implantacao_id, OLD.chave, OLD.meio, OLD.ocorreu_em, OLD.pessoa_id,
            OLD.com_quem, OLD.resumo, OLD.nota_interna, OLD.proximo_passo, OLD.proximo_passo_em,
            OLD.corrige_id, OLD.registrado_por_id, OLD.registrado_em)
           AND (OLD.anulado_em IS NULL
                OR (NEW.anulado_em, NEW.anulado_por_id, NEW.anulado_motivo)
                   IS NOT DISTINCT FROM (OLD.anulado_em, OLD.anulado_por_id, OLD.anulado_motivo))
        THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'Um contato registrado não muda nem se apaga: % recusado.', TG_OP
        USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER fluxo_contato_linhas BEFORE UPDATE OR DELETE ON fluxo_contato
    FOR EACH ROW EXECUTE FUNCTION fluxo_contato_nao_muda();
CREATE TRIGGER fluxo_contato_tabela BEFORE TRUNCATE ON fluxo_contato
    FOR EACH STATEMENT EXECUTE FUNCTION fluxo_contato_nao_muda();
"""
DESFAZER = """
DROP TRIGGER fluxo_contato_tabela ON fluxo_contato;
DROP TRIGGER fluxo_contato_linhas ON fluxo_contato;
DROP FUNCTION fluxo_contato_nao_muda();
"""


class Migration(migrations.Migration):
    dependencies = [("fluxo", "0004_contatos")]

    operations = [migrations.RunSQL(RECUSAR, DESFAZER)]
