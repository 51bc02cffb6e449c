from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "seicidades.demo"
    verbose_name = "demonstração"
