from django.urls import path

from adesao.views import acervo, externos
from adesao.views import fluxo as views

app_name = "adesao"
urlpatterns = [
    path("prefeitura/", views.PrefeituraView.as_view(), name="prefeitura"),
    path("representante/", views.RepresentanteView.as_view(), name="representante"),
    path(
        "representante/trocar/",
        views.TrocaDeRepresentanteView.as_view(),
        name="trocar_representante",
    ),
    path("usuario-externo/pedido/", externos.PedidoView.as_view(), name="usuario_externo_pedido"),
    path(
        "usuario-externo/liberacao/",
        externos.LiberacaoView.as_view(),
        name="usuario_externo_liberado",
    ),
    path("usuarios-externos/", externos.UsuariosExternosView.as_view(), name="usuarios_externos"),
    path(
        "usuarios-externos/<int:signatario_id>/pedido/",
        externos.PedidoView.as_view(),
        name="pedido_de_quem_assina",
    ),
    path(
        "usuarios-externos/cadastros/<int:cadastro_id>/",
        externos.LiberacaoView.as_view(),
        name="liberacao_do_cadastro",
    ),
    path("termo/", views.TermoView.as_view(), name="termo"),
    path("termo/cancelar/", views.CancelarTermoView.as_view(), name="cancelar_termo"),
    path("termo/assinaturas/", views.TermoAssinadoView.as_view(), name="termo_assinado"),
    path("acordo/", views.AcordoView.as_view(), name="acordo"),
    path("acordo/cancelar/", views.CancelarAcordoView.as_view(), name="cancelar_acordo"),
    path(
        "acordo/assinaturas/municipio/",
        views.AcordoAssinadoPeloMunicipioView.as_view(),
        name="acordo_assinado_municipio",
    ),
    path(
        "acordo/assinaturas/sggd/",
        views.AcordoAssinadoPelaSGGDView.as_view(),
        name="acordo_assinado_sggd",
    ),
    path(
        "acordo/assinaturas/prodesp/",
        views.AcordoAssinadoPelaProdespView.as_view(),
        name="acordo_assinado_prodesp",
    ),
    path("acordo/extrato/", views.ExtratoView.as_view(), name="extrato"),
    path("instrumentos/", acervo.InstrumentosView.as_view(), name="instrumentos"),
    path("instrumentos/novo/", acervo.NovoView.as_view(), name="novo_instrumento"),
    path(
        "instrumentos/<int:instrumento_id>/",
        acervo.InstrumentoDaCidadeView.as_view(),
        name="instrumento",
    ),
    path(
        "instrumentos/<int:instrumento_id>/dados/",
        acervo.DadosView.as_view(),
        name="dados_do_instrumento",
    ),
    path(
        "instrumentos/<int:instrumento_id>/participes/",
        acervo.ParticipesView.as_view(),
        name="participes",
    ),
    path("instrumentos/<int:instrumento_id>/plano/", acervo.PlanoView.as_view(), name="plano"),
    path(
        "instrumentos/<int:instrumento_id>/publicacao/",
        acervo.PublicacaoView.as_view(),
        name="publicacao",
    ),
    path(
        "instrumentos/<int:instrumento_id>/fim/",
        acervo.FimView.as_view(),
        name="fim_do_instrumento",
    ),
    path("assinaturas/<int:signatario_id>/", acervo.AssinaturaView.as_view(), name="assinatura"),
    path(
        "assinaturas/<int:signatario_id>/conferencia/",
        acervo.ConferenciaView.as_view(),
        name="conferencia",
    ),
]
