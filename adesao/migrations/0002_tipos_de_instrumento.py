from django.db import migrations

# Código, nome, sigla, papel no fluxo. A administração muda depois; o código fica.
TIPOS = (
    ("termo_de_adesao", "Termo de Adesão", "", "abre"),
    ("act", "Acordo de Cooperação Técnica", "ACT", "acordo"),
    ("tac", "Termo de Adesão ao Convênio", "TAC", "acordo"),
    ("convenio", "Convênio", "", "acordo"),
    ("termo_aditivo", "Termo Aditivo", "", "outro"),
)


def criar(apps, schema_editor):
    TipoDeInstrumento = apps.get_model("adesao", "TipoDeInstrumento")
    for ordem, (codigo, nome, sigla, papel) in enumerate(TIPOS, start=1):
        TipoDeInstrumento.objects.update_or_create(
            codigo=codigo,
            defaults={"nome": nome, "sigla": sigla, "papel_no_fluxo": papel, "ordem": ordem * 10},
        )


def apagar(apps, schema_editor):
    """Só os que nenhum instrumento usa: o banco recusa apagar os demais."""
    TipoDeInstrumento = apps.get_model("adesao", "TipoDeInstrumento")
    codigos = [codigo for codigo, *_ in TIPOS]
    TipoDeInstrumento.objects.filter(codigo__in=codigos, instrumentos=None).delete()


class Migration(migrations.Migration):
    dependencies = [("adesao", "0001_adesao")]

    operations = [migrations.RunPython(criar, apagar)]
