"""Formulários do fluxo: declarar, falar em nome de, decidir."""

import uuid
from collections.abc import Sequence
from datetime import date

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from seicidades.comum.dias_uteis import Calendario
from seicidades.comum.formularios import SemCPFNoTextoLivre
from seicidades.comum.papeis import LADOS_QUE_AGEM, Lado, Papel
from seicidades.contas.models import Usuario
from seicidades.documentos.forms import ArquivoField, VariosArquivosField
from seicidades.fluxo.models import Contato, MeioDeContato
from seicidades.fluxo.nucleo.comandos import (
    CANAIS_COM_COMPROVACAO,
    MOTIVOS_DE_AJUDA,
    MOTIVOS_DE_BLOQUEIO,
    MOTIVOS_DE_DEVOLUCAO,
    Canal,
)
from seicidades.fluxo.nucleo.guardas.datas import recusas_do_dia
from seicidades.municipios.models import Orgao

CANAIS = {
    Canal.TELEFONE: "Por telefone ou em reunião",
    Canal.OFICIO: "Por ofício ou e-mail",
    Canal.SEI: "Por documento no SEI",
}
LIMITE_DO_TEXTO = 2000
PRIMEIRO_ANO = 1900  # antes disso, o ano está escrito pela metade


def nova_chave() -> str:
    return uuid.uuid4().hex


class CampoDeData(forms.DateField):
    """Data escolhida no calendário do navegador ou escrita dd/mm/aaaa.

    O máximo faz o navegador parar no quarto algarismo do ano; sem ele, cabem seis.
    """

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "max": "9999-12-31"})
    input_formats = ("%Y-%m-%d", "%d/%m/%Y")
    default_error_messages = {
        "invalid": "Esta data não existe. Escreva dia, mês e ano, como 15/05/2026.",
        "antiga": "Esta data é de antes de 1900. Confira o ano, com quatro algarismos.",
    }

    def validate(self, value):
        super().validate(value)
        if value and value.year < PRIMEIRO_ANO:
            raise ValidationError(self.error_messages["antiga"], code="antiga")


class CampoDeTexto(forms.CharField):
    """Texto de algumas linhas."""

    def __init__(self, *, linhas: int = 3, **opcoes):
        opcoes.setdefault("max_length", LIMITE_DO_TEXTO)
        opcoes.setdefault("widget", forms.Textarea(attrs={"rows": linhas}))
        super().__init__(**opcoes)


class FormularioSemBotao(forms.Form):
    """Sem a etiqueta <form>: a página põe a sua, com os botões."""

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        return helper


class FormularioDaImplantacao(SemCPFNoTextoLivre, FormularioSemBotao):
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


class EnvioForm(forms.Form):
    """A chave que impede o envio em dobro e o último andamento visto."""

    chave = forms.CharField(max_length=100, widget=forms.HiddenInput)
    seq = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class ComPadrao(forms.ChoiceField):
    """Escolha que já vem feita: quem não a envia fica com a que a página mostra."""

    def clean(self, value):
        return super().clean(value or self.initial)


class EmNomeDeForm(FormularioSemBotao):
    """Como a gerência soube do que registra em nome de outra pessoa."""

    prefix = "nome"

    origem = forms.ChoiceField(
        label="Como a informação chegou",
        choices=[(c.value, CANAIS[c]) for c in CANAIS_COM_COMPROVACAO],
        widget=forms.RadioSelect,
    )
    comprovacao = CampoDeTexto(
        label="Quem informou, quando e por onde",
        help_text="Fica na história do município. Não escreva CPF.",
        linhas=2,
    )
    arquivo = ArquivoField(label="Comprovante", required=False)

    def __init__(self, *args, nomes: Sequence[Papel] = (), **kwargs):
        """`nomes`: em nome de quem se pode registrar; um só, ou nenhum, não se pergunta."""
        super().__init__(*args, **kwargs)
        if len(nomes) > 1:
            opcoes = [(papel.value, papel.rotulo) for papel in nomes]
            self.fields["quem"] = ComPadrao(
                label="Em nome de quem", choices=opcoes, initial=nomes[0].value
            )

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        helper.layout = Layout(
            Fieldset(
                "Você registra em nome de outra pessoa",
                *(["quem"] if "quem" in self.fields else []),
                "origem",
                "comprovacao",
                "arquivo",
                css_class="parte",
            )
        )
        return helper


