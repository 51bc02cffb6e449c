"""O CPF de cada linha passa a um bloco cifrado na carga, que se apaga de uma vez."""

from django.db import migrations, models

from cadastros.sigilo import FINALIDADE, cifrar, cifrar_cpfs, decifrar_cpfs
from seicidades.comum.cifra import cofre


def juntar_na_carga(apps, schema_editor):
    cofre_daqui = cofre(FINALIDADE)
    Carga = apps.get_model("cadastros", "Carga")
    Linha = apps.get_model("cadastros", "LinhaDeUsuario")
    for carga in Carga.objects.filter(tipo="usuarios").only("pk").order_by("pk"):
        pares = Linha.objects.filter(carga=carga).values_list("linha", "cpf_cifrado")
        cpfs = {linha: cofre_daqui.decrypt(c.encode()).decode() for linha, c in pares if c}
        Carga.objects.filter(pk=carga.pk).update(cpfs_cifrados=cifrar_cpfs(cpfs))


def espalhar_nas_linhas(apps, schema_editor):
    """O arquivo já apagado volta vazio: a coluna antiga não aceita nulo."""
    cofre_daqui = cofre(FINALIDADE)
    Carga = apps.get_model("cadastros", "Carga")
    Linha = apps.get_model("cadastros", "LinhaDeUsuario")
    for carga in Carga.objects.exclude(cpfs_cifrados=None).only("cpfs_cifrados").order_by("pk"):
        for linha, cpf in decifrar_cpfs(carga.cpfs_cifrados).items():
            cifrado = cofre_daqui.encrypt(cpf.encode()).decode("ascii")
            Linha.objects.filter(carga=carga, linha=linha).update(cpf_cifrado=cifrado)
    Carga.objects.filter(original_cifrado=None).update(original_cifrado=cifrar(b""))


class Migration(migrations.Migration):
    dependencies = [
        ("cadastros", "0003_kit_de_carga"),
        ("fluxo", "0007_recalculo_de_prazos"),
    ]

    operations = [
        migrations.AddField(
            model_name="carga",
            name="apagada_em",
            field=models.DateTimeField(
                editable=False, null=True, verbose_name="dados pessoais apagados em"
            ),
        ),
        migrations.AddField(
            model_name="carga",
            name="cpfs_cifrados",
            field=models.BinaryField(null=True, verbose_name="CPF das linhas, cifrados"),
        ),
        migrations.AddField(
            model_name="carga",
            name="pessoas_por_unidade",
            field=models.JSONField(
                default=dict,
                editable=False,
                verbose_name="pessoas por unidade quando se apagou",
            ),
        ),
        migrations.AlterField(
            model_name="carga",
            name="original_cifrado",
            field=models.BinaryField(null=True, verbose_name="arquivo original, cifrado"),
        ),
        migrations.RunPython(juntar_na_carga, espalhar_nas_linhas),
        migrations.RemoveField(model_name="linhadeusuario", name="cpf_cifrado"),
        migrations.AddConstraint(
            model_name="carga",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("apagada_em", None), ("original_cifrado__isnull", False)),
                    models.Q(
                        ("apagada_em__isnull", False),
                        ("cpfs_cifrados", None),
                        ("original_cifrado", None),
                    ),
                    _connector="OR",
                ),
                name="carga_apagada_sem_arquivo",
            ),
        ),
        migrations.AddConstraint(
            model_name="carga",
            constraint=models.CheckConstraint(
                condition=models.Q(("cpfs_cifrados", None), ("tipo", "usuarios"), _connector="OR"),
                name="carga_so_usuarios_tem_cpf",
            ),
        ),
    ]
