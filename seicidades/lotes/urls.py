"""Endereços das ações em lote."""

from django.urls import path

from seicidades.lotes import views

app_name = "lotes"

urlpatterns = [
    path("", views.ListaView.as_view(), name="lista"),
    path("novo/", views.NovoView.as_view(), name="novo"),
    path("<uuid:lote_id>/", views.LoteView.as_view(), name="lote"),
    path("<uuid:lote_id>/pedido/", views.PedidoView.as_view(), name="pedido"),
    path("<uuid:lote_id>/confirmar/", views.ConfirmarView.as_view(), name="confirmar"),
    path("<uuid:lote_id>/refazer/", views.RefazerView.as_view(), name="refazer"),
    path("<uuid:lote_id>/descartar/", views.DescartarView.as_view(), name="descartar"),
]
