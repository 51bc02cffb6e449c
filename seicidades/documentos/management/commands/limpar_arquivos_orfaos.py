from django.core.management.base import BaseCommand

from seicidades.documentos import servicos


class Command(BaseCommand):
    help = "Apaga do disco os conteúdos sem linha no banco e os temporários de mais de um dia."

    def add_arguments(self, parser):
        parser.add_argument("--simular", action="store_true", help="Só conta; não apaga nada.")

    def handle(self, *args, simular, **options):
        limpeza = servicos.limpar_orfaos(simular=simular)
        verbo = "A apagar" if simular else "Apagados"
        self.stdout.write(
            f"{verbo}: {limpeza.conteudos} conteúdos sem dono e {limpeza.temporarios} temporários."
        )
