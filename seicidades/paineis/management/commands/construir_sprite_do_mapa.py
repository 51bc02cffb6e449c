"""Refaz o arquivo de contornos que as páginas de mapa citam."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from seicidades.paineis.sprite import sprite_do_mapa

DESTINO = Path("static/img/mapa-sp.svg")


class Command(BaseCommand):
    help = "Escreve static/img/mapa-sp.svg a partir da geometria dos municípios."

    def handle(self, *args, **options):
        destino = settings.BASE_DIR / DESTINO
        destino.write_text(sprite_do_mapa(), encoding="utf-8")
        self.stdout.write(f"{DESTINO}: {destino.stat().st_size} bytes.")
