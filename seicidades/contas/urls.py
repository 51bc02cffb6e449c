from django.urls import path

from seicidades.contas import views, views_da_entrada, views_da_saida

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
    path(
        "pessoas/<int:orgao_id>/avisos/<int:aviso_id>/manter/",
        views_da_saida.ManterNoPapelView.as_view(),
        name="manter_no_papel",
    ),
    path("nao-sou-mais-eu/", views_da_saida.NaoSouMaisEuView.as_view(), name="nao_sou_mais_eu"),
    path(
        "nao-sou-mais-eu/<str:segredo>/",
        views_da_saida.NaoSouMaisEuPorLinkView.as_view(),
        name="nao_sou_mais_eu_por_link",
    ),
    path(
        "entrar/<str:segredo>/",
        views_da_entrada.EntrarPorLinkView.as_view(),
        name="entrar_por_link",
    ),
    path(
        "convites/outro-link/",
        views_da_entrada.PedirConviteView.as_view(),
        name="pedir_convite",
    ),
    path("convites/<str:segredo>/", views.ConviteView.as_view(), name="convite"),
]
