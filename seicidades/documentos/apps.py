from django.apps import AppConfig


class DocumentosConfig(AppConfig):
    name = "seicidades.documentos"
    verbose_name = "documentos"
