"""Endereços da API."""

from django.urls import path, re_path

from seicidades.api import views

app_name = "api"

urlpatterns = [
    path("implantacoes/", views.ImplantacoesView.as_view(), name="implantacoes"),
    path("implantacoes/<str:codigo_ibge>/", views.ImplantacaoView.as_view(), name="implantacao"),
    path("implantacoes/<str:codigo_ibge>/comandos/", views.ComandosView.as_view(), name="comandos"),
    path(
        "implantacoes/<str:codigo_ibge>/andamentos/",
        views.AndamentosView.as_view(),
        name="andamentos",
    ),
    path("esquema/", views.EsquemaView.as_view(), name="esquema"),
    path("documentacao/", views.DocumentacaoView.as_view(), name="documentacao"),
    re_path(r"", views.NaoHaView.as_view(schema=None), name="nao_ha"),
]
