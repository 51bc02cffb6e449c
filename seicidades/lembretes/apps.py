from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class LembretesConfig(AppConfig):
    name = "seicidades.lembretes"
    verbose_name = "lembretes"

    def ready(self):
        # Só aqui, com as apps prontas, estes módulos podem ser lidos; registram-se ao sê-lo.
        from seicidades.lembretes import proximo, saude  # noqa: F401 (registram-se)

        autodiscover_modules("compromissos")
