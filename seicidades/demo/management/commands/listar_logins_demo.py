"""Diz com que endereços se entra na demonstração."""

import os

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from seicidades.contas.models import Usuario, Vinculo
from seicidades.demo.gente import DO_ESTADO, DOMINIO
from seicidades.demo.management.commands.carregar_demo import SENHA_PADRAO


class Command(BaseCommand):
    help = "Lista os acessos fictícios. Só na demonstração."

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError("Isto só roda na demonstração (AMBIENTE=demo).")
        self.stdout.write(f"Entre com um destes endereços e {self._qual_senha()}:")
        for nome in DO_ESTADO:
            self.stdout.write(f"  {nome}@{DOMINIO}")
        exemplo = (
            Vinculo.objects.filter(papel="gestor_sei")
            .select_related("usuario", "orgao__municipio")
            .order_by("orgao__municipio__codigo_ibge")
            .first()
        )
        if exemplo:
            cidades = Usuario.objects.filter(email__startswith="gestor-sei.").count()
            self.stdout.write(
                f"  {exemplo.usuario.email} ({exemplo.orgao.municipio.nome}), e o mesmo para "
                f"representante e, onde já designados, gestor-ti, gestor-conhecimento e "
                f"gestor-documental, em {cidades} cidades"
            )

    def _qual_senha(self) -> str:
        """A senha de agora, se ainda é a dos acessos; eles nascem com a da primeira carga."""
        senha = os.environ.get("DEMO_SENHA") or SENHA_PADRAO
        alguem = Usuario.objects.filter(email=f"gerente@{DOMINIO}").first()
        if alguem is None or alguem.check_password(senha):
            return f"a senha {senha}"
        return "a senha escolhida quando estes dados foram criados"
