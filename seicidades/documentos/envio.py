"""Limita o que chega a tocar o disco antes de qualquer formulário olhar."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

MAXIMO_DE_ARQUIVOS = 10
# Sobra para o formulário ver que o arquivo passou do limite e dizer isso.
FOLGA = 1


class LimiteDeEnvio(FileUploadHandler):
    """Corta cada arquivo logo depois do limite e recusa o pedido que passa do total.

    O cortado continua maior que o limite: é sempre recusado, nunca guardado.
    """

    def __init__(self, request=None):
        super().__init__(request)
        self.limite = settings.TAMANHO_MAXIMO_MB * 1024 * 1024
        self.recebido = self.total = 0

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.recebido = 0

    def receive_data_chunk(self, raw_data, start):
        cabem = max(0, self.limite + FOLGA - self.recebido)
        self.recebido += len(raw_data)
        self.total += min(cabem, len(raw_data))
        if self.total > MAXIMO_DE_ARQUIVOS * self.limite + FOLGA:
            raise RequestDataTooBig(
                f"O envio passa de {MAXIMO_DE_ARQUIVOS * settings.TAMANHO_MAXIMO_MB} MB ao todo. "
                "Envie os arquivos em mais de uma vez."
            )
        return bytes(raw_data[:cabem]) or None

    def file_complete(self, file_size):
        return None
