"""Enviar a planilha de assinaturas."""

from django import forms

from seicidades.documentos.forms import ArquivoField
from seicidades.documentos.reconhecimento import Tipo


class PlanilhaForm(forms.Form):
    arquivo = ArquivoField(
        label="Planilha de assinaturas",
        tipos=(Tipo.CSV,),
        help_text="CSV de até 20 MB, uma linha por passo.",
    )
