from django.apps import AppConfig


class RegulamentacaoConfig(AppConfig):
    name = "regulamentacao"
    verbose_name = "regulamentação"
