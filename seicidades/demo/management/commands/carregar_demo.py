"""Carrega o Estado fictício da demonstração."""

import os

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from seicidades.demo.carga import BancoAlheio, carregar
from seicidades.demo.enredos import ENREDOS
from seicidades.demo.sorteio import estado_inteiro

SENHA_PADRAO = "jabuticaba-no-quintal"


class Command(BaseCommand):
    help = "Carrega pessoas e implantações fictícias num banco vazio. Repetir não muda nada."

    def add_arguments(self, parser):
        parser.add_argument(
            "--vazio", action="store_true", help="Só municípios e a equipe do Estado."
        )
        parser.add_argument(
            "--poucas", action="store_true", help="Só as cidades contadas à mão, sem as sorteadas."
        )

    def handle(self, *args, vazio, poucas, **options):
        if not settings.DEMO:
            raise CommandError(
                "Isto só roda na demonstração (AMBIENTE=demo). Use ./run demo ou ./run manage."
            )
        senha = os.environ.get("DEMO_SENHA") or SENHA_PADRAO
        enredos = ENREDOS if poucas else estado_inteiro()
        try:
            quantas = carregar(senha=senha, vazia=vazio, enredos=enredos)
        except BancoAlheio as recusa:
            raise CommandError(str(recusa)) from recusa
        self.stdout.write(f"{quantas} implantações fictícias.")
