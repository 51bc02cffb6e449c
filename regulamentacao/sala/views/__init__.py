"""As páginas da sala da minuta."""

from regulamentacao.sala.views.conversa import AnotarView, ConversaView, ResolverView
from regulamentacao.sala.views.sala import ArtigoView, SalaView, TelaView
from regulamentacao.sala.views.versoes import CompararView, GerarView, VersaoView, VersoesView

__all__ = [
    "AnotarView",
    "ArtigoView",
    "CompararView",
    "ConversaView",
    "GerarView",
    "ResolverView",
    "SalaView",
    "TelaView",
    "VersaoView",
    "VersoesView",
]
