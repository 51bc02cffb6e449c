"""O que se quer fazer com as cidades escolhidas."""

from datetime import date

from django import forms
from django.db.models import Q
from django.utils import timezone

from seicidades.comum.digitos import tem_cpf
from seicidades.comum.papeis import Papel
from seicidades.contas.models import Usuario
from seicidades.fluxo.declaracao import roteiro_do_codigo
from seicidades.fluxo.forms import CampoDeData, CampoDeTexto, FormularioSemBotao
from seicidades.lotes.acoes import ATUAL
from seicidades.lotes.models import Acao

ANOS_A_FRENTE = 1
ALGARISMOS = 9


class ParametrosForm(FormularioSemBotao):
    """Base dos pedidos: o motivo, comum a todas as cidades, e a caixa do correio."""

    motivo = CampoDeTexto(
        label="Motivo",
        help_text="O mesmo para todas. Fica na história de cada município. Não escreva CPF.",
    )
    avisar = forms.BooleanField(
        label="Avisar por e-mail as pessoas de cada cidade aplicada",
        required=False,
        help_text="Desmarcada, ninguém recebe nada.",
    )

    def clean_motivo(self) -> str:
        motivo = self.cleaned_data["motivo"]
        if tem_cpf(motivo):
            raise forms.ValidationError("Há um CPF no texto. Retire-o: a história não se apaga.")
        return motivo

    def parametros(self) -> dict:
        """Como o lote os guarda."""
        limpos = {k: v for k, v in self.cleaned_data.items() if k != "avisar"}
        return {k: _em_dado(v) for k, v in limpos.items()}


def _em_dado(valor):
    if isinstance(valor, date):
        return valor.isoformat()
    return valor.pk if isinstance(valor, Usuario) else valor


def _depois_de_hoje(dia: date) -> date:
    if dia <= timezone.localdate():
        raise forms.ValidationError(
            f"{dia:%d/%m/%Y} já passou ou é hoje. Escolha um dia útil depois de hoje."
        )
    return dia


class MoverForm(ParametrosForm):
    gerente = forms.ModelChoiceField(
        label="Quem passa a gerenciar",
        queryset=Usuario.objects.filter(
            Q(papel_estado=Papel.GERENTE) | Q(papel_estado=Papel.ADMINISTRADOR), is_active=True
        ).order_by("nome", "pk"),
        empty_label="Escolha",
    )
    inicio = CampoDeData(
        label="A partir de", help_text="Quem gerencia hoje fica até a véspera deste dia."
    )
    field_order = ("gerente", "inicio", "motivo", "avisar")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["gerente"].label_from_instance = lambda pessoa: pessoa.nome_publico

    def clean_inicio(self) -> date:
        inicio, hoje = self.cleaned_data["inicio"], timezone.localdate()
        if inicio < hoje:
            raise forms.ValidationError(
                f"{inicio:%d/%m/%Y} já passou. Escolha hoje ou um dia por vir."
            )
        if inicio.year > hoje.year + ANOS_A_FRENTE:
            raise forms.ValidationError(
                f"{inicio:%d/%m/%Y} está longe demais. Escolha um dia até o fim de "
                f"{hoje.year + ANOS_A_FRENTE}."
            )
        return inicio


class ProrrogarForm(ParametrosForm):
    etapa = forms.ChoiceField(label="Prazo de que etapa", required=False)
    ate = CampoDeData(
        label="Novo prazo",
        help_text="Um dia útil. O prazo nunca encurta: a cidade que já vai além fica de fora.",
    )
    field_order = ("etapa", "ate", "motivo", "avisar")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        etapas = [(e.chave, e.titulo) for e in roteiro_do_codigo().etapas]
        self.fields["etapa"].choices = [(ATUAL, "A etapa em que cada cidade está"), *etapas]

    def clean_ate(self) -> date:
        return _depois_de_hoje(self.cleaned_data["ate"])


class SuspenderForm(ParametrosForm):
    retomar_em = CampoDeData(
        label="Retomar em", help_text="Um dia útil. Nada volta sozinho: há um lembrete."
    )
    field_order = ("retomar_em", "motivo", "avisar")

    def clean_retomar_em(self) -> date:
        return _depois_de_hoje(self.cleaned_data["retomar_em"])


FORMULARIOS = {
    Acao.MOVER: MoverForm,
    Acao.PRORROGAR: ProrrogarForm,
    Acao.SUSPENDER: SuspenderForm,
}


class CidadesField(forms.TypedMultipleChoiceField):
    """Números de implantações; se existem para a pessoa, o serviço confere."""

    default_error_messages = {"invalid_choice": "Esta cidade não existe. Escolha na lista."}

    def valid_value(self, value) -> bool:
        return value.isascii() and value.isdigit() and len(value) <= ALGARISMOS


class EscolhaForm(forms.Form):
    """O que fazer e com quais cidades."""

    acao = forms.ChoiceField(
        label="O que fazer",
        choices=[
            (Acao.MOVER.value, "Passar a carteira a outra pessoa"),
            (Acao.PRORROGAR.value, "Prorrogar prazos"),
            (Acao.SUSPENDER.value, "Suspender"),
        ],
        widget=forms.RadioSelect,
    )
    todas = forms.BooleanField(label="Todas as cidades deste filtro", required=False)
    implantacoes = CidadesField(label="Cidades", coerce=int, required=False)

    def clean(self):
        dados = super().clean()
        if "implantacoes" in dados and not dados["implantacoes"] and not dados.get("todas"):
            self.add_error("implantacoes", "Nenhuma cidade foi escolhida. Marque ao menos uma.")
        return dados
