"""Endereços do projeto."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("conta/", include("seicidades.contas.urls_de_acesso")),
    path("", include("seicidades.contas.urls")),
    path("demonstracao/correio/", include("seicidades.correio.urls")),
    path("arquivos/", include("seicidades.documentos.urls")),
    path("implantacoes/", include("seicidades.fluxo.urls")),
    path("", include("seicidades.paineis.urls")),
    path("implantacoes/<int:implantacao_id>/adesao/", include("adesao.urls")),
    path("implantacoes/<int:implantacao_id>/interlocutores/", include("interlocutores.urls")),
    path("implantacoes/<int:implantacao_id>/", include("regulamentacao.urls")),
    path("implantacoes/<int:implantacao_id>/cadastros/", include("cadastros.urls")),
]
