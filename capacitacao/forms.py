"""Formulários da capacitação."""

from django import forms

from capacitacao.models import (
    Modalidade,
    Multiplicador,
    Prontidao,
    TemaDoAtendimento,
    TipoDeSessao,
)
from seicidades.documentos.forms import ArquivoField
from seicidades.fluxo.forms import CampoDeData, CampoDeTexto, FormularioSemBotao

MAXIMO_DE_PARTICIPANTES = 60
SIM_NAO = [("True", "Sim"), ("False", "Ainda não")]


class ReuniaoForm(FormularioSemBotao):
    data = CampoDeData(label="Quando foi")
    modalidade = forms.ChoiceField(
        label="Como foi", choices=Modalidade.choices, widget=forms.RadioSelect
    )
    participantes = CampoDeTexto(
        label="Quem esteve",
        help_text="Uma pessoa por linha, com o cargo. Exemplo: Ana Prado, Gestora SEI.",
        linhas=5,
    )
    ata = CampoDeTexto(
        label="O que foi decidido", max_length=4000, linhas=5, help_text="Não escreva CPF."
    )
    arquivo = ArquivoField(label="Ata assinada", required=False)

    def clean_participantes(self) -> list[str]:
        nomes = [n.strip() for n in self.cleaned_data["participantes"].splitlines() if n.strip()]
        if len(nomes) < 2:
            raise forms.ValidationError(
                "Uma reunião tem ao menos duas pessoas. Escreva uma em cada linha."
            )
        if len(nomes) > MAXIMO_DE_PARTICIPANTES:
            raise forms.ValidationError(
                f"São {len(nomes)} linhas e o limite é {MAXIMO_DE_PARTICIPANTES}. "
                "Escreva só quem decidiu e anexe a lista inteira."
            )
        if longos := [n for n in nomes if len(n) > 150]:
            raise forms.ValidationError(f"A linha «{longos[0][:40]}…» passa de 150 letras.")
        return nomes


class MultiplicadorForm(FormularioSemBotao):
    nome = forms.CharField(label="Nome", max_length=150)
    cargo = forms.CharField(label="Cargo", max_length=150)
    unidade = forms.CharField(label="Unidade", max_length=150)
    email = forms.EmailField(label="E-mail")


class SessaoForm(FormularioSemBotao):
    tipo = forms.ChoiceField(label="O que é", choices=TipoDeSessao.choices)
    data = CampoDeData(label="Data")
    hora = forms.TimeField(label="Hora", widget=forms.TimeInput(attrs={"type": "time"}))
    horas = forms.DecimalField(
        label="Duração em horas", min_value=0.5, max_value=40, decimal_places=1, max_digits=4
    )
    modalidade = forms.ChoiceField(
        label="Como será", choices=Modalidade.choices, widget=forms.RadioSelect
    )
    local = forms.CharField(label="Local ou endereço da sala", max_length=300)
    instrutor = forms.CharField(label="Quem conduz", max_length=150)


class RealizadaForm(FormularioSemBotao):
    """Sessão que aconteceu, com o número de presentes."""

    realizada_em = CampoDeData(label="Quando aconteceu")
    participantes = forms.IntegerField(
        label="Quantas pessoas estiveram", min_value=1, max_value=100_000
    )
    arquivo = ArquivoField(label="Lista de presença ou relatório", required=False)


class PresencaForm(FormularioSemBotao):
    """Sessão de multiplicadores que aconteceu: presença por pessoa."""

    realizada_em = CampoDeData(label="Quando aconteceu")
    presentes = forms.ModelMultipleChoiceField(
        label="Quem esteve",
        queryset=Multiplicador.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Marque quem esteve na sessão."},
    )
    arquivo = ArquivoField(label="Lista de presença", required=False)

    def __init__(self, *args, multiplicadores, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["presentes"].queryset = multiplicadores
        self.fields["presentes"].label_from_instance = lambda m: f"{m.nome} · {m.unidade}"


class EntregaForm(FormularioSemBotao):
    entregue_em = CampoDeData(label="Quando foi entregue")
    responsavel = forms.CharField(label="Quem entregou", max_length=150)
    evidencia = CampoDeTexto(label="Como foi entregue", help_text="A quem e por onde.")
    link = forms.URLField(
        label="Endereço na internet", required=False, max_length=500, assume_scheme="https"
    )
    arquivo = ArquivoField(label="Comprovante", required=False)


def _pergunta(campo: str) -> forms.TypedChoiceField:
    rotulo = Prontidao._meta.get_field(campo).verbose_name
    return forms.TypedChoiceField(
        label=rotulo[0].upper() + rotulo[1:],
        choices=SIM_NAO,
        coerce=lambda valor: valor == "True",
        widget=forms.RadioSelect,
    )


class ProntidaoForm(FormularioSemBotao):
    todos_entram = _pergunta("todos_entram")
    unidades_conferidas = _pergunta("unidades_conferidas")
    multiplicadores_disponiveis = _pergunta("multiplicadores_disponiveis")
    servidores_avisados = _pergunta("servidores_avisados")
    papel_combinado = _pergunta("papel_combinado")
    suporte_combinado = _pergunta("suporte_combinado")
    data_combinada = CampoDeData(label="Data combinada para começar a usar")
    observacao = CampoDeTexto(label="Observação", required=False)


class AberturaForm(FormularioSemBotao):
    aberta_em = CampoDeData(label="Quando começou")
    responsavel = forms.CharField(label="Quem acompanha", max_length=150)
    canal = forms.CharField(
        label="Por onde se pede ajuda",
        max_length=300,
        help_text="Telefone, e-mail ou sala virtual, e o horário.",
    )


class AtendimentoForm(FormularioSemBotao):
    data = CampoDeData(label="Data")
    unidade = forms.CharField(label="Unidade", max_length=150)
    tema = forms.ChoiceField(label="Assunto", choices=TemaDoAtendimento.choices)
    duvida = CampoDeTexto(label="Dúvida", linhas=2)
    solucao = CampoDeTexto(label="O que resolveu", linhas=2, required=False)
    chamado = forms.CharField(label="Número do chamado", max_length=50, required=False)


class EncerramentoForm(FormularioSemBotao):
    encerrada_em = CampoDeData(label="Quando terminou")
    conclusao = CampoDeTexto(
        label="Conclusão", max_length=4000, linhas=5, help_text="Como ficou e o que se combinou."
    )
    arquivo = ArquivoField(label="Relatório", required=False)
