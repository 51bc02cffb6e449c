"""Endereços da operação, sem barra no fim: são de máquinas."""

from django.urls import path

from seicidades.operacao import views

app_name = "operacao"

urlpatterns = [
    path("saude", views.SaudeView.as_view(), name="saude"),
    path("saude/pronto", views.ProntoView.as_view(), name="pronto"),
    path("metricas", views.MetricasView.as_view(), name="metricas"),
]
