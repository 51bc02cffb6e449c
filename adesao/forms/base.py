"""A base dos formulários da adesão: sabem de que implantação falam."""

from crispy_forms.layout import Layout
from django import forms

from seicidades.comum.digitos import tem_cpf
from seicidades.fluxo import forms as fluxo

TEXTO_LIVRE = (forms.CharField, fluxo.CampoDeTexto)
SEM_CPF = "Tire o CPF do texto: o registro aparece para outras pessoas e vai aos documentos."


class FormularioDaImplantacao(fluxo.FormularioDaImplantacao):
    """Base: recusa CPF no texto livre e deixa a disposição por conta de quem herda."""

    def _post_clean(self):
        """Números têm campo próprio, com a sua conferência; no texto livre não vai CPF."""
        super()._post_clean()
        livres = [n for n, campo in self.fields.items() if type(campo) in TEXTO_LIVRE]
        for nome in livres:
            if tem_cpf(self.cleaned_data.get(nome) or ""):
                self.add_error(nome, SEM_CPF)

    @property
    def helper(self):
        helper = super().helper
        helper.layout = self.disposicao()
        return helper

    def disposicao(self):
        return Layout(*self.fields)
