"""Endereços dos painéis."""

from django.urls import path

from seicidades.paineis import views

app_name = "paineis"

urlpatterns = [
    path("", views.InicioView.as_view(), name="inicio"),
    path("carteira/", views.CarteiraView.as_view(), name="carteira"),
    path("carteira.csv", views.CarteiraCsvView.as_view(), name="carteira_csv"),
    path("analises/", views.AnalisesView.as_view(), name="analises"),
]
