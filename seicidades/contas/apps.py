from django.apps import AppConfig


class ContasConfig(AppConfig):
    name = "seicidades.contas"
    verbose_name = "pessoas e acesso"
