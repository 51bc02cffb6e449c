"""Formulários da adesão. As regras vêm dos serviços; aqui se diz onde elas doem."""

from adesao.forms.acervo import (
    DadosDoInstrumentoForm,
    FimForm,
    ParticipesForm,
    PlanoForm,
    PublicacaoForm,
)
from adesao.forms.assinaturas import AssinouForm, ConferenciaForm, PassoForm
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
    "AssinouForm",
    "CancelamentoForm",
    "ConferenciaForm",
    "DadosDoInstrumentoForm",
    "ExtratoForm",
    "FimForm",
    "InstrumentoForm",
    "LiberacaoForm",
    "ParticipesForm",
    "PassoForm",
    "PedidoForm",
    "PlanoForm",
    "PrefeituraForm",
    "PublicacaoForm",
    "RepresentanteForm",
    "TrocaDeRepresentanteForm",
]
