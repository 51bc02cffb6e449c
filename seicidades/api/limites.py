"""Quanto cada token ou pessoa pode pedir por minuto."""

import logging
import time

from django.conf import settings
from django.core.cache import cache
from redis.exceptions import RedisError
from rest_framework.throttling import BaseThrottle

registro = logging.getLogger(__name__)
JANELA_EM_SEGUNDOS = 60


class PorMinuto(BaseThrottle):
    """Conta no Redis, com soma atômica: dois pedidos juntos contam dois.

    Cada token tem a sua conta; sem token, a conta é da pessoa.
    """

    agora = staticmethod(time.time)

    def allow_request(self, request, view):
        grupo = "leitura" if request.method in ("GET", "HEAD", "OPTIONS") else "comandos"
        minuto, passados = divmod(int(self.agora()), JANELA_EM_SEGUNDOS)
        self.espera = JANELA_EM_SEGUNDOS - passados
        chave = f"api:{grupo}:{quem(request)}:{minuto}"
        return contar(chave) <= settings.API_PEDIDOS_POR_MINUTO[grupo]

    def wait(self):
        return self.espera


def contar(chave: str) -> int:
    """Soma um e devolve a soma. Sem o Redis não há conta: a API segue atendendo."""
    try:
        cache.add(chave, 0, JANELA_EM_SEGUNDOS * 2)
        return cache.incr(chave)
    except RedisError:
        registro.warning("Redis fora do ar: os limites da API não estão valendo.")
        return 0


def quem(request) -> str:
    return f"token:{request.auth.pk}" if request.auth else f"pessoa:{request.user.pk}"
