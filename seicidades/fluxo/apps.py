from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules


class FluxoConfig(AppConfig):
    name = "seicidades.fluxo"
    verbose_name = "fluxo de implantação"

    def ready(self):
        # Só aqui, com as apps prontas, estes módulos podem ser lidos.
        from seicidades.fluxo import checks, concessoes, receptores

        autodiscover_modules("etapa")
        autodiscover_modules("buscas")
        post_migrate.connect(concessoes.conceder, dispatch_uid="fluxo.concessoes")
        receptores.conectar()
        checks.registrar_verificacoes()
