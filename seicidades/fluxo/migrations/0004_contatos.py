import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("fluxo", "0003_situacao_importada"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Contato",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("chave", models.CharField(max_length=100, verbose_name="chave de repetição")),
                (
                    "meio",
                    models.CharField(
                        choices=[
                            ("telefone", "Telefone"),
                            ("visita", "Visita"),
                            ("reuniao", "Reunião on-line"),
                            ("email", "E-mail"),
                            ("mensagem", "Mensagem"),
                            ("oficio", "Ofício"),
                            ("outro", "Outro meio"),
                        ],
                        max_length=20,
                        verbose_name="meio",
                    ),
                ),
                ("ocorreu_em", models.DateField(verbose_name="quando foi")),
                ("com_quem", models.CharField(blank=True, max_length=200, verbose_name="com quem")),
                ("resumo", models.TextField(max_length=2000, verbose_name="resumo")),
                (
                    "nota_interna",
                    models.TextField(blank=True, max_length=2000, verbose_name="nota interna"),
                ),
                (
                    "proximo_passo",
                    models.CharField(blank=True, max_length=300, verbose_name="próximo passo"),
                ),
                (
                    "proximo_passo_em",
                    models.DateField(blank=True, null=True, verbose_name="data do próximo passo"),
                ),
                ("registrado_em", models.DateTimeField(verbose_name="registrado em")),
                (
                    "anulado_em",
                    models.DateTimeField(blank=True, null=True, verbose_name="anulado em"),
                ),
                (
                    "anulado_motivo",
                    models.TextField(
                        blank=True, max_length=2000, verbose_name="motivo da anulação"
                    ),
                ),
                (
                    "passo_feito_em",
                    models.DateField(blank=True, null=True, verbose_name="próximo passo feito em"),
                ),
                (
                    "passo_desfecho",
                    models.TextField(blank=True, max_length=2000, verbose_name="o que resultou"),
                ),
                (
                    "anulado_por",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="anulado por",
                    ),
                ),
                (
                    "corrige",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="correcao",
                        to="fluxo.contato",
                        verbose_name="corrige o contato",
                    ),
                ),
                (
                    "implantacao",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contatos",
                        to="fluxo.implantacao",
                        verbose_name="implantação",
                    ),
                ),
                (
                    "passo_contato",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cumpridos",
                        to="fluxo.contato",
                        verbose_name="contato que cumpriu o passo",
                    ),
                ),
                (
                    "passo_feito_por",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="próximo passo encerrado por",
                    ),
                ),
                (
                    "pessoa",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="pessoa da cidade",
                    ),
                ),
                (
                    "registrado_por",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="registrado por",
                    ),
                ),
            ],
            options={
                "verbose_name": "contato",
                "verbose_name_plural": "contatos",
                "ordering": ["-ocorreu_em", "-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("anulado_em", None)),
                        fields=["implantacao", "-ocorreu_em"],
                        name="contato_que_vale",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("anulado_em", None),
                            ("passo_feito_em", None),
                            ("proximo_passo_em__isnull", False),
                        ),
                        fields=["implantacao", "proximo_passo_em"],
                        name="contato_com_passo_aberto",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("implantacao", "chave"), name="contato_unico_por_chave"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("com_quem", ""), _negated=True),
                            ("pessoa__isnull", False),
                            _connector="OR",
                        ),
                        name="contato_com_alguem",
                        violation_error_message="Diga com quem foi o contato.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ocorreu_em__lte", models.F("registrado_em__date"))),
                        name="contato_ja_aconteceu",
                        violation_error_message="O contato ainda não aconteceu.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("proximo_passo", ""), ("proximo_passo_em", None)),
                            models.Q(
                                models.Q(("proximo_passo", ""), _negated=True),
                                ("proximo_passo_em__gte", models.F("ocorreu_em")),
                                ("proximo_passo_em__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="contato_passo_com_data",
                        violation_error_message="O próximo passo tem texto e data, não antes do contato.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("anulado_em", None), ("anulado_motivo", ""), ("anulado_por", None)
                            ),
                            models.Q(
                                ("anulado_em__isnull", False),
                                ("anulado_por__isnull", False),
                                models.Q(("anulado_motivo", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="contato_anulacao_completa",
                        violation_error_message="Informe quem anulou o contato, quando e por quê.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("passo_contato", None),
                                ("passo_desfecho", ""),
                                ("passo_feito_em", None),
                                ("passo_feito_por", None),
                            ),
                            models.Q(
                                ("passo_feito_em__isnull", False),
                                ("passo_feito_por__isnull", False),
                                ("proximo_passo_em__isnull", False),
                                models.Q(
                                    models.Q(("passo_desfecho", ""), _negated=True),
                                    ("passo_contato__isnull", False),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="contato_passo_feito_completo",
                        violation_error_message="Informe quem cumpriu o próximo passo, quando e como.",
                    ),
                ],
            },
        ),
    ]
