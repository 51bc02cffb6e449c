"""Endereços dos lembretes."""

from django.urls import path

from seicidades.lembretes import views

app_name = "lembretes"

urlpatterns = [
    path("conta/lembretes/", views.PreferenciasView.as_view(), name="preferencias"),
    path("conta/lembretes/retomar/", views.RetomarView.as_view(), name="retomar"),
    path("lembretes/sair/<str:segredo>/", views.SairView.as_view(), name="sair"),
    path(
        "implantacoes/<int:implantacao_id>/lembretes/",
        views.PrevisaoView.as_view(),
        name="previsao",
    ),
    path(
        "implantacoes/<int:implantacao_id>/lembretes/<str:assunto>/<str:momento>/segurar/",
        views.ReterView.as_view(),
        name="reter",
    ),
    path(
        "implantacoes/<int:implantacao_id>/lembretes/<int:retencao_id>/soltar/",
        views.SoltarView.as_view(),
        name="soltar",
    ),
]
