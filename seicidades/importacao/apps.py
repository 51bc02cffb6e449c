from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ImportacaoConfig(AppConfig):
    name = "seicidades.importacao"
    verbose_name = "carga da carteira"

    def ready(self):
        # Cada etapa declara, no seu módulo `carga`, o que recebe da planilha.
        autodiscover_modules("carga")
