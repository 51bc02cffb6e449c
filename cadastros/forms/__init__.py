"""Formulários da etapa. As regras ficam nos serviços; aqui, o que a pessoa escreve."""

from cadastros.forms.cargas import (
    ColunasForm,
    ConsertosForm,
    EnviarArquivoForm,
    GravarForm,
    LinhaForm,
    OndeComecaForm,
    PlanilhaField,
)
from cadastros.forms.registros import (
    ComEvidenciaForm,
    CondicionalForm,
    ConfiguracaoForm,
    DiretorioForm,
    ExecucaoForm,
    VerificacaoForm,
)

__all__ = [
    "ColunasForm",
    "ComEvidenciaForm",
    "CondicionalForm",
    "ConfiguracaoForm",
    "ConsertosForm",
    "DiretorioForm",
    "EnviarArquivoForm",
    "ExecucaoForm",
    "GravarForm",
    "LinhaForm",
    "OndeComecaForm",
    "PlanilhaField",
    "VerificacaoForm",
]
