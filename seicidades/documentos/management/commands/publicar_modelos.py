"""Publica o texto que o programa traz para cada documento."""

from django.core.management.base import BaseCommand, CommandError

from seicidades.documentos import servicos
from seicidades.documentos.redacao.motor import ModeloInvalido


class Command(BaseCommand):
    help = "Publica os textos dos documentos que ainda não foram publicados; repetir não muda nada."

    def add_arguments(self, parser):
        parser.add_argument(
            "--simular", action="store_true", help="Mostra o que faria e não publica."
        )

    def handle(self, *args, simular, **options):
        try:
            feitas = servicos.publicar_modelos(simular=simular)
        except ModeloInvalido as invalido:
            raise CommandError(f"Um texto não pode ser publicado:\n{invalido}") from invalido
        self.stdout.writelines(f"{feita.codigo}: {feita.feito}" for feita in feitas)
        if simular:
            self.stdout.write("Simulação: nada foi publicado.")
