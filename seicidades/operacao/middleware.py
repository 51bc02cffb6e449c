"""O que acompanha cada pedido: um identificador, uma linha de registro e as contagens."""

import logging
import re
import time
import uuid

from seicidades.operacao import contagens
from seicidades.operacao.registros import pedido_atual

registro = logging.getLogger("seicidades.pedidos")

CABECALHO = "X-Request-ID"
_ACEITAVEL = re.compile(r"[A-Za-z0-9-]{8,64}")
SONDAS = ("saude", "saude/pronto", "metricas")


class AcompanhaOPedido:
    """Dá nome ao pedido, mede-o e o registra pela rota, nunca pelo endereço."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        pedido = _identificador(request)
        ficha = pedido_atual.set(pedido)
        inicio = time.perf_counter()
        try:
            resposta = self.get_response(request)
            resposta[CABECALHO] = pedido
            self._registrar(request, resposta, time.perf_counter() - inicio)
            return resposta
        finally:
            pedido_atual.reset(ficha)

    def _registrar(self, request, resposta, segundos: float) -> None:
        rota = _rota(request)
        if rota in SONDAS:
            return
        contagens.anotar(request.method, rota, resposta.status_code, segundos)
        usuario = getattr(request, "_cached_user", None)  # só se alguém já o leu: nada de consulta
        registro.info(
            "%s %s %s",
            *(request.method, rota, resposta.status_code),
            extra={
                "metodo": request.method,
                "rota": rota,
                "situacao": resposta.status_code,
                "ms": round(segundos * 1000, 1),
                "usuario": getattr(usuario, "pk", None),
            },
        )


def _identificador(request) -> str:
    informado = request.headers.get(CABECALHO, "")
    return informado if _ACEITAVEL.fullmatch(informado) else uuid.uuid4().hex


def _rota(request) -> str:
    """O padrão do endereço, sem os valores: `implantacoes/<int:implantacao_id>/`."""
    achado = request.resolver_match
    return achado.route if achado else "(nenhuma)"
