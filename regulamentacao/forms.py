"""Formulários da regulamentação. Colhem e mostram; o que se aceita é `servicos` que diz."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Fieldset, Layout
from django import forms

from regulamentacao.models import (
    LEIS,
    AnaliseDaMinuta,
    NiveisDeAssinatura,
    Nivel,
    ParecerJuridico,
    TipoDeAto,
)
from seicidades.documentos.forms import ArquivoField
from seicidades.documentos.reconhecimento import Tipo
from seicidades.fluxo.forms import CampoDeData, CampoDeTexto, FormularioSemBotao

EDITAVEL = (Tipo.DOCX, Tipo.PDF)
IMPRESSO = (Tipo.PDF, Tipo.PNG, Tipo.JPEG)
ESCOLHA = [("", "Escolha")]


def parte(titulo: str, *campos) -> Fieldset:
    return Fieldset(titulo, *campos, css_class="parte")


def curto(campo: str) -> Field:
    return Field(campo, wrapper_class="campo--curto")


def lado_a_lado(*campos: str) -> Div:
    """Campos curtos na mesma linha, enquanto couberem."""
    return Div(*(curto(campo) for campo in campos), css_class="d-flex flex-wrap column-gap-4")


class Formulario(FormularioSemBotao):
    """Com as partes em ordem. Um arquivo já guardado deixa de ser exigido."""

    partes: tuple = ()

    def __init__(self, *args, ja_guardados: frozenset[str] = frozenset(), **kwargs):
        super().__init__(*args, **kwargs)
        for nome in ja_guardados & self.fields.keys():
            self.fields[nome].required = False
            self.fields[nome].help_text += " Envie só se for trocar o que está guardado."

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        helper.layout = Layout(*(self.partes or self.fields))
        return helper


# --- Minuta, análise e parecer ---------------------------------------------------------


class MinutaForm(Formulario):
    upload = ArquivoField(label="Arquivo da minuta", tipos=EDITAVEL)
    observacao = CampoDeTexto(
        label="O que mudou ou o que falta decidir", max_length=500, required=False
    )


class AnaliseForm(Formulario):
    versao = forms.IntegerField(required=False, widget=forms.HiddenInput)
    resultado = forms.ChoiceField(
        label="Resultado da leitura",
        choices=AnaliseDaMinuta.Resultado,
        widget=forms.RadioSelect,
    )
    observacoes = CampoDeTexto(
        label="Sugestões ou ajustes",
        help_text="O município lê este texto. Cite o artigo e diga o que mudar.",
        max_length=4000,
        linhas=6,
        required=False,
    )


class ParecerForm(Formulario):
    numero = forms.CharField(label="Número do parecer", max_length=40, required=False)
    emitido_em = CampoDeData(label="Data do parecer")
    conclusao = forms.ChoiceField(
        label="Conclusão", choices=ParecerJuridico.Conclusao, widget=forms.RadioSelect
    )
    ressalvas = CampoDeTexto(
        label="Ressalvas ou motivo",
        help_text="Resuma o que o parecer condiciona ou recusa.",
        linhas=4,
        required=False,
    )
    upload = ArquivoField(label="Arquivo do parecer", tipos=IMPRESSO)
    partes = (curto("numero"), "emitido_em", "conclusao", "ressalvas", "upload")


# --- Atos e publicação -----------------------------------------------------------------


class AtoForm(Formulario):
    """O que há de comum em todo ato: o que ele é, quando foi assinado, o que diz."""

    tipo = forms.ChoiceField(label="Tipo de ato", choices=[*ESCOLHA, *TipoDeAto.choices])
    numero = forms.CharField(label="Número", max_length=20)
    ano = forms.IntegerField(label="Ano do número", min_value=1900, max_value=2100)
    assinado_em = CampoDeData(label="Data da assinatura")
    ementa = CampoDeTexto(
        label="Ementa", help_text="A frase que resume o ato, abaixo do número.", max_length=600
    )
    vigencia_inicio = CampoDeData(
        label="Começa a valer em",
        help_text="Pode ser uma data futura. Em branco, na data da publicação.",
        required=False,
    )
    revoga = forms.CharField(
        label="Normas que revoga",
        help_text="Tipo, número e ano de cada uma.",
        max_length=300,
        required=False,
    )
    altera = forms.CharField(
        label="Normas que altera",
        help_text="Tipo, número e ano de cada uma.",
        max_length=300,
        required=False,
    )
    upload_do_ato = ArquivoField(label="Arquivo do ato assinado", tipos=IMPRESSO, required=False)
    parte_do_ato = parte(
        "O ato",
        lado_a_lado("tipo", "numero", "ano"),
        "assinado_em",
        "ementa",
        "vigencia_inicio",
        "revoga",
        "altera",
        "upload_do_ato",
    )


class AtoDoProcessoForm(AtoForm):
    preexistente = forms.BooleanField(
        label="O município já tinha este ato antes de aderir ao SEI Cidades",
        help_text="Assim, a minuta, a leitura pela Prodesp e o parecer não se aplicam.",
        required=False,
    )
    partes = ("preexistente", AtoForm.parte_do_ato)


class PublicacaoForm(Formulario):
    veiculo = forms.CharField(
        label="Veículo",
        help_text="Diário Oficial do município ou do Estado, jornal contratado ou portal.",
        max_length=120,
    )
    publicado_em = CampoDeData(label="Data da publicação")
    edicao = forms.CharField(label="Edição", max_length=30, required=False)
    pagina = forms.CharField(label="Página", max_length=30, required=False)
    link = forms.URLField(
        label="Endereço na internet",
        help_text="Onde qualquer pessoa pode ler. Ou envie a página, abaixo.",
        max_length=500,
        required=False,
        assume_scheme="https",
    )
    upload_da_publicacao = ArquivoField(label="Página publicada", tipos=IMPRESSO, required=False)
    parte_da_publicacao = parte(
        "A publicação",
        "veiculo",
        lado_a_lado("publicado_em", "edicao", "pagina"),
        "link",
        "upload_da_publicacao",
    )
    partes = (parte_da_publicacao,)


class AtoDaGestaoForm(PublicacaoForm, AtoForm):
    """Ato e publicação numa página; a publicação pode ser informada depois."""

    partes = (AtoForm.parte_do_ato, PublicacaoForm.parte_da_publicacao)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for nome in ("veiculo", "publicado_em"):
            self.fields[nome].required = False
        self.fields[
            "veiculo"
        ].help_text = "Se o ato ainda não saiu, deixe a publicação em branco e volte depois."


class LeiDoArquivoForm(AtoDaGestaoForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["tipo"].choices = [*ESCOLHA, *((tipo.value, tipo.label) for tipo in LEIS)]


class EditalForm(AtoDaGestaoForm):
    ato = forms.IntegerField(required=False, widget=forms.HiddenInput)
    partes = ("ato", *AtoDaGestaoForm.partes)


class ComissaoForm(AtoDaGestaoForm):
    membros = forms.IntegerField(label="Quantas pessoas a comissão tem", min_value=1, max_value=99)
    partes = (
        AtoForm.parte_do_ato,
        parte("A comissão", "membros"),
        PublicacaoForm.parte_da_publicacao,
    )


class InstrumentoForm(AtoDaGestaoForm):
    """Plano de classificação ou tabela de temporalidade."""

    ato = forms.IntegerField(required=False, widget=forms.HiddenInput)
    abrange_meio = forms.BooleanField(
        label="Atividades-meio",
        help_text="Pessoal, compras, patrimônio: o que toda secretaria faz.",
        required=False,
    )
    abrange_fim = forms.BooleanField(
        label="Atividades-fim",
        help_text="Saúde, educação, obras: o que cada secretaria faz pela população.",
        required=False,
    )
    aprovado_pelo_arquivo_em = CampoDeData(
        label="Data da aprovação pelo arquivo público",
        help_text="Está na ata ou no despacho do arquivo. Pode ser informada depois.",
        required=False,
    )
    partes = (
        "ato",
        parte(
            "O que o ato abrange e quem aprovou",
            "abrange_meio",
            "abrange_fim",
            "aprovado_pelo_arquivo_em",
        ),
        AtoForm.parte_do_ato,
        PublicacaoForm.parte_da_publicacao,
    )


# --- Níveis de assinatura ---------------------------------------------------------------


def _nivel(rotulo: str, ajuda: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=rotulo, help_text=ajuda, choices=[*ESCOLHA, *Nivel.choices])


class NiveisForm(Formulario):
    onde = forms.ChoiceField(
        label="Onde estão os níveis", choices=NiveisDeAssinatura.Onde, widget=forms.RadioSelect
    )
    referencia = forms.CharField(
        label="Artigo ou ato",
        help_text="O artigo do próprio ato ou, se for outro, o tipo, o número e a data.",
        max_length=200,
    )
    documentos_internos = _nivel(
        "Documentos internos do dia a dia", "Despachos, informações, memorandos."
    )
    decisoes = _nivel(
        "Decisões e documentos com efeito para fora", "Ofícios, contratos, respostas a pedidos."
    )
    atos_da_chefia = _nivel(
        "Atos da prefeita ou do prefeito", "Decretos, portarias e o mais que a chefia assina."
    )
    usuarios_externos = _nivel(
        "Documentos de cidadãos e empresas", "O que chega de fora, de usuário externo."
    )
    partes = (
        parte("Onde está escrito", "onde", "referencia"),
        parte(
            "Assinatura mínima de cada espécie",
            "documentos_internos",
            "decisoes",
            "atos_da_chefia",
            "usuarios_externos",
        ),
    )
