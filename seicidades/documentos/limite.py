"""Quantas conferências de documento um lugar da rede faz por minuto.

Os limites do allauth só contam envios; aqui abrir a página já é consultar.
"""

import ipaddress
import time

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache

JANELA_S = 60
REDE_IPV6 = 64  # quem tem um endereço IPv6 tem a rede inteira


def passou_do_limite(request) -> bool:
    """Conta esta consulta e diz se o lugar já fez mais do que pode neste minuto."""
    lugar = _rede(get_adapter().get_client_ip(request))
    chave = f"documentos:conferencias:{lugar}:{int(time.time() // JANELA_S)}"
    cache.add(chave, 0, timeout=2 * JANELA_S)
    return cache.incr(chave) > settings.CONFERENCIAS_POR_MINUTO


def _rede(endereco: str) -> str:
    try:
        lugar = ipaddress.ip_address(endereco)
    except ValueError:
        return endereco
    prefixo = REDE_IPV6 if lugar.version == 6 else 32
    return str(ipaddress.ip_network(f"{lugar}/{prefixo}", strict=False).network_address)
