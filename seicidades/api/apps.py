from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "seicidades.api"
    verbose_name = "API"
