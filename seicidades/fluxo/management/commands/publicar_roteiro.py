"""Publica o roteiro que o código declara."""

from django.core.management.base import BaseCommand, CommandError

from seicidades.fluxo import servicos
from seicidades.fluxo.comparacao import comparar
from seicidades.fluxo.declaracao import roteiro_do_codigo
from seicidades.fluxo.models import VersaoDoRoteiro
from seicidades.fluxo.nucleo.definicao import problemas_do_roteiro


class Command(BaseCommand):
    help = "Congela o roteiro declarado pelas etapas numa versão nova, se algo mudou."

    def add_arguments(self, parser):
        parser.add_argument(
            "--simular", action="store_true", help="Mostra o que mudaria e não publica."
        )

    def handle(self, *args, simular, **options):
        roteiro = roteiro_do_codigo()
        if problemas := problemas_do_roteiro(roteiro):
            raise CommandError("O roteiro não pode ser publicado:\n- " + "\n- ".join(problemas))
        ultima = VersaoDoRoteiro.objects.order_by("-numero").first()
        if ultima and ultima.digest == roteiro.digest:
            self.stdout.write(f"Nada mudou: vale a {ultima}.")
            return
        mudancas = comparar(ultima.roteiro if ultima else None, roteiro)
        self.stdout.writelines(f"- {m}" for m in mudancas)
        if perdidas := [m for m in mudancas if m.startswith("Sai ")]:
            self.stderr.write(
                f"Atenção: {len(perdidas)} chave(s) já publicada(s) saem do roteiro. "
                "Implantações em curso guardam a versão delas."
            )
        if simular:
            self.stdout.write("Simulação: nada foi publicado.")
            return
        self.stdout.write(self.style.SUCCESS(f"Publicada a {servicos.publicar_roteiro()}."))
