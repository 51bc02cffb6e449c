"""Carrega o Estado fictício da demonstração."""

import os

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from seicidades.demo.carga import BancoAlheio, carregar

SENHA_PADRAO = "jabuticaba-no-quintal"


class Command(BaseCommand):
    help = "Carrega pessoas e implantações fictícias num banco vazio. Repetir não muda nada."

    def add_arguments(self, parser):
        parser.add_argument(
            "--vazio", action="store_true", help="Só municípios e a equipe do Estado."
        )

    def handle(self, *args, vazio, **options):
        if not settings.DEMO:
            raise CommandError(
                "Isto só roda na demonstração (AMBIENTE=demo). Use ./run demo ou ./run manage."
            )
        senha = os.environ.get("DEMO_SENHA") or SENHA_PADRAO
        try:
            quantas = carregar(senha=senha, vazia=vazio)
        except BancoAlheio as recusa:
            raise CommandError(str(recusa)) from recusa
        self.stdout.write(f"{quantas} implantações fictícias.")
