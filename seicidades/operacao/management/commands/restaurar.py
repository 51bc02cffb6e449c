"""Restaura uma cópia de segurança num banco vazio e confere o que entrou."""

import time
from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from seicidades.operacao import copia


class Command(BaseCommand):
    help = "Restaura uma cópia de segurança num banco vazio e confere o que entrou."

    def add_arguments(self, parser):
        parser.add_argument("--de", required=True, help="pasta que o copia_de_seguranca criou")

    def handle(self, *args, de, **opcoes):
        inicio = time.perf_counter()
        try:
            manifesto = copia.restaurar(Path(de))
        except copia.CopiaRecusada as erro:
            raise CommandError(str(erro)) from erro
        call_command("migrate", interactive=False, verbosity=0)  # refaz também as concessões
        self.stdout.write(
            f"Restaurada a cópia de {manifesto.criada_em}: {len(manifesto.tabelas)} tabelas e "
            f"{len(manifesto.arquivos)} arquivos conferem com o manifesto, "
            f"{time.perf_counter() - inicio:.1f} s."
        )
        self.stdout.write("Confira os andamentos com: manage.py verificar_andamentos")
