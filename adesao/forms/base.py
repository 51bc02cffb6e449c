"""A base dos formulários da adesão: sabem de que implantação falam."""

from crispy_forms.layout import Layout
from django import forms

from seicidades.comum.digitos import tem_cpf
from seicidades.fluxo.forms import CampoDeTexto, FormularioSemBotao

TEXTO_LIVRE = (forms.CharField, CampoDeTexto)
SEM_CPF = "Tire o CPF do texto: o registro aparece para outras pessoas e vai aos documentos."


class FormularioDaImplantacao(FormularioSemBotao):
    """Base: sabe de que implantação fala e junta as conferências de `servicos`."""

    def __init__(self, *args, implantacao, **kwargs):
        self.implantacao = implantacao
        super().__init__(*args, **kwargs)

    def conferir(self, dados):
        """Levanta `ValidationError`; quem herda chama as regras."""

    def clean(self):
        dados = super().clean()
        self.conferir(dados)
        return dados

    def _post_clean(self):
        """Números têm campo próprio, com a sua conferência; no texto livre não vai CPF."""
        super()._post_clean()
        livres = [n for n, campo in self.fields.items() if type(campo) in TEXTO_LIVRE]
        for nome in livres:
            if tem_cpf(self.cleaned_data.get(nome) or ""):
                self.add_error(nome, SEM_CPF)

    def avisos(self) -> list[str]:
        """Frases sobre o que é estranho, mas pode estar certo."""
        return []

    @property
    def helper(self):
        helper = super().helper
        helper.layout = self.disposicao()
        return helper

    def disposicao(self):
        return Layout(*self.fields)
