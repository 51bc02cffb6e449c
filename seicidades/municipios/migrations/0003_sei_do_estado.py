from django.db import migrations

# O endereço fica em branco até que a administração o informe; o formato da numeração foi
# deduzido de números publicados, e por isso o que não confere só avisa.
NOME = "SEI do Governo do Estado de São Paulo"
MASCARA = (
    "@cod_orgao_sei_03d@.@seq_anual_cod_orgao_sei_08d@/@ano_4d@-@dv_mod11_executivo_federal_2d@"
)


def criar(apps, schema_editor):
    apps.get_model("municipios", "InstalacaoSEI").objects.get_or_create(
        orgao=None,
        defaults={"nome": NOME, "sigla": "SEI/SP", "mascara": MASCARA, "digitos": "avisar"},
    )


def apagar(apps, schema_editor):
    """Só se ninguém a completou."""
    InstalacaoSEI = apps.get_model("municipios", "InstalacaoSEI")
    InstalacaoSEI.objects.filter(orgao=None, nome=NOME, url_base="").delete()


class Migration(migrations.Migration):
    dependencies = [("municipios", "0002_instalacoes_do_sei")]

    operations = [migrations.RunPython(criar, apagar)]
