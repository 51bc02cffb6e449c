from django.apps import AppConfig


class RegulamentacaoConfig(AppConfig):
    name = "regulamentacao"
    verbose_name = "regulamentação"

    def ready(self):
        # Registram-se ao carregar.
        from regulamentacao import compromissos, recados  # noqa: F401
        from regulamentacao.sala import documentos  # noqa: F401
