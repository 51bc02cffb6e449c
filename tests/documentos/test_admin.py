"""No admin, evidência só se lê."""

import pytest
from django.urls import reverse

from seicidades.documentos.models import Arquivo
from tests.factories import ArquivoFactory, UsuarioFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    client.force_login(UsuarioFactory(administrador=True))
    return client


def test_lista_e_ficha_mostram_o_arquivo_e_onde_baixar(admin):
    arquivo = ArquivoFactory(nome="termo.pdf")

    lista = admin.get(reverse("admin:documentos_arquivo_changelist"), {"q": "termo"})
    ficha = admin.get(reverse("admin:documentos_arquivo_change", args=[arquivo.pk]))

    assert "termo.pdf" in lista.content.decode()
    assert reverse("documentos:baixar", args=[arquivo.pk]) in ficha.content.decode()
    assert arquivo.sha256 in ficha.content.decode()


def test_nao_ha_como_incluir_mudar_ou_apagar(admin):
    arquivo = ArquivoFactory(nome="termo.pdf")
    ficha = reverse("admin:documentos_arquivo_change", args=[arquivo.pk])

    assert admin.get(reverse("admin:documentos_arquivo_add")).status_code == 403
    assert admin.post(ficha, {"nome": "outro.pdf"}).status_code == 403
    apagar = reverse("admin:documentos_arquivo_delete", args=[arquivo.pk])
    assert admin.post(apagar, {"post": "yes"}).status_code == 403
    assert Arquivo.objects.get().nome == "termo.pdf"


def test_lista_custa_o_mesmo_com_mais_linhas(admin, django_assert_max_num_queries):
    ArquivoFactory.create_batch(5)

    with django_assert_max_num_queries(12):
        admin.get(reverse("admin:documentos_arquivo_changelist"))
