"""Campos de formulário que mostram com máscara e guardam sem ela."""

from collections.abc import Callable, Iterable

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html

from seicidades.comum.digitos import normalizar_cnpj
from seicidades.comum.formatos import (
    cep_formatado,
    cnpj_formatado,
    cpf_formatado,
    so_digitos,
    telefone_formatado,
)
from seicidades.comum.validadores import (
    NumeroConferido,
    normalizar_processo,
    normalizar_telefone,
    validar_cep,
    validar_cnpj,
    validar_cpf,
    validar_processo,
    validar_telefone,
)


class CampoComMascara(forms.CharField):
    """Base: `normalizar` na ida ao banco, `formatar` na volta à tela."""

    normalizar = staticmethod(str)
    formatar = staticmethod(str)
    atributos: dict[str, str] = {}

    def to_python(self, value):
        texto = super().to_python(value)
        # Se nada sobra da normalização, o validador julga o que a pessoa escreveu.
        return (self.normalizar(texto) or texto) if texto else texto

    def prepare_value(self, value):
        return self.formatar(value) if isinstance(value, str) else value

    def widget_attrs(self, widget):
        return super().widget_attrs(widget) | {"spellcheck": "false"} | self.atributos


class CampoCNPJ(CampoComMascara):
    """Numérico ou alfanumérico; guarda 14 caracteres em maiúsculas."""

    default_validators = [validar_cnpj]
    normalizar = staticmethod(normalizar_cnpj)
    formatar = staticmethod(cnpj_formatado)
    atributos = {"autocapitalize": "characters", "autocomplete": "off"}


class CampoCPF(CampoComMascara):
    """Guarda 11 algarismos; quem guarda deve cifrar."""

    default_validators = [validar_cpf]
    normalizar = staticmethod(so_digitos)
    formatar = staticmethod(cpf_formatado)
    atributos = {"inputmode": "numeric", "autocomplete": "off"}


class CampoTelefone(CampoComMascara):
    """Guarda algarismos com DDD e, se houver, " ramal N"."""

    default_validators = [validar_telefone]
    normalizar = staticmethod(normalizar_telefone)
    formatar = staticmethod(telefone_formatado)
    widget = forms.TextInput(attrs={"type": "tel"})
    atributos = {"autocomplete": "tel"}


class CampoCEP(CampoComMascara):
    """Guarda oito algarismos."""

    default_validators = [validar_cep]
    normalizar = staticmethod(so_digitos)
    formatar = staticmethod(cep_formatado)
    atributos = {"inputmode": "numeric", "autocomplete": "postal-code"}


class CampoProcessoSEI(CampoComMascara):
    """Guarda o número com a máscara, que faz parte dele.

    Sem `conferir`, aceita qualquer formato. Com ela, o número é o da instalação:
    o que ela recusa é erro; o que ela estranha aparece junto ao campo, e passa.
    """

    default_validators = [validar_processo]
    normalizar = staticmethod(normalizar_processo)
    atributos = {"autocomplete": "off"}
    conferir: Callable[[str], NumeroConferido] | None = None

    def __init__(self, *, max_length=50, **kwargs):
        super().__init__(max_length=max_length, **kwargs)

    def to_python(self, value):
        if self.conferir is None:
            return super().to_python(value)
        texto = forms.CharField.to_python(self, value)
        return self.conferir(texto).numero if texto else texto

    def run_validators(self, value):
        super().run_validators(value)
        if self.conferir and value and (erros := self.conferir(value).erros):
            raise ValidationError(list(erros), code="processo_nao_confere")

    def avisos(self, valor) -> tuple[str, ...]:
        """O que a instalação estranha no número, sem o recusar."""
        return self.conferir(str(valor)).avisos if self.conferir and valor else ()

    def get_bound_field(self, form, field_name):
        """A dica do campo traz o que há de estranho no número que está nele."""
        campo = super().get_bound_field(form, field_name)
        if avisos := self.avisos(campo.value()):
            campo.help_text = dica_com_aviso(campo.help_text, avisos)
        return campo


def dica_com_aviso(dica: str, avisos: Iterable[str]) -> str:
    """A dica do campo, com o que se estranha no que está nele."""
    return format_html('{} <strong class="campo__alerta">{}</strong>', dica, " ".join(avisos))
