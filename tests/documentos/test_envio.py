"""O limite vale antes de o envio ocupar o disco."""

from contextlib import closing

import pytest
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from seicidades.documentos import envio

MB = 1024 * 1024


def pedido(*tamanhos):
    arquivos = [SimpleUploadedFile(f"{n}.csv", b"x" * total) for n, total in enumerate(tamanhos)]
    return RequestFactory().post("/", {"arquivos": arquivos})


def recebidos(requisicao):
    with closing(requisicao):
        return [arquivo.size for arquivo in requisicao.FILES.getlist("arquivos")]


def test_ate_o_limite_chega_inteiro(settings):
    settings.TAMANHO_MAXIMO_MB = 1

    assert recebidos(pedido(10, MB, MB - 1)) == [10, MB, MB - 1]


def test_o_que_passa_e_cortado_logo_acima_do_limite_e_nunca_abaixo(settings):
    settings.TAMANHO_MAXIMO_MB = 1

    assert recebidos(pedido(4 * MB, 10)) == [MB + envio.FOLGA, 10]


def test_total_grande_demais_e_recusado_de_uma_vez(settings, monkeypatch):
    settings.TAMANHO_MAXIMO_MB = 1
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 8 * MB
    monkeypatch.setattr(envio, "MAXIMO_DE_ARQUIVOS", 2)

    assert recebidos(pedido(MB, MB)) == [MB, MB]
    with pytest.raises(RequestDataTooBig, match="passa de 2 MB ao todo"):
        _ = pedido(MB, MB, MB).FILES
