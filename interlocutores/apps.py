from django.apps import AppConfig


class InterlocutoresConfig(AppConfig):
    name = "interlocutores"
    verbose_name = "interlocutores"

    def ready(self):
        from interlocutores import recados, receptores  # noqa: F401 (registram-se)

        receptores.conectar()
