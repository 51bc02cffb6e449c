from django.apps import AppConfig


class LotesConfig(AppConfig):
    name = "seicidades.lotes"
    verbose_name = "ações em lote"
