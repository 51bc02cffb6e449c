"""Formulários dos lembretes: pausar e segurar."""

from datetime import timedelta

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils import timezone

from seicidades.comum.formatos import data_curta
from seicidades.lembretes.servicos import PAUSA_MAXIMA_DIAS


class ComBotao(forms.Form):
    botao = "Salvar"

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        helper.add_input(Submit("", self.botao))
        return helper


class PausaForm(ComBotao):
    botao = "Pausar os lembretes"

    ate = forms.DateField(
        label="Pausar até",
        help_text="Os lembretes voltam no dia seguinte. Convites e respostas continuam chegando.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=("%Y-%m-%d", "%d/%m/%Y"),
        error_messages={
            "invalid": "Esta data não existe. Escreva dia, mês e ano, como 15/05/2026."
        },
    )

    def clean_ate(self):
        ate, hoje = self.cleaned_data["ate"], timezone.localdate()
        limite = hoje + timedelta(days=PAUSA_MAXIMA_DIAS)
        if ate < hoje:
            raise forms.ValidationError("Este dia já passou. Escolha de hoje em diante.")
        if ate > limite:
            raise forms.ValidationError(
                f"A pausa vai no máximo até {data_curta(limite)}. Escolha um dia antes."
            )
        return ate


class RetencaoForm(ComBotao):
    botao = "Segurar este aviso"

    prazo = forms.DateField(widget=forms.HiddenInput)
    motivo = forms.CharField(
        label="Motivo",
        max_length=300,
        help_text="Aparece na página para quem trabalha na implantação.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
