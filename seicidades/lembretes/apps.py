from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class LembretesConfig(AppConfig):
    name = "seicidades.lembretes"
    verbose_name = "lembretes"

    def ready(self):
        autodiscover_modules("compromissos")
