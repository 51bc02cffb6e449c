import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


def marcar(apps, schema_editor):
    """O acordo é do município com o Estado: sem a SGGD e a Prodesp, não vale."""
    TipoDeInstrumento = apps.get_model("adesao", "TipoDeInstrumento")
    acordos = TipoDeInstrumento.objects.filter(papel_no_fluxo="acordo")
    acordos.update(sggd_assina=True, prodesp_assina=True)


def apagar_as_de_antes(apps, schema_editor):
    """As não gravadas, que se cifravam de outro jeito: valem dois dias, e se enviam de novo."""
    PlanilhaDeAssinaturas = apps.get_model("adesao", "PlanilhaDeAssinaturas")
    PlanilhaDeAssinaturas.objects.exclude(situacao="gravada").delete()
    PlanilhaDeAssinaturas.objects.update(conferencia_cifrada=None)


class Migration(migrations.Migration):
    dependencies = [
        ("adesao", "0005_acordo_vale_depois_de_publicado"),
        ("documentos", "0004_documentos_imutaveis"),
        ("fluxo", "0007_recalculo_de_prazos"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PessoaQueAssina",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("nome", models.CharField(max_length=150, verbose_name="nome completo")),
                (
                    "criada_em",
                    models.DateTimeField(
                        default=django.utils.timezone.now,
                        editable=False,
                        verbose_name="registrada em",
                    ),
                ),
            ],
            options={
                "verbose_name": "pessoa que assina",
                "verbose_name_plural": "pessoas que assinam",
                "ordering": ("implantacao_id", "nome"),
            },
        ),
        migrations.AlterModelOptions(
            name="cadastroexterno",
            options={
                "ordering": ("pk",),
                "verbose_name": "cadastro de usuário externo",
                "verbose_name_plural": "cadastros de usuário externo",
            },
        ),
        migrations.RenameField(
            model_name="planilhadeassinaturas",
            old_name="previa_cifrada",
            new_name="conferencia_cifrada",
        ),
        migrations.AlterField(
            model_name="planilhadeassinaturas",
            name="conferencia_cifrada",
            field=models.BinaryField(null=True, verbose_name="conferência cifrada"),
        ),
        migrations.AddField(
            model_name="movimentodaassinatura",
            name="nota",
            field=models.CharField(blank=True, max_length=200, verbose_name="nota"),
        ),
        migrations.AddField(
            model_name="movimentodaassinatura",
            name="origem",
            field=models.CharField(
                choices=[
                    ("pagina", "na página"),
                    ("planilha", "pela planilha de assinaturas"),
                    ("importacao", "pela carga da carteira"),
                ],
                default="pagina",
                max_length=12,
                verbose_name="como chegou",
            ),
        ),
        migrations.AddField(
            model_name="planilhadeassinaturas",
            name="aviso",
            field=models.CharField(blank=True, max_length=500, verbose_name="aviso"),
        ),
        migrations.AddField(
            model_name="planilhadeassinaturas",
            name="reservada_ate",
            field=models.DateTimeField(blank=True, null=True, verbose_name="reservada até"),
        ),
        migrations.AddField(
            model_name="planilhadeassinaturas",
            name="tentativas",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="tentativas"),
        ),
        migrations.AddField(
            model_name="tipodeinstrumento",
            name="prodesp_assina",
            field=models.BooleanField(
                default=False,
                help_text="Marcado, nada deste tipo vale sem a assinatura dela.",
                verbose_name="a Prodesp tem de assinar",
            ),
        ),
        migrations.AddField(
            model_name="tipodeinstrumento",
            name="sggd_assina",
            field=models.BooleanField(
                default=False,
                help_text="Marcado, nada deste tipo vale sem a assinatura dela.",
                verbose_name="a SGGD tem de assinar",
            ),
        ),
        migrations.AlterField(
            model_name="cadastroexterno",
            name="representante",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cadastro_externo",
                to="adesao.representante",
                verbose_name="representante",
            ),
        ),
        migrations.AlterField(
            model_name="planilhadeassinaturas",
            name="situacao",
            field=models.CharField(
                choices=[
                    ("na_fila", "à espera de conferência"),
                    ("conferindo", "em conferência"),
                    ("recusada", "com problemas"),
                    ("conferida", "conferida"),
                    ("a_gravar", "à espera de gravação"),
                    ("gravada", "gravada"),
                ],
                default="na_fila",
                max_length=12,
                verbose_name="situação",
            ),
        ),
        migrations.AddConstraint(
            model_name="movimentodaassinatura",
            constraint=models.CheckConstraint(
                condition=models.Q(("origem__in", ["pagina", "planilha", "importacao"])),
                name="movimento_da_assinatura_de_origem_conhecida",
            ),
        ),
        migrations.AddField(
            model_name="pessoaqueassina",
            name="implantacao",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="adesao_pessoas",
                to="fluxo.implantacao",
                verbose_name="implantação",
            ),
        ),
        migrations.AddField(
            model_name="cadastroexterno",
            name="pessoa",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cadastro_externo",
                to="adesao.pessoaqueassina",
                verbose_name="outra pessoa do município",
            ),
        ),
        migrations.AddField(
            model_name="signatario",
            name="pessoa",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="assinaturas",
                to="adesao.pessoaqueassina",
                verbose_name="outra pessoa do município",
            ),
        ),
        migrations.AddConstraint(
            model_name="cadastroexterno",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("pessoa", None), ("representante__isnull", False)),
                    models.Q(("pessoa__isnull", False), ("representante", None)),
                    _connector="OR",
                ),
                name="cadastro_externo_de_uma_pessoa",
                violation_error_message="O cadastro é de uma pessoa, e de uma só.",
            ),
        ),
        migrations.AddConstraint(
            model_name="signatario",
            constraint=models.CheckConstraint(
                condition=models.Q(("representante", None), ("pessoa", None), _connector="OR"),
                name="signatario_e_uma_pessoa_so",
                violation_error_message="Quem representa a prefeitura não é outra pessoa.",
            ),
        ),
        migrations.AddConstraint(
            model_name="pessoaqueassina",
            constraint=models.UniqueConstraint(
                models.F("implantacao"),
                django.db.models.functions.text.Lower("nome"),
                name="pessoa_que_assina_uma_por_nome",
                violation_error_message="Já há uma pessoa com este nome nesta cidade.",
            ),
        ),
        migrations.RunPython(marcar, migrations.RunPython.noop),
        migrations.RunPython(apagar_as_de_antes, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="tipodeinstrumento",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("papel_no_fluxo", "acordo"), _negated=True),
                    ("sggd_assina", True),
                    ("prodesp_assina", True),
                    _connector="OR",
                ),
                name="tipo_de_acordo_com_o_estado",
                violation_error_message="Um acordo é com o Estado: marque que a SGGD ou a Prodesp "
                "tem de assinar.",
            ),
        ),
    ]
