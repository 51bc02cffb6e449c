from django.apps import AppConfig


class CadastrosConfig(AppConfig):
    name = "cadastros"
    verbose_name = "cadastros e configurações"
