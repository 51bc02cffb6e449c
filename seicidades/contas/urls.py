from django.urls import path

from seicidades.contas import views

app_name = "contas"
urlpatterns = [
    path("conta/perfil/", views.PerfilView.as_view(), name="perfil"),
    path("pessoas/<int:orgao_id>/", views.PessoasView.as_view(), name="pessoas"),
    path(
        "pessoas/<int:orgao_id>/convites/<int:convite_id>/reenviar/",
        views.ReenviarConviteView.as_view(),
        name="reenviar_convite",
    ),
    path(
        "pessoas/<int:orgao_id>/convites/<int:convite_id>/revogar/",
        views.RevogarConviteView.as_view(),
        name="revogar_convite",
    ),
    path(
        "pessoas/<int:orgao_id>/vinculos/<int:vinculo_id>/encerrar/",
        views.EncerrarVinculoView.as_view(),
        name="encerrar_vinculo",
    ),
    path("convites/<str:segredo>/", views.ConviteView.as_view(), name="convite"),
]
