from django.db import migrations

# Os acordos e o que os altera só produzem efeito com o extrato no diário.
CODIGOS = ("act", "tac", "convenio", "termo_aditivo")


def marcar(apps, schema_editor):
    TipoDeInstrumento = apps.get_model("adesao", "TipoDeInstrumento")
    TipoDeInstrumento.objects.filter(codigo__in=CODIGOS).update(exige_publicacao=True)


def desmarcar(apps, schema_editor):
    TipoDeInstrumento = apps.get_model("adesao", "TipoDeInstrumento")
    TipoDeInstrumento.objects.filter(codigo__in=CODIGOS).update(exige_publicacao=False)


class Migration(migrations.Migration):
    dependencies = [("adesao", "0004_instrumentos_como_dados")]

    operations = [migrations.RunPython(marcar, desmarcar)]
