"""Guarda fora do banco o fim de cada registro."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from seicidades.fluxo import ancoras


class Command(BaseCommand):
    help = "Acrescenta às âncoras o fim de cada registro que andou. A agenda faz isto toda noite."

    def add_arguments(self, parser):
        parser.add_argument("--pasta", type=Path, default=settings.ANCORAS, help="Das âncoras.")

    def handle(self, *args, pasta, **options):
        try:
            ancora = ancoras.ancorar(pasta)
        except OSError as erro:
            raise CommandError(
                f"Não consegui gravar em {pasta}: {erro}. Confira o espaço e de quem é a pasta."
            ) from erro
        self.stdout.write(f"{len(ancora.cabecas)} registro(s) ancorado(s). Resumo: {ancora.hash}")
