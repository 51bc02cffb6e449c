import logging

from django.apps import AppConfig
from django.conf import settings

from seicidades.operacao import receptores


class OperacaoConfig(AppConfig):
    name = "seicidades.operacao"
    verbose_name = "operação"

    def ready(self):
        receptores.conectar()
        if settings.PRODUCAO:  # também os avisos do Python saem como registro
            logging.captureWarnings(True)
