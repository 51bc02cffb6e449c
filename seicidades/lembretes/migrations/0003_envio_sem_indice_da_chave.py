"""A pessoa e o dia já são únicos juntos, e a chave sai deles."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("lembretes", "0002_indices_que_sobravam")]

    operations = [
        migrations.AlterField(
            model_name="envio",
            name="chave",
            field=models.CharField(max_length=200, verbose_name="chave na caixa de saída"),
        ),
    ]
