from django.apps import AppConfig
from django.utils.module_loading import import_module


class RegulamentacaoConfig(AppConfig):
    name = "regulamentacao"
    verbose_name = "regulamentação"

    def ready(self):
        import_module("regulamentacao.sala.documentos")
