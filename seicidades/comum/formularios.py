"""O que os formulários das camadas de cima têm em comum."""

from django import forms
from django.core.exceptions import ValidationError

from seicidades.comum.validadores import recusar_cpf


class SemCPFNoTextoLivre:
    """CPF em texto livre se recusa no campo, e o que se digitou fica.

    Números têm campo próprio, com a sua conferência; texto livre é o
    `CharField` sem mais nada e o que se escreve em várias linhas.
    """

    def _post_clean(self):
        super()._post_clean()
        for nome in filter(self._e_livre, self.fields):
            try:
                recusar_cpf(self.cleaned_data.get(nome) or "")
            except ValidationError as erro:
                self.add_error(nome, erro)

    def _e_livre(self, nome: str) -> bool:
        campo = self.fields[nome]
        return type(campo) is forms.CharField or isinstance(campo.widget, forms.Textarea)
