"""Confere a integridade do registro de andamentos."""

from django.core.management.base import BaseCommand, CommandError

from seicidades.fluxo.models import Implantacao
from seicidades.fluxo.verificacao import verificar


class Command(BaseCommand):
    help = "Recalcula cada corrente de hashes e confere que a projeção é a dobra do registro."

    def add_arguments(self, parser):
        parser.add_argument("implantacoes", nargs="*", type=int, help="Ids; sem eles, todas.")

    def handle(self, *args, implantacoes, **options):
        consulta = Implantacao.objects.select_related("versao").order_by("pk")
        if implantacoes:
            consulta = consulta.filter(pk__in=implantacoes)
        defeitos, conferidas = [], 0
        for implantacao in consulta.iterator():
            conferidas += 1
            defeitos += verificar(implantacao)
        for defeito in defeitos:
            self.stderr.write(str(defeito))
        if defeitos:
            raise CommandError(f"{len(defeitos)} defeito(s) em {conferidas} implantação(ões).")
        self.stdout.write(
            self.style.SUCCESS(f"{conferidas} implantação(ões) conferida(s), íntegras.")
        )
