"""Formulários da sala: um por tela, feito das perguntas, e os do artigo."""

import re
from functools import lru_cache

from django import forms

from regulamentacao.sala.perguntas import TELA_DE, Especie, Pergunta
from seicidades.fluxo.forms import CampoDeTexto, FormularioSemBotao

FIM = " .;,"
_SINAL = re.compile(r"\A\s*(?:n(?:[º°.]|o\b|úmero\b)[\s.º°]*)+", re.IGNORECASE)


class TelaForm(FormularioSemBotao):
    """As perguntas de uma tela e a versão que a pessoa viu."""

    versao = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    @property
    def respostas(self) -> dict:
        return {nome: valor for nome, valor in self.cleaned_data.items() if nome != "versao"}


class LinhasField(CampoDeTexto):
    """Uma resposta por linha, sem a pontuação do fim."""

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value):
        linhas = (linha.strip(FIM) for linha in super().clean(value).splitlines())
        return [linha for linha in linhas if linha]


class FraseField(forms.CharField):
    """Um texto que entra no meio de uma frase do decreto: sem pontuação no fim."""

    def clean(self, value):
        return super().clean(" ".join((value or "").split()).strip(FIM))


class NumeroDeAtoField(FraseField):
    """O número de um ato, que o decreto já anuncia com o "nº"."""

    def clean(self, value):
        return super().clean(_SINAL.sub("", value or ""))


@lru_cache
def formulario_da_tela(chave: str) -> type[TelaForm]:
    campos = {pergunta.chave: _campo(pergunta) for pergunta in TELA_DE[chave].perguntas}
    return type(f"TelaForm_{chave}", (TelaForm,), campos)


def _campo(pergunta: Pergunta) -> forms.Field:
    comuns = {
        "label": pergunta.texto,
        "help_text": pergunta.ajuda,
        "required": pergunta.obrigatoria,
        "initial": pergunta.padrao,
    }
    opcoes = [(opcao.valor, opcao.rotulo) for opcao in pergunta.opcoes]
    if pergunta.especie == Especie.ESCOLHA:
        return forms.ChoiceField(choices=opcoes, widget=forms.RadioSelect, **comuns)
    if pergunta.especie == Especie.VARIAS:
        marcas = forms.CheckboxSelectMultiple
        return forms.MultipleChoiceField(choices=opcoes, widget=marcas, **comuns)
    if pergunta.especie == Especie.NUMERO:
        limites = {"min_value": pergunta.minimo, "max_value": pergunta.maximo}
        return forms.IntegerField(**limites, **comuns)
    if pergunta.especie == Especie.LINHAS:
        return LinhasField(linhas=4, max_length=2000, **comuns)
    campo = NumeroDeAtoField if pergunta.chave == "numero" else FraseField
    return campo(max_length=200, **comuns)


class ArtigoForm(FormularioSemBotao):
    versao = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    texto = CampoDeTexto(
        label="Texto do artigo",
        help_text="Sem o “Art.”: o número vem da ordem. Cada parágrafo (§), inciso (I –) e alínea "
        "(a) fica na sua linha; os números se acertam sozinhos.",
        max_length=6000,
        linhas=12,
    )

    def __init__(self, *args, exige_texto: bool = True, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["texto"].required = exige_texto  # quem volta ao modelo não precisa mandá-lo


class ComentarioForm(FormularioSemBotao):
    texto = CampoDeTexto(
        label="Comentário",
        help_text="O município e a Prodesp leem. Não escreva CPF.",
    )


class NotaForm(FormularioSemBotao):
    texto = CampoDeTexto(
        label="Nota interna", help_text="Só a equipe da Prodesp lê. Não escreva CPF."
    )


class EntregaForm(FormularioSemBotao):
    """O resumo é o do texto que a pessoa leu: entrega-se esse ou nenhum."""

    resumo = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    observacao = CampoDeTexto(
        label="O que a Prodesp deve saber ao ler",
        help_text="O que ainda está em dúvida, por exemplo.",
        max_length=500,
        required=False,
        linhas=2,
    )
