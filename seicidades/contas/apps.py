from django.apps import AppConfig


class ContasConfig(AppConfig):
    name = "seicidades.contas"
    verbose_name = "pessoas e acesso"

    def ready(self):
        from seicidades.contas import servicos
        from seicidades.correio import redacao

        redacao.acrescentar_a_todas(servicos.contexto_das_mensagens)
