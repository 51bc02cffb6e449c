"""Ler e escrever só JSON, dentro do razoável."""

from django.conf import settings
from rest_framework.exceptions import ParseError
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import JSONParser

from seicidades.api.erros import CorpoGrandeDemais


class LeitorDeJson(JSONParser):
    """JSON de até 1 MB. Aninhado demais é malformado, não erro do servidor."""

    def parse(self, stream, media_type=None, parser_context=None):
        tamanho = parser_context["request"].META.get("CONTENT_LENGTH") or "0"
        if not tamanho.isdigit() or int(tamanho) > settings.API_CORPO_MAXIMO:
            raise CorpoGrandeDemais
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError as erro:
            raise ParseError from erro


class SempreJson(BaseContentNegotiation):
    """Responde em JSON, peça o navegador o que pedir."""

    def select_parser(self, request, parsers):
        tipo = (request.content_type or "").split(";")[0].strip().lower()
        return next((p for p in parsers if p.media_type == tipo), None)

    def select_renderer(self, request, renderers, format_suffix=None):
        return renderers[0], renderers[0].media_type
