"""As restrições que começam pela pessoa e pela implantação já servem à procura por elas."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("fluxo", "0007_recalculo_de_prazos"),
        ("lembretes", "0001_lembretes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="envio",
            name="usuario",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="pessoa",
            ),
        ),
        migrations.AlterField(
            model_name="lembrete",
            name="implantacao",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="lembretes",
                to="fluxo.implantacao",
                verbose_name="implantação",
            ),
        ),
    ]
