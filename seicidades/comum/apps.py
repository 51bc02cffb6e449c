from django.apps import AppConfig


class ComumConfig(AppConfig):
    name = "seicidades.comum"
    verbose_name = "comum"
