"""Conferir um documento é público: o endereço vai no QR de cada um."""

from django.urls import path

from seicidades.documentos import views

app_name = "verificacao"
urlpatterns = [
    path("", views.VerificarView.as_view(), name="formulario"),
    path("<str:codigo>/", views.DocumentoVerificadoView.as_view(), name="codigo"),
]
