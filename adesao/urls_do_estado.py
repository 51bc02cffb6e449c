"""Assinaturas de muitas cidades, por planilha."""

from django.urls import path

from adesao.views import planilhas

app_name = "assinaturas"
urlpatterns = [
    path("", planilhas.EnviarView.as_view(), name="enviar"),
    path("modelo.csv", planilhas.ModeloView.as_view(), name="modelo"),
    path("<uuid:planilha_id>/", planilhas.PlanilhaView.as_view(), name="planilha"),
    path("<uuid:planilha_id>/gravar/", planilhas.GravarView.as_view(), name="gravar"),
]
