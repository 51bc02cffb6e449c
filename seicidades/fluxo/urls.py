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
    path("<int:implantacao_id>/contatos/", views.ContatosView.as_view(), name="contatos"),
    path(
        "<int:implantacao_id>/contatos/novo/",
        views.RegistrarContatoView.as_view(),
        name="registrar_contato",
    ),
    path(
        "<int:implantacao_id>/contatos/<int:contato_id>/corrigir/",
        views.CorrigirContatoView.as_view(),
        name="corrigir_contato",
    ),
    path(
        "<int:implantacao_id>/contatos/<int:contato_id>/engano/",
        views.AnularContatoView.as_view(),
        name="anular_contato",
    ),
    path(
        "<int:implantacao_id>/contatos/<int:contato_id>/feito/",
        views.CumprirPassoView.as_view(),
        name="cumprir_passo",
    ),
    path("<int:implantacao_id>/documentos/", views.DocumentosView.as_view(), name="documentos"),
    path("<int:implantacao_id>/documentos/brasao/", views.BrasaoView.as_view(), name="brasao"),
    path(
        "<int:implantacao_id>/documentos/<slug:tipo>/gerar/",
        views.GerarDocumentoView.as_view(),
        name="gerar_documento",
    ),
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
