"""Endereços dos painéis."""

from django.urls import path

from seicidades.paineis import views, views_do_estado, views_dos_passos

app_name = "paineis"

urlpatterns = [
    path("", views.InicioView.as_view(), name="inicio"),
    path("carteira/", views.CarteiraView.as_view(), name="carteira"),
    path("carteira.csv", views.CarteiraCsvView.as_view(), name="carteira_csv"),
    path("carteira-tempos.csv", views.TemposCsvView.as_view(), name="tempos_csv"),
    path("analises/", views.AnalisesView.as_view(), name="analises"),
    path(
        "proximos-passos/",
        views_dos_passos.ProximosPassosView.as_view(),
        name="proximos_passos",
    ),
    path("mapa/", views_do_estado.MapaView.as_view(), name="mapa"),
    path("numeros/", views_do_estado.NumerosView.as_view(), name="numeros"),
]
