"""Cria um token da API e o mostra uma vez."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from seicidades.api.servicos import VALIDADE_DIAS, criar_token
from seicidades.contas.models import Usuario


class Command(BaseCommand):
    help = "Cria um token da API para uma pessoa e o mostra, uma única vez."

    def add_arguments(self, parser):
        parser.add_argument("email", help="e-mail da pessoa")
        parser.add_argument(
            "--dias",
            type=int,
            default=VALIDADE_DIAS,
            help=f"validade em dias corridos (padrão: {VALIDADE_DIAS})",
        )
        parser.add_argument("--nome", default="", help="para que serve")

    def handle(self, *, email, dias, nome, **opcoes):
        dono = Usuario.objects.filter(email=email.strip().lower()).first()
        if dono is None:
            raise CommandError(f"Não há pessoa com o e-mail {email}. Confira o endereço.")
        try:
            token, segredo = criar_token(dono, dias=dias, nome=nome[:100])
        except ValueError as erro:
            raise CommandError(str(erro)) from erro
        vale_ate = timezone.localtime(token.expira_em)
        self.stdout.write(segredo)
        self.stderr.write(
            f"Token de {dono}, válido até {vale_ate:%d/%m/%Y às %Hh%M}. "
            "Guarde-o agora: ele não será mostrado de novo."
        )
