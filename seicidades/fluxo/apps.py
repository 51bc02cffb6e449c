from django.apps import AppConfig


class FluxoConfig(AppConfig):
    name = "seicidades.fluxo"
    verbose_name = "fluxo de implantação"
