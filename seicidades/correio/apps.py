from django.apps import AppConfig


class CorreioConfig(AppConfig):
    name = "seicidades.correio"
    verbose_name = "correio"
