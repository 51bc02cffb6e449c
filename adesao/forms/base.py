"""A base dos formulários da adesão: sabem de que implantação falam."""

from crispy_forms.layout import Layout

from seicidades.fluxo.forms import FormularioSemBotao


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
