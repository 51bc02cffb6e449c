from django.db import migrations, models

# Antes, a retirada da fila se guardava como falha, com esta frase.
FRASE = "Retirada da fila"


def retirar(apps, schema_editor):
    Mensagem = apps.get_model("correio", "Mensagem")
    antigas = Mensagem.objects.filter(situacao="falhou", erro__startswith=FRASE)
    antigas.update(situacao="retirado")


def devolver(apps, schema_editor):
    """Oito tentativas: assim a falha não conta como recusa do endereço."""
    Mensagem = apps.get_model("correio", "Mensagem")
    Mensagem.objects.filter(situacao="retirado").update(situacao="falhou", tentativas=8)
    Mensagem.objects.exclude(devolvida_em=None).update(devolvida_em=None)


class Migration(migrations.Migration):
    dependencies = [
        ("correio", "0004_mensagem_por_endereco"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="mensagem",
            name="mensagem_situacao_conhecida",
        ),
        migrations.AddField(
            model_name="mensagem",
            name="devolvida_em",
            field=models.DateTimeField(blank=True, null=True, verbose_name="devolvida em"),
        ),
        migrations.AlterField(
            model_name="mensagem",
            name="situacao",
            field=models.CharField(
                choices=[
                    ("pendente", "pendente"),
                    ("reservado", "reservado"),
                    ("entregando", "entregando"),
                    ("enviado", "enviado"),
                    ("falhou", "falhou"),
                    ("retirado", "retirado da fila"),
                ],
                default="pendente",
                max_length=12,
                verbose_name="situação",
            ),
        ),
        migrations.AddConstraint(
            model_name="mensagem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "situacao__in",
                        ["pendente", "reservado", "entregando", "enviado", "falhou", "retirado"],
                    )
                ),
                name="mensagem_situacao_conhecida",
            ),
        ),
        migrations.AddConstraint(
            model_name="mensagem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("devolvida_em", None), ("situacao", "enviado"), _connector="OR"
                ),
                name="mensagem_devolvida_foi_enviada",
                violation_error_message="Só volta o que saiu.",
            ),
        ),
        migrations.RunPython(retirar, devolver),
    ]
