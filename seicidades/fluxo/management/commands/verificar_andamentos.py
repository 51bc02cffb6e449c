"""Confere a integridade do registro de andamentos."""

import json
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from seicidades.fluxo import ancoras
from seicidades.fluxo.verificacao import verificar_todas

SEM_ANCORAS = (
    "Não há âncoras em {}: um fim cortado e refeito de acordo não se vê. "
    "Rode ancorar_andamentos, ou aponte --ancoras para a pasta certa."
)


class Command(BaseCommand):
    help = (
        "Recalcula cada corrente de hashes, confere que a projeção é a dobra do registro "
        "e que tudo o que foi ancorado continua lá. Sai com erro se algo não confere."
    )

    def add_arguments(self, parser):
        parser.add_argument("implantacoes", nargs="*", type=int, help="Ids; sem eles, todas.")
        parser.add_argument("--ancoras", type=Path, help="Pasta das âncoras, se não é a de sempre.")
        parser.add_argument("--json", action="store_true", help="Um objeto JSON na saída padrão.")

    def handle(self, *args, implantacoes, **options):
        pasta = options["ancoras"] or settings.ANCORAS
        cadeia = ancoras.ler(pasta)
        vazia = not cadeia.ancoras and not cadeia.problemas
        if vazia and options["ancoras"]:
            raise CommandError(SEM_ANCORAS.format(pasta))
        laudo = verificar_todas(implantacoes, cadeia)
        if options["json"]:
            self.stdout.write(json.dumps(laudo.para_dados(), ensure_ascii=False))
        elif vazia:
            self.stderr.write(self.style.WARNING(SEM_ANCORAS.format(pasta)))
        if laudo.defeitos:
            for defeito in laudo.defeitos if not options["json"] else ():
                self.stderr.write(str(defeito))
            raise CommandError(
                f"{len(laudo.defeitos)} defeito(s) em {laudo.implantacoes} implantação(ões)."
            )
        if not options["json"]:
            self.stdout.write(
                self.style.SUCCESS(
                    f"{laudo.implantacoes} implantação(ões) conferida(s), íntegras: "
                    f"{laudo.andamentos} andamentos e {laudo.noites} noite(s) ancorada(s)."
                )
            )
