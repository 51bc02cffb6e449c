from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("importacao", "0001_carteira"),
    ]

    operations = [
        migrations.AddField(
            model_name="carga",
            name="reservada_ate",
            field=models.DateTimeField(blank=True, null=True, verbose_name="reservada até"),
        ),
        migrations.AddField(
            model_name="carga",
            name="tentativas",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="tentativas"),
        ),
        migrations.AlterField(
            model_name="carga",
            name="gravada_em",
            field=models.DateTimeField(blank=True, null=True, verbose_name="gravada em"),
        ),
    ]
