from django.apps import AppConfig


class PaineisConfig(AppConfig):
    name = "seicidades.paineis"
    verbose_name = "painéis"
