"""Páginas do fluxo: a cidade, a etapa, o item, a análise, a história, os comandos, os contatos e os
documentos."""

from seicidades.fluxo.views.analise import AnaliseView
from seicidades.fluxo.views.cidade import CidadeView, HistoriaView, IniciarView
from seicidades.fluxo.views.comando import AjudaView, ComandoView
from seicidades.fluxo.views.contatos import (
    AnularContatoView,
    ContatosView,
    CorrigirContatoView,
    CumprirPassoView,
    RegistrarContatoView,
)
from seicidades.fluxo.views.documentos import BrasaoView, DocumentosView, GerarDocumentoView
from seicidades.fluxo.views.etapa import EtapaView
from seicidades.fluxo.views.item import ItemView
from seicidades.fluxo.views.tempos import TemposCsvView, TemposView

__all__ = [
    "AjudaView",
    "AnaliseView",
    "AnularContatoView",
    "BrasaoView",
    "CidadeView",
    "ComandoView",
    "ContatosView",
    "CorrigirContatoView",
    "CumprirPassoView",
    "DocumentosView",
    "EtapaView",
    "GerarDocumentoView",
    "HistoriaView",
    "IniciarView",
    "ItemView",
    "RegistrarContatoView",
    "TemposCsvView",
    "TemposView",
]
