from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules, import_module


class DocumentosConfig(AppConfig):
    name = "seicidades.documentos"
    verbose_name = "documentos"

    def ready(self):
        import_module("seicidades.documentos.checks")
        autodiscover_modules("documentos")
