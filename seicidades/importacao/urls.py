"""Endereços da carga da carteira."""

from django.urls import path

from seicidades.importacao import views

app_name = "importacao"

urlpatterns = [
    path("", views.EnviarView.as_view(), name="enviar"),
    path("modelo.<str:formato>", views.ModeloView.as_view(), name="modelo"),
    path("<uuid:carga_id>/", views.CargaView.as_view(), name="carga"),
    path("<uuid:carga_id>/conflitos/", views.ConflitosView.as_view(), name="conflitos"),
    path("<uuid:carga_id>/gravar/", views.GravarView.as_view(), name="gravar"),
    path("<uuid:carga_id>/descartar/", views.DescartarView.as_view(), name="descartar"),
]
