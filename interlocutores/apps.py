from django.apps import AppConfig


class InterlocutoresConfig(AppConfig):
    name = "interlocutores"
    verbose_name = "interlocutores"
