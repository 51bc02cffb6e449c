"""Endereços da capacitação."""

from django.urls import path

from capacitacao import views
from capacitacao.apuracao import ITEM_DA_REUNIAO, ITEM_DO_PRODUTO

app_name = "capacitacao"

urlpatterns = [
    *(
        path(f"{item}/", views.ReuniaoView.as_view(item=item), name=item)
        for item in ITEM_DA_REUNIAO
    ),
    *(
        path(f"{item}/", views.ProdutoView.as_view(item=item), name=item)
        for item in ITEM_DO_PRODUTO
    ),
    path("multiplicadores/", views.MultiplicadoresView.as_view(), name="multiplicadores"),
    path(
        "multiplicadores/<int:pk>/retirar/",
        views.RetirarMultiplicadorView.as_view(),
        name="retirar_multiplicador",
    ),
    path("agenda/", views.AgendaView.as_view(), name="agenda"),
    path(
        "agenda/<int:pk>/desmarcar/",
        views.DesmarcarSessaoView.as_view(),
        name="desmarcar_sessao",
    ),
    path("sessoes/", views.SessoesView.as_view(), name="sessoes"),
    path("sessoes/<int:sessao_id>/", views.PresencaView.as_view(), name="presenca"),
    path("webinar/", views.WebinarView.as_view(), name="webinar"),
    path("webinar/<int:sessao_id>/", views.WebinarFeitoView.as_view(), name="webinar_feito"),
    path("prontidao/", views.ProntidaoView.as_view(), name="prontidao"),
    path("operacao/abertura/", views.AberturaView.as_view(), name="operacao_assistida_aberta"),
    path(
        "operacao/encerramento/",
        views.EncerramentoView.as_view(),
        name="operacao_assistida_encerrada",
    ),
    path("operacao/duvidas/", views.AtendimentosView.as_view(), name="atendimentos"),
    path("operacao/sem-duvidas/", views.SemDuvidasView.as_view(), name="sem_duvidas"),
]
