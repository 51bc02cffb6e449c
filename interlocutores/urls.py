"""Endereços dos interlocutores: um conjunto igual para cada um dos quatro papéis."""

from django.urls import path

from interlocutores import views, views_do_quadro
from seicidades.comum.papeis import INTERLOCUTORES, Papel


def _do_papel(papel: Papel) -> list:
    endereco = papel.replace("_", "-")
    return [
        path(f"{endereco}/", views.DesignacaoView.as_view(papel=papel), name=papel.value),
        path(
            f"{endereco}/substituir/",
            views.SubstituicaoView.as_view(papel=papel),
            name=f"substituir_{papel}",
        ),
        path(
            f"{endereco}/encerrar/",
            views.EncerramentoView.as_view(papel=papel),
            name=f"encerrar_{papel}",
        ),
        path(
            f"{endereco}/contato/",
            views.ContatoView.as_view(papel=papel),
            name=f"contato_{papel}",
        ),
        path(
            f"{endereco}/cartao/",
            views_do_quadro.CartaoView.as_view(papel=papel),
            name=f"cartao_{papel}",
        ),
        path(
            f"{endereco}/agenda.ics",
            views_do_quadro.AgendaView.as_view(papel=papel),
            name=f"agenda_{papel}",
        ),
    ]


app_name = "interlocutores"
urlpatterns = [
    path("", views_do_quadro.QuadroView.as_view(), name="quadro"),
    path("reconfirmar/", views_do_quadro.ReconfirmarView.as_view(), name="reconfirmar"),
    *(endereco for papel in INTERLOCUTORES for endereco in _do_papel(papel)),
    path("ato/", views.AtoView.as_view(), name="ato"),
    path("suplentes/", views.SuplentesView.as_view(), name="suplentes"),
    path(
        "suplentes/<int:designacao_id>/encerrar/",
        views.EncerrarSuplenteView.as_view(),
        name="encerrar_suplente",
    ),
]