class ItemForm(FormularioSemBotao):
    """Declarar um item feito, com o que comprova."""

    texto = CampoDeTexto(
        label="O que foi feito",
        help_text="Conte em uma ou duas frases. Não escreva CPF.",
    )
    ocorreu_em = CampoDeData(label="Quando foi feito", required=False)
    arquivos = VariosArquivosField(label="Arquivos que comprovam", required=False)

    def __init__(self, *args, exige_arquivo: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["arquivos"].required = exige_arquivo

    def clean_ocorreu_em(self) -> date | None:
        return nao_futura(self.cleaned_data["ocorreu_em"])


def nao_futura(dia: date | None) -> date | None:
    if dia and dia > timezone.localdate():
        raise forms.ValidationError(
            f"{dia:%d/%m/%Y} ainda não chegou. Registre depois que acontecer, ou corrija a data."
        )
    return dia


class MotivoForm(FormularioSemBotao):
    motivo = CampoDeTexto(
        label="Motivo", help_text="Fica na história do município. Não escreva CPF."
    )


class MotivoOpcionalForm(FormularioSemBotao):
    motivo = CampoDeTexto(label="Motivo", required=False)


class JustificativaForm(FormularioSemBotao):
    justificativa = CampoDeTexto(
        label="Por que não se aplica",
        help_text="Quem decide lê isto. Conte o que já existe ou por que não cabe.",
    )


class ConfirmarForm(FormularioSemBotao):
    """Nada a preencher."""


class DiaUtilForm(MotivoForm):
    """Um dia que tem de ser útil e futuro no calendário do município, dito já no campo."""

    dia_util = ""

    def __init__(self, *args, calendario: Calendario | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.calendario = calendario

    def clean(self):
        dados = super().clean()
        dia = dados.get(self.dia_util)
        if dia and self.calendario:
            for recusa in recusas_do_dia(dia, timezone.localdate(), self.calendario):
                self.add_error(self.dia_util, f"{recusa.mensagem} {recusa.saida}")
        return dados


class SuspenderForm(DiaUtilForm):
    dia_util = "retomar_em"

    retomar_em = CampoDeData(
        label="Retomar em", help_text="Um dia útil. Nada volta sozinho: você recebe um lembrete."
    )


class ProducaoForm(FormularioSemBotao):
    data = CampoDeData(label="Data da entrada em produção")
    justificativa = CampoDeTexto(
        label="Por que decidimos entrar em produção",
        help_text="O que foi conferido e com quem. Fica na história do município.",
    )

    def clean_data(self) -> date:
        return nao_futura(self.cleaned_data["data"])


class ProrrogarForm(DiaUtilForm):
    dia_util = "ate"

    ate = CampoDeData(label="Novo prazo", help_text="Um dia útil. O prazo nunca encurta.")
    field_order = ("ate", "motivo")


class ReabrirEtapaForm(MotivoForm):
    itens = forms.MultipleChoiceField(
        label="Itens a corrigir", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, itens=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["itens"].choices = [(i.chave, i.titulo) for i in itens]


class RetificarForm(MotivoForm):
    valor = CampoDeData(
        label="Data certa",
        required=False,
        help_text="Só para anular a entrada em produção, deixe em branco.",
    )
    field_order = ("valor", "motivo")


class AjudaForm(FormularioSemBotao):
    """O pedido de ajuda do município: o prazo para enquanto a resposta é da Prodesp."""

    motivo_bloqueio = forms.ChoiceField(
        label="O que está travando",
        choices=list(MOTIVOS_DE_AJUDA.items()),
        widget=forms.RadioSelect,
    )
    texto = CampoDeTexto(
        label="Conte um pouco mais",
        help_text="O que você tentou e o que apareceu. Não escreva CPF nem senha.",
    )
    alvo = forms.ChoiceField(label="Sobre o quê", required=False)

    def __init__(self, *args, alvos=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["alvo"].choices = [("", "O município todo"), *alvos]


class BloqueioForm(AjudaForm):
    """Impedimento declarado pela gerência, com quem deve resolver."""

    dono = forms.ChoiceField(
        label="Quem deve resolver",
        choices=[(lado.value, lado.rotulo.capitalize()) for lado in LADOS_QUE_AGEM],
        initial=Lado.PRODESP,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["motivo_bloqueio"].choices = list(MOTIVOS_DE_BLOQUEIO.items())
        self.fields["motivo_bloqueio"].widget = forms.Select(
            choices=list(MOTIVOS_DE_BLOQUEIO.items())
        )


class ConferenciaForm(FormularioSemBotao):
    """A conferência de um item na análise."""

    devolver = forms.ChoiceField(
        label="Sua conferência",
        choices=[("", "Em ordem"), ("sim", "Devolver")],
        required=False,
        widget=forms.RadioSelect,
    )
    codigo = forms.ChoiceField(
        label="Motivo",
        choices=[("", "Escolha"), *MOTIVOS_DE_DEVOLUCAO.items()],
        required=False,
    )
    texto = CampoDeTexto(label="O que fazer", required=False, linhas=2)

    def clean(self):
        dados = super().clean()
        if dados.get("devolver"):
            if not dados.get("codigo"):
                self.add_error("codigo", "Escolha o motivo da devolução.")
            if not (dados.get("texto") or "").strip():
                self.add_error("texto", "Diga em uma frase o que deve ser corrigido.")
        return dados

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        helper.layout = Layout("devolver", Field("codigo"), Field("texto"))
        return helper


class IniciarForm(FormularioSemBotao):
    """Escolha do órgão cuja implantação começa."""

    orgao = forms.ModelChoiceField(
        label="Órgão",
        queryset=Orgao.objects.none(),
        empty_label="Escolha",
        help_text="Só aparecem os que ainda não começaram.",
    )
    ocorreu_em = CampoDeData(
        label="Quando começou", required=False, help_text="Em branco, começa hoje."
    )

    def __init__(self, *args, orgaos=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["orgao"].queryset = orgaos
        self.fields["orgao"].label_from_instance = lambda o: f"{o.municipio.nome} · {o.nome}"

    def clean_ocorreu_em(self) -> date | None:
        return nao_futura(self.cleaned_data["ocorreu_em"])


# --- Contatos


class PessoaField(forms.ModelChoiceField):
    def label_from_instance(self, pessoa) -> str:
        return pessoa.nome_publico


class PassosField(forms.ModelMultipleChoiceField):
    """Os próximos passos ainda abertos da cidade."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, contato) -> str:
        return f"{contato.proximo_passo} (até {contato.proximo_passo_em:%d/%m/%Y})"


class ContatoForm(FormularioSemBotao):
    """Um contato com a cidade. As regras são do serviço; aqui só a forma."""

    chave = forms.CharField(max_length=100, widget=forms.HiddenInput)
    meio = forms.ChoiceField(label="Como foi", choices=MeioDeContato.choices)
    ocorreu_em = CampoDeData(label="Quando foi")
    pessoa = PessoaField(
        label="Com quem",
        queryset=Usuario.objects.none(),
        required=False,
        empty_label="Outra pessoa",
        help_text="Escolha, ou escreva o nome no campo seguinte.",
    )
    com_quem = forms.CharField(
        label="Quem mais participou",
        max_length=200,
        required=False,
        help_text="Uma ou mais pessoas que não estão na lista acima. Não escreva CPF.",
    )
    resumo = CampoDeTexto(
        label="O que se conversou", help_text="A cidade lê este texto. Não escreva CPF."
    )
    cumpre = PassosField(
        label="Este contato cumpre o que estava combinado?",
        queryset=Contato.objects.none(),
        required=False,
    )
    proximo_passo = forms.CharField(
        label="Próximo passo",
        max_length=300,
        required=False,
        help_text="O que a gerência fará em seguida. A cidade lê.",
    )
    proximo_passo_em = CampoDeData(label="Data do próximo passo", required=False)
    nota_interna = CampoDeTexto(
        label="Nota interna",
        required=False,
        help_text="Só a equipe do Estado lê. Não escreva CPF.",
        linhas=2,
    )

    def __init__(self, *args, pessoas, passos, sugestao: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["pessoa"].queryset = pessoas
        self.fields[
            "proximo_passo_em"
        ].help_text = (
            f"Preencha se há próximo passo. Daqui a cinco dias úteis é {sugestao:%d/%m/%Y}."
        )
        self.fields["cumpre"].queryset = passos
        if not passos:
            del self.fields["cumpre"]


class DesfechoForm(FormularioSemBotao):
    desfecho = CampoDeTexto(
        label="O que resultou", help_text="A cidade lê este texto. Não escreva CPF."
    )


class EnganoForm(FormularioSemBotao):
    motivo = CampoDeTexto(
        label="Por que foi engano",
        help_text="O registro continua à vista da equipe do Estado, riscado, com este motivo.",
    )
