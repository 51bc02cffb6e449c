"""Quem fala com a API: por token ou pela sessão de quem já entrou."""

from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import exceptions
from rest_framework.authentication import (
    BaseAuthentication,
    SessionAuthentication,
    get_authorization_header,
)

from seicidades.api import servicos
from seicidades.contas.middleware import falta_segundo_fator

PALAVRAS = {b"bearer", b"token"}


class PorToken(BaseAuthentication):
    """`Authorization: Bearer sei_…`. É a primeira: sem ela, a resposta é 401, não 403."""

    def authenticate(self, request):
        palavra, *resto = get_authorization_header(request).split() or [b""]
        if palavra.lower() not in PALAVRAS:
            return None
        if len(resto) != 1:
            raise exceptions.AuthenticationFailed(
                "O cabeçalho Authorization deve ser «Bearer» e o token, separados por um espaço."
            )
        try:
            token = servicos.conferir_token(resto[0].decode("latin-1"))
        except servicos.TokenRecusado as recusado:
            raise exceptions.AuthenticationFailed(str(recusado)) from recusado
        return token.dono, token

    def authenticate_header(self, request):
        return 'Bearer realm="seicidades"'


class PorSessao(SessionAuthentication):
    """A sessão das páginas, com o mesmo CSRF e o mesmo segundo fator."""

    def authenticate(self, request):
        achado = super().authenticate(request)
        if achado and falta_segundo_fator(achado[0]):
            raise exceptions.PermissionDenied(
                "Ative o segundo fator da sua conta, em qualquer página, e volte."
            )
        return achado

    def enforce_csrf(self, request):
        try:
            super().enforce_csrf(request)
        except exceptions.PermissionDenied as recusado:
            raise exceptions.PermissionDenied(
                "Falta a prova de que o pedido saiu destas páginas: envie o cabeçalho "
                "X-CSRFToken com o valor do cookie, ou use um token."
            ) from recusado


class PorTokenNoEsquema(OpenApiAuthenticationExtension):
    target_class = PorToken
    name = "token"

    def get_security_definition(self, auto_schema):
        return {"type": "http", "scheme": "bearer"}


class PorSessaoNoEsquema(OpenApiAuthenticationExtension):
    target_class = PorSessao
    name = "sessao"

    def get_security_definition(self, auto_schema):
        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}
