from django.urls import path

from cadastros.views import (
    cargas,
    conectividade,
    configuracoes,
    diretorio,
    entregas,
    linhas,
    organograma,
    rascunhos,
    versoes,
)

app_name = "cadastros"
urlpatterns = [
    path("unidades/", cargas.UnidadesView.as_view(), name="unidades"),
    path("usuarios/", cargas.UsuariosView.as_view(), name="usuarios"),
    path("arquivos/<uuid:rascunho_id>/", rascunhos.PreviaView.as_view(), name="previa"),
    path("arquivos/<uuid:rascunho_id>/colunas/", rascunhos.ColunasView.as_view(), name="colunas"),
    path("arquivos/<uuid:rascunho_id>/linhas/", linhas.LinhasView.as_view(), name="linhas"),
    path(
        "arquivos/<uuid:rascunho_id>/linhas/<int:numero>/",
        linhas.LinhaView.as_view(),
        name="linha",
    ),
    path(
        "arquivos/<uuid:rascunho_id>/linhas/<int:numero>/remover/",
        linhas.RemoverView.as_view(),
        name="remover_linha",
    ),
    path(
        "arquivos/<uuid:rascunho_id>/consertar/",
        rascunhos.ConsertarView.as_view(),
        name="consertar",
    ),
    path(
        "arquivos/<uuid:rascunho_id>/desfazer/", rascunhos.DesfazerView.as_view(), name="desfazer"
    ),
    path(
        "arquivos/<uuid:rascunho_id>/descartar/",
        rascunhos.DescartarView.as_view(),
        name="descartar",
    ),
    path("arquivos/<slug:tipo>/conferir/", cargas.ConferirView.as_view(), name="conferir"),
    path("arquivos/<slug:tipo>/versoes/", versoes.VersoesView.as_view(), name="versoes"),
    path("arquivos/<slug:tipo>/versoes/<int:versao>/", versoes.VersaoView.as_view(), name="versao"),
    path("unidades/organograma/", organograma.OrganogramaView.as_view(), name="organograma"),
    path("arquivos/<slug:tipo>/sei.csv", entregas.ArquivoParaOSeiView.as_view(), name="arquivo"),
    path("arquivos/<slug:tipo>/copia.xlsx", entregas.CopiaView.as_view(), name="copia"),
    path("arquivos/<slug:tipo>/original/", entregas.OriginalView.as_view(), name="original"),
    path("arquivos/<slug:tipo>/modelo.csv", entregas.ModeloView.as_view(), name="modelo"),
    path(
        "arquivos/<slug:tipo>/modelo.xlsx",
        entregas.ModeloEmXlsxView.as_view(),
        name="modelo_em_xlsx",
    ),
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
