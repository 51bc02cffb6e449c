"""Sondas e métricas. O público só sabe se está no ar; os números são de quem opera."""

import ipaddress
import secrets

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, JsonResponse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import View

from seicidades.comum.papeis import Papel
from seicidades.contas.permissoes import papel_do_estado
from seicidades.operacao import metricas, saude


def e_da_operacao(request) -> bool:
    """Traz o token, vem de uma rede liberada ou desta máquina, sem proxy no meio."""
    informado = request.headers.get("Authorization", "").removeprefix("Bearer ")
    token = settings.TOKEN_DA_OPERACAO
    if token and secrets.compare_digest(informado.encode(), token.encode()):
        return True
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False  # REMOTE_ADDR é o proxy, e por ele vem qualquer pessoa
    try:
        endereco = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    return endereco.is_loopback or any(endereco in rede for rede in settings.REDES_DA_OPERACAO)


@method_decorator([login_not_required, never_cache], name="dispatch")
class SaudeView(View):
    """O processo responde, com ou sem banco e Redis, e diz se os lembretes pararam."""

    def get(self, request):
        return JsonResponse({"situacao": "viva", "lembretes": saude.dos_lembretes()})


@method_decorator([login_not_required, never_cache], name="dispatch")
class ProntoView(View):
    """Pode receber pedidos? 503 se não. Detalhes só para quem opera ou administra."""

    def get(self, request):
        laudo = saude.examinar()
        com_detalhes = e_da_operacao(request) or (
            laudo.exame("banco").bem and papel_do_estado(request.user) == Papel.ADMINISTRADOR
        )
        dados = laudo.para_dados() if com_detalhes else {"situacao": laudo.situacao}
        return JsonResponse(dados, status=200 if laudo.pode_atender else 503)


@method_decorator([login_not_required, never_cache], name="dispatch")
class MetricasView(View):
    """Para o Prometheus; os demais não sabem que existe."""

    def get(self, request):
        if not e_da_operacao(request):
            raise Http404
        return HttpResponse(metricas.em_texto(), content_type=metricas.TIPO)
