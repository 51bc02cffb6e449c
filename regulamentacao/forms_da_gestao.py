"""O formulário do combinado: quem responde por um ato e para quando."""

from collections.abc import Mapping

from django import forms

from regulamentacao.forms import Formulario, curto, parte
from regulamentacao.gestao import RESPONSAVEL_DE_SEMPRE
from regulamentacao.models import PAPEIS, AtoDaTrilha, CombinadoDoAto
from seicidades.comum.validadores import recusar_cpf
from seicidades.fluxo.forms import CampoDeData

OUTRA = "outra"


class CombinadoForm(Formulario):
    responsavel = forms.ChoiceField(
        label="Quem responde por este ato",
        help_text="Com um papel, a troca da pessoa se acompanha sozinha.",
    )
    nome = forms.CharField(
        label="Nome e cargo da outra pessoa",
        help_text="Só se escolheu outra pessoa. Não escreva CPF.",
        max_length=120,
        required=False,
        validators=[recusar_cpf],
    )
    data = CampoDeData(
        label="Combinado para",
        help_text="O dia em que a cidade quer o ato publicado. Não muda o prazo do programa.",
        required=False,
    )
    dias_para_manifestacao = forms.IntegerField(
        label="Prazo para manifestação, em dias",
        help_text="O que a norma de arquivos do município fixa. Sai no edital; em branco, fica a "
        "linha para preencher à mão.",
        min_value=1,
        max_value=365,
        required=False,
    )

    def __init__(self, *args, ato: AtoDaTrilha, nomes: Mapping[str, str], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["responsavel"].choices = [
            *((p, f"{r} · {nomes.get(p) or 'sem pessoa designada'}") for p, r in PAPEIS),
            (OUTRA, "Outra pessoa, que escrevo abaixo"),
        ]
        if ato != AtoDaTrilha.EDITAL:
            del self.fields["dias_para_manifestacao"]
        do_prazo = [curto(nome) for nome in self.fields.keys() & {"dias_para_manifestacao"}]
        self.partes = (
            parte("Quem responde", "responsavel", "nome"),
            parte("Para quando", "data", *do_prazo),
        )

    def clean(self):
        dados = super().clean()
        outra, nome = dados.get("responsavel") == OUTRA, dados.get("nome")
        if outra and not nome and "nome" not in self.errors:
            self.add_error("nome", "Escreva o nome e o cargo da pessoa, ou escolha um papel.")
        if nome and not outra and "responsavel" not in self.errors:
            self.add_error(
                "responsavel",
                "Você escreveu um nome. Escolha “Outra pessoa”, ou apague o nome abaixo.",
            )
        return dados

    @property
    def combinado(self) -> dict:
        """Os campos do modelo."""
        dados = dict(self.cleaned_data)
        responsavel = dados.pop("responsavel")
        return dados | {"papel": "" if responsavel == OUTRA else responsavel}


def inicial_do(combinado: CombinadoDoAto | None) -> dict:
    if combinado is None:
        return {"responsavel": RESPONSAVEL_DE_SEMPRE.value}
    return {
        "responsavel": OUTRA if combinado.nome else combinado.papel or RESPONSAVEL_DE_SEMPRE.value,
        "nome": combinado.nome,
        "data": combinado.data,
        "dias_para_manifestacao": combinado.dias_para_manifestacao,
    }
