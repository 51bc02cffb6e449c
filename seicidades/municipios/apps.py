from django.apps import AppConfig


class MunicipiosConfig(AppConfig):
    name = "seicidades.municipios"
    verbose_name = "municípios"
