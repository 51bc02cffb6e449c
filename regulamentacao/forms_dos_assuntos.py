"""O formulário dos dezoito assuntos: o que consta do ato, em que artigo e com que trecho."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from django import forms
from django.forms.boundfield import BoundField
from django.utils.html import format_html_join

from regulamentacao.assuntos import ASSUNTOS, GRUPOS, Assunto
from regulamentacao.forms import Formulario
from regulamentacao.models import RespostaDeAssunto
from seicidades.fluxo.forms import CampoDeTexto

PROPOSTAS_LIDAS = "propostas_lidas"


@dataclass(frozen=True)
class LinhaDeAssunto:
    """Um assunto e os três campos dele, para a página."""

    numero: int
    assunto: Assunto
    resposta: BoundField
    artigo: BoundField
    trecho: BoundField
    confirmo: BoundField | None = None
    proposta: tuple[str, str] = ("", "")

    @property
    def vistos(self) -> str:
        """Os campos escondidos com o que a pessoa viu ao abrir a página."""
        campos = (self.resposta, self.artigo, self.trecho)
        return format_html_join("", "{}", ((c.as_hidden(only_initial=True),) for c in campos))

    @property
    def resposta_dita(self) -> str:
        """A resposta em palavras, para quem só lê."""
        return (
            RespostaDeAssunto.Resposta(r).label if (r := self.resposta.value()) else "Sem resposta"
        )


class AssuntosForm(Formulario):
    """Os dezoito assuntos de uma vez. Salvar pela metade é normal.

    Cada campo leva consigo o valor que a pessoa viu (`show_hidden_initial`):
    grava-se só o que ela mudou, e duas pessoas podem dividir a lista.

    Args:
        propostas: assunto → (artigo, trecho) da minuta escrita na sala. Só valem
            para o que não tem resposta, e só quando a pessoa as confirma.
    """

    justificativa = CampoDeTexto(
        label="Por que faltam os assuntos que não constam",
        help_text="Uma frase basta. Só é preciso se algum assunto não constar.",
        max_length=1000,
        required=False,
        show_hidden_initial=True,
    )

    def __init__(self, *args, propostas: Mapping[str, tuple[str, str]] | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        propostas = propostas or {}
        self.propostas_de_agora = sha256(repr(sorted(propostas.items())).encode()).hexdigest()
        self.propostas = {
            chave: proposta
            for chave, proposta in propostas.items()
            if not self.initial.get(f"{chave}-resposta")
        }
        for assunto in ASSUNTOS:
            self.fields |= _campos_do_assunto(assunto)
            if assunto.chave in self.propostas:
                self.fields[f"{assunto.chave}-confirmo"] = _confirmacao()

    def clean(self):
        """Confirmar é dizer que se leu: só vale para a minuta que a página mostrava."""
        dados = super().clean()
        confirmou = any(dados.get(f"{chave}-confirmo") for chave in self.propostas)
        lidas = self.data.get(PROPOSTAS_LIDAS) or self.propostas_de_agora
        if confirmou and lidas != self.propostas_de_agora:
            self.add_error(
                None,
                "A minuta mudou depois que você abriu a página, e nada foi gravado. Leia de novo "
                "os trechos que confirmou e salve outra vez.",
            )
        return dados

    @property
    def mudancas(self) -> dict[str, dict[str, str]]:
        """Assunto → campos que a pessoa mudou ou confirmou."""
        mudancas: dict[str, dict[str, str]] = {}
        for nome in self.changed_data:
            chave, _, campo = nome.partition("-")
            if campo and campo != "confirmo":
                mudancas.setdefault(chave, {})[campo] = self.cleaned_data[nome]
        for chave in self.propostas:
            if self.cleaned_data.get(f"{chave}-confirmo"):
                mudancas[chave] = self._da_proposta(chave) | mudancas.get(chave, {})
        return mudancas

    def _da_proposta(self, chave: str) -> dict[str, str]:
        """O que a pessoa escreveu por cima da proposta vale mais que ela."""
        artigo, trecho = self.propostas[chave]
        return {"resposta": RespostaDeAssunto.Resposta.CONSTA, "artigo": artigo, "trecho": trecho}

    @property
    def justificativa_mudada(self) -> str | None:
        """O novo texto, ou None se ninguém mexeu nele."""
        if "justificativa" in self.changed_data:
            return self.cleaned_data["justificativa"]
        return None

    def grupos(self) -> Iterator[tuple[str, list[LinhaDeAssunto]]]:
        numeros = {assunto.chave: n for n, assunto in enumerate(ASSUNTOS, start=1)}
        for grupo in GRUPOS:
            yield grupo.titulo, [self._linha(numeros[a.chave], a) for a in grupo.assuntos]

    def _linha(self, numero: int, assunto: Assunto) -> LinhaDeAssunto:
        campos = [self[f"{assunto.chave}-{c}"] for c in ("resposta", "artigo", "trecho")]
        if proposta := self.propostas.get(assunto.chave):
            confirmo = self[f"{assunto.chave}-confirmo"]
            return LinhaDeAssunto(numero, assunto, *campos, confirmo, proposta)
        return LinhaDeAssunto(numero, assunto, *campos)


def _campos_do_assunto(assunto: Assunto) -> dict[str, forms.Field]:
    opcoes = {"required": False, "show_hidden_initial": True}
    return {
        f"{assunto.chave}-resposta": forms.ChoiceField(
            label=assunto.titulo,
            choices=RespostaDeAssunto.Resposta,
            widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
            **opcoes,
        ),
        f"{assunto.chave}-artigo": forms.CharField(
            label=f"Artigo sobre {assunto.titulo}",
            max_length=80,
            widget=forms.TextInput(attrs={"class": "form-control"}),
            **opcoes,
        ),
        f"{assunto.chave}-trecho": forms.CharField(
            label=f"Trecho sobre {assunto.titulo}",
            max_length=1000,
            widget=forms.Textarea(attrs={"class": "form-control", "rows": 2}),
            **opcoes,
        ),
    }


def _confirmacao() -> forms.BooleanField:
    return forms.BooleanField(
        label="Conferi no ato: consta assim",
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )
