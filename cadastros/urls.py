from django.urls import path

from cadastros.views import cargas, conectividade, configuracoes, diretorio

app_name = "cadastros"
urlpatterns = [
    path("unidades/", cargas.UnidadesView.as_view(), name="unidades"),
    path("usuarios/", cargas.UsuariosView.as_view(), name="usuarios"),
    path("arquivos/<uuid:rascunho_id>/", cargas.PreviaView.as_view(), name="previa"),
    path(
        "arquivos/<uuid:rascunho_id>/descartar/", cargas.DescartarView.as_view(), name="descartar"
    ),
    path("arquivos/<slug:tipo>/conferir/", cargas.ConferirView.as_view(), name="conferir"),
    path("arquivos/<slug:tipo>/sei.csv", cargas.ArquivoParaOSeiView.as_view(), name="arquivo"),
    path("arquivos/<slug:tipo>/original.csv", cargas.OriginalView.as_view(), name="original"),
    path("arquivos/<slug:tipo>/modelo.csv", cargas.ModeloView.as_view(), name="modelo"),
    path(
        "configuracoes/municipio/",
        configuracoes.DoMunicipioView.as_view(),
        name="configuracoes_do_municipio",
    ),
    path(
        "configuracoes/prodesp/",
        configuracoes.DaProdespView.as_view(),
        name="configuracoes_da_prodesp",
    ),
    path(
        "configuracoes/assuntos/<slug:assunto>/",
        configuracoes.ConfiguracaoView.as_view(),
        name="configuracao",
    ),
    path("diretorio/", diretorio.DiretorioView.as_view(), name="diretorio"),
    path(
        "diretorio/verificacao/",
        diretorio.DiretorioConectadoView.as_view(),
        name="diretorio_conectado",
    ),
    path("conectividade/", conectividade.ConectividadeView.as_view(), name="conectividade"),
    path("conectividade/<slug:teste>/", conectividade.TesteView.as_view(), name="teste"),
]
