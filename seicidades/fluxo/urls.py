"""Endereços do fluxo."""

from django.urls import path

from seicidades.fluxo import views

app_name = "fluxo"

urlpatterns = [
    path("iniciar/", views.IniciarView.as_view(), name="iniciar"),
    path("<int:implantacao_id>/", views.CidadeView.as_view(), name="cidade"),
    path("<int:implantacao_id>/historia/", views.HistoriaView.as_view(), name="historia"),
    path("<int:implantacao_id>/tempos/", views.TemposView.as_view(), name="tempos"),
    path("<int:implantacao_id>/tempos.csv", views.TemposCsvView.as_view(), name="tempos_csv"),
    path("<int:implantacao_id>/ajuda/", views.AjudaView.as_view(), name="ajuda"),
    path("<int:implantacao_id>/etapas/<str:etapa>/", views.EtapaView.as_view(), name="etapa"),
    path(
        "<int:implantacao_id>/etapas/<str:etapa>/analise/",
        views.AnaliseView.as_view(),
        name="analise",
    ),
    path("<int:implantacao_id>/itens/<str:item>/", views.ItemView.as_view(), name="item"),
    path(
        "<int:implantacao_id>/comandos/<str:comando>/",
        views.ComandoView.as_view(),
        name="comando",
    ),
]
