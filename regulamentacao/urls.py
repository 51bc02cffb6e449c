"""Endereços das páginas da regulamentação e da gestão documental."""

from django.urls import path

from regulamentacao import forms, views, views_da_gestao
from regulamentacao.models import Finalidade
from regulamentacao.sala import views as sala

app_name = "regulamentacao"


def _do_ato(finalidade: Finalidade, form_class, endereco: str):
    view = views.AtoDaGestaoView.as_view(finalidade=finalidade, form_class=form_class)
    return path(f"gestao-documental/{endereco}/", view, name=finalidade.value)


urlpatterns = [
    path("regulamentacao/minuta/", views.MinutaView.as_view(), name="minuta"),
    path("regulamentacao/minuta/sala/", sala.SalaView.as_view(), name="sala"),
    path("regulamentacao/minuta/sala/perguntas/<slug:tela>/", sala.TelaView.as_view(), name="tela"),
    path(
        "regulamentacao/minuta/sala/artigos/<str:chave>/", sala.ArtigoView.as_view(), name="artigo"
    ),
    path(
        "regulamentacao/minuta/sala/artigos/<str:chave>/conversa/",
        sala.ConversaView.as_view(),
        name="conversa",
    ),
    path(
        "regulamentacao/minuta/sala/artigos/<str:chave>/notas/",
        sala.AnotarView.as_view(),
        name="notas",
    ),
    path(
        "regulamentacao/minuta/sala/comentarios/<int:comentario_id>/resolver/",
        sala.ResolverView.as_view(),
        name="resolver",
    ),
    path("regulamentacao/minuta/sala/versoes/", sala.VersoesView.as_view(), name="versoes"),
    path(
        "regulamentacao/minuta/sala/versoes/<int:versao>/", sala.VersaoView.as_view(), name="versao"
    ),
    path(
        "regulamentacao/minuta/sala/versoes/<int:versao>/arquivos/",
        sala.GerarView.as_view(),
        name="gerar",
    ),
    path(
        "regulamentacao/minuta/sala/versoes/<int:versao>/desde/<int:outra>/",
        sala.CompararView.as_view(),
        name="comparar",
    ),
    path("regulamentacao/leitura-da-minuta/", views.AnaliseView.as_view(), name="analise"),
    path("regulamentacao/parecer/", views.ParecerView.as_view(), name="parecer"),
    path("regulamentacao/ato/", views.AtoView.as_view(), name="ato"),
    path("regulamentacao/assuntos/", views.AssuntosView.as_view(), name="assuntos"),
    path("regulamentacao/publicacao/", views.PublicacaoView.as_view(), name="publicacao"),
    path("regulamentacao/niveis-de-assinatura/", views.NiveisView.as_view(), name="niveis"),
    _do_ato(Finalidade.LEI_DO_ARQUIVO, forms.LeiDoArquivoForm, "lei-do-arquivo"),
    _do_ato(Finalidade.SISTEMA_DE_ARQUIVOS, forms.AtoDaGestaoForm, "sistema-de-arquivos"),
    _do_ato(Finalidade.COMISSAO_DE_AVALIACAO, forms.ComissaoForm, "comissao-de-avaliacao"),
    _do_ato(Finalidade.PLANO_DE_CLASSIFICACAO, forms.InstrumentoForm, "plano-de-classificacao"),
    _do_ato(Finalidade.TABELA_DE_TEMPORALIDADE, forms.InstrumentoForm, "tabela-de-temporalidade"),
    path(
        "gestao-documental/edital-de-eliminacao/",
        views_da_gestao.EditalView.as_view(form_class=forms.EditalForm),
        name="edital_de_eliminacao",
    ),
    path(
        "gestao-documental/",
        views_da_gestao.GestaoDocumentalView.as_view(),
        name="gestao_documental",
    ),
    path(
        "gestao-documental/<slug:ato>/combinado/",
        views_da_gestao.CombinadoView.as_view(),
        name="combinado",
    ),
    path(
        "gestao-documental/<slug:ato>/minuta/",
        views_da_gestao.GerarMinutaView.as_view(),
        name="gerar_minuta",
    ),
]
