from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class LembretesConfig(AppConfig):
    name = "seicidades.lembretes"
    verbose_name = "lembretes"

    def ready(self):
        # Só aqui, com as apps prontas, este módulo pode ser lido; ele se registra no fluxo.
        from seicidades.lembretes import proximo  # noqa: F401 (registra-se ao ser lido)

        autodiscover_modules("compromissos")
