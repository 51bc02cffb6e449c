"""Um servidor SMTP de verdade, nesta máquina, que o teste comanda."""

import asyncio
import socket
import threading

import pytest
from aiosmtpd.controller import Controller


def porta_livre() -> int:
    with socket.create_server(("127.0.0.1", 0)) as reserva:
        return reserva.getsockname()[1]


class CaixaPostal:
    """Guarda o que chega e responde o que o teste mandar.

    `respostas` vale uma por mensagem, na ordem; acabadas, aceita. Com `segurar`,
    a mensagem fica recebida e sem resposta até `soltar()`.
    """

    def __init__(self):
        self.recebidas = []
        self.respostas = []
        self.resposta_ao_endereco = "250 ok"
        self.segurar = False
        self.chegou = threading.Event()
        self.solta = threading.Event()

    def soltar(self):
        self.solta.set()

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if self.resposta_ao_endereco.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.resposta_ao_endereco

    async def handle_DATA(self, server, session, envelope):
        self.recebidas.append(envelope.content.decode())
        self.chegou.set()
        if self.segurar:
            await asyncio.get_running_loop().run_in_executor(None, self.solta.wait, 20)
        resposta = self.respostas.pop(0) if self.respostas else "250 aceita"
        if resposta == "cair":
            server.transport.abort()
        return resposta

    def cabecalhos(self, nome: str) -> list[str]:
        inicio = f"{nome}: "
        return [
            linha.removeprefix(inicio)
            for texto in self.recebidas
            for linha in texto.splitlines()
            if linha.startswith(inicio)
        ]


@pytest.fixture
def caixa_postal(settings):
    caixa = CaixaPostal()
    controlador = Controller(caixa, hostname="127.0.0.1", port=porta_livre())
    controlador.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controlador.port
    caixa.porta = controlador.port
    yield caixa
    caixa.soltar()
    controlador.stop()
