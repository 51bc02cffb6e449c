from django.apps import AppConfig


class RegulamentacaoConfig(AppConfig):
    name = "regulamentacao"
    verbose_name = "regulamentação"

    def ready(self):
        from regulamentacao import compromissos, recados  # noqa: F401 (registram-se)
        from regulamentacao.sala import documentos  # noqa: F401 (registram-se)
