"""Formulários da adesão. As regras vêm dos serviços; aqui se diz onde elas doem."""

from adesao.forms.fluxo import (
    AssinaturasForm,
    CancelamentoForm,
    ExtratoForm,
    InstrumentoForm,
    LiberacaoForm,
    PedidoForm,
    PrefeituraForm,
    RepresentanteForm,
    TrocaDeRepresentanteForm,
)

__all__ = [
    "AssinaturasForm",
    "CancelamentoForm",
    "ExtratoForm",
    "InstrumentoForm",
    "LiberacaoForm",
    "PedidoForm",
    "PrefeituraForm",
    "RepresentanteForm",
    "TrocaDeRepresentanteForm",
]
