"""Escreve no README o desenho do motor, ou confere que o escrito é o de agora."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from seicidades.fluxo import desenho


class Command(BaseCommand):
    help = "Desenha situações, comandos e eventos do motor no README, entre as marcas."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument(
            "--conferir", action="store_true", help="Não escreve; falha se o README está velho."
        )
        parser.add_argument("--arquivo", type=Path, default=settings.BASE_DIR / "README.md")

    def handle(self, *args, conferir, arquivo, **options):
        atual = arquivo.read_text()
        try:
            novo = desenho.trocar(atual, desenho.desenhar())
        except ValueError as erro:
            raise CommandError(f"{arquivo.name}: {erro}") from erro
        if conferir and novo != atual:
            raise CommandError(
                f"O desenho do motor em {arquivo.name} está velho. "
                "Rode: ./run manage desenhar_motor"
            )
        if not conferir:
            arquivo.write_text(novo)
        self.stdout.write(self.style.SUCCESS("O desenho do motor está em dia."))
