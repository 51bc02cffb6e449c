"""A base dos formulários da adesão: sabem de que implantação falam."""

from crispy_forms.layout import Layout

from seicidades.fluxo import forms as fluxo


class FormularioDaImplantacao(fluxo.FormularioDaImplantacao):
    """Base: deixa a disposição por conta de quem herda."""

    @property
    def helper(self):
        helper = super().helper
        helper.layout = self.disposicao()
        return helper

    def disposicao(self):
        return Layout(*self.fields)
