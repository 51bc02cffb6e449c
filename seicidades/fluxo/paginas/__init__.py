"""Páginas de uma implantação: o que as do fluxo e as das etapas têm em comum."""

from seicidades.fluxo.paginas.base import (
    EmNomeDeMixin,
    EnvioMixin,
    PaginaDaImplantacaoMixin,
    recusas_com_link,
    url_do_alvo,
    url_do_item,
)
from seicidades.fluxo.paginas.fato import FatoDaImplantacaoView, FatoFormView

__all__ = [
    "EmNomeDeMixin",
    "EnvioMixin",
    "FatoDaImplantacaoView",
    "FatoFormView",
    "PaginaDaImplantacaoMixin",
    "recusas_com_link",
    "url_do_alvo",
    "url_do_item",
]
