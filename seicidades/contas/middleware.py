"""Segundo fator obrigatório para quem é do Estado."""

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.shortcuts import redirect

from seicidades.contas.adaptador import exige_segundo_fator

# O caminho até o segundo fator, e a saída.
LIBERADAS = {
    "mfa_activate_totp",
    "mfa_reauthenticate",
    "account_reauthenticate",
    "account_logout",
}


class ExigeSegundoFator:
    """Leva à ativação quem ainda não tem segundo fator e precisa dele."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if getattr(view, "confere_segundo_fator", False):  # a API responde por si, em JSON
            return None
        if request.resolver_match.view_name in LIBERADAS or not falta_segundo_fator(request.user):
            return None
        messages.info(request, "Antes de continuar, ative o segundo fator da sua conta.")
        return redirect("mfa_activate_totp")


def falta_segundo_fator(usuario) -> bool:
    return exige_segundo_fator(usuario) and not is_mfa_enabled(usuario, [Authenticator.Type.TOTP])
