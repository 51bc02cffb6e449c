"""Copia o banco e os arquivos para uma pasta nova, com manifesto."""

import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from seicidades.operacao import copia


class Command(BaseCommand):
    help = "Copia o banco e os arquivos para uma pasta nova, com manifesto de conferência."

    def add_arguments(self, parser):
        parser.add_argument("--para", required=True, help="pasta nova que receberá a cópia")

    def handle(self, *args, para, **opcoes):
        inicio = time.perf_counter()
        try:
            manifesto = copia.copiar(Path(para))
        except copia.CopiaRecusada as erro:
            raise CommandError(str(erro)) from erro
        linhas = sum(conta.linhas for conta in manifesto.tabelas.values())
        self.stdout.write(
            f"Cópia em {para}: {len(manifesto.tabelas)} tabelas, {linhas} linhas, "
            f"{len(manifesto.arquivos)} arquivos, {time.perf_counter() - inicio:.1f} s."
        )
        self.stdout.write(
            "Ela tem dados pessoais: guarde-a cifrada. As chaves (SECRET_KEY, CHAVES_DE_DADOS) "
            "não estão nela; guarde-as em outro lugar."
        )
