"""Enviar a planilha."""

from django import forms

from seicidades.documentos.forms import ArquivoField
from seicidades.importacao.planilha import LIMITE_MB, TIPOS


class EnviarForm(forms.Form):
    arquivo = ArquivoField(
        label="Planilha da carteira",
        tipos=TIPOS,
        help_text=f"CSV ou XLSX de até {LIMITE_MB} MB, uma linha por cidade.",
    )
