from django.apps import AppConfig


class CapacitacaoConfig(AppConfig):
    name = "capacitacao"
    verbose_name = "capacitação"
