"""Formulários dos registros: configurações, diretório e testes de rede."""

from datetime import date

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.text import capfirst

from cadastros.models import (
    FormaDeEntrada,
    ResultadoDoTeste,
    SituacaoDaConfiguracao,
    TipoDeDiretorio,
    VerificacaoDoDiretorio,
)
from seicidades.documentos.forms import ArquivoField
from seicidades.fluxo.forms import CampoDeData, CampoDeTexto, FormularioSemBotao, nao_futura

SEM_CPF = "Não escreva CPF nem senha."


class CondicionalForm(FormularioSemBotao):
    """Campos de `condicionais` só se exigem conforme o resto; na tela não são "opcionais"."""

    condicionais: tuple[str, ...] = ()
    use_required_attribute = False

    def full_clean(self):
        for campo in self.condicionais:
            self.fields[campo].required = False
        super().full_clean()
        for campo in self.condicionais:
            self.fields[campo].required = True

    def exigir(self, campo: str, mensagem: str) -> None:
        if campo not in self.errors and not self.cleaned_data.get(campo):
            self.add_error(campo, mensagem)


class ComEvidenciaForm(CondicionalForm):
    """Texto ou arquivo que comprova; um dos dois basta."""

    condicionais = ("evidencia",)

    evidencia = CampoDeTexto(
        label="O que comprova",
        help_text=f"Conte aqui ou anexe um arquivo abaixo: um dos dois basta. {SEM_CPF}",
    )
    arquivo = ArquivoField(label="Arquivo que comprova", required=False)

    def tem_evidencia(self) -> bool:
        return bool(self.cleaned_data.get("evidencia") or self.cleaned_data.get("arquivo"))

    def exigir_evidencia(self) -> None:
        if not self.errors.keys() & {"evidencia", "arquivo"} and not self.tem_evidencia():
            self.add_error("evidencia", "Conte o que comprova ou anexe um arquivo.")


class ConfiguracaoForm(ComEvidenciaForm):
    condicionais = ("feita_em", "responsavel", "evidencia", "motivo")

    situacao = forms.ChoiceField(
        label="Situação", choices=SituacaoDaConfiguracao.choices, widget=forms.RadioSelect
    )
    feita_em = CampoDeData(label="Quando ficou pronto")
    responsavel = forms.CharField(label="Quem fez", max_length=120)
    motivo = CampoDeTexto(label="Por que não se aplica")
    observacao = CampoDeTexto(label="Observação", required=False, linhas=2)

    def __init__(self, *args, tem_arquivo: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.tem_arquivo = tem_arquivo

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        helper.layout = Layout(
            "situacao",
            Fieldset(
                "Se está configurado",
                "feita_em",
                "responsavel",
                "evidencia",
                "arquivo",
                css_class="parte",
            ),
            Fieldset("Se não se aplica", "motivo", css_class="parte"),
            Fieldset("Outras informações", "observacao", css_class="parte"),
        )
        return helper

    def clean_feita_em(self) -> date | None:
        return nao_futura(self.cleaned_data["feita_em"])

    def tem_evidencia(self) -> bool:
        return self.tem_arquivo or super().tem_evidencia()

    def clean(self):
        dados = super().clean()
        if dados.get("situacao") == SituacaoDaConfiguracao.NAO_SE_APLICA:
            self.exigir("motivo", "Diga por que este assunto não se aplica ao município.")
        elif dados.get("situacao") == SituacaoDaConfiguracao.FEITA:
            self.exigir("feita_em", "Informe o dia em que ficou pronto.")
            self.exigir("responsavel", "Informe quem fez.")
            self.exigir_evidencia()
        return dados


class DiretorioForm(CondicionalForm):
    """Sem diretório, só se pergunta como as pessoas vão entrar."""

    OBRIGATORIOS = ("nome", "endereco", "porta", "contexto_de_pesquisa", "atributo_de_filtro")
    condicionais = ("forma_de_entrada", *OBRIGATORIOS)

    tipo = forms.ChoiceField(
        label="O município tem um diretório de usuários?",
        choices=TipoDeDiretorio.choices,
        widget=forms.RadioSelect,
    )
    forma_de_entrada = forms.ChoiceField(
        label="Como as pessoas vão entrar no SEI",
        choices=FormaDeEntrada.choices,
        widget=forms.RadioSelect,
    )
    nome = forms.CharField(label="Nome do servidor", max_length=50)
    endereco = forms.CharField(
        label="Endereço",
        max_length=100,
        help_text="Nome ou IP que a Prodesp alcança.",
    )
    porta = forms.IntegerField(
        label="Porta",
        min_value=1,
        max_value=65535,
        help_text="636 para conexão cifrada (LDAPS); 389 com StartTLS.",
    )
    sufixo = forms.CharField(
        label="Sufixo do login",
        max_length=50,
        required=False,
        help_text="O que vem depois do login, como @prefeitura.local. Só no AD.",
    )
    usuario_de_pesquisa = forms.CharField(
        label="Usuário de pesquisa",
        max_length=100,
        required=False,
        help_text="Conta só de leitura, como cn=sei,dc=prefeitura,dc=local. "
        "Deixe vazio se a consulta é anônima.",
    )
    contexto_de_pesquisa = forms.CharField(
        label="Contexto de pesquisa",
        max_length=100,
        help_text="A base da busca, como dc=prefeitura,dc=local.",
    )
    atributo_de_filtro = forms.CharField(
        label="Atributo de filtro",
        max_length=100,
        help_text="De costume, sAMAccountName no AD e uid no OpenLDAP.",
    )
    atributo_de_retorno = forms.CharField(
        label="Atributo de retorno",
        max_length=100,
        required=False,
        help_text="De costume, distinguishedName.",
    )
    versao_do_protocolo = forms.IntegerField(
        label="Versão do protocolo",
        min_value=2,
        max_value=3,
        required=False,
        help_text="De costume, 3.",
    )
    senha_entregue_em = CampoDeData(
        label="Senha do usuário de pesquisa entregue em",
        required=False,
        help_text="A senha vai por canal seguro, direto à Prodesp. Aqui fica só o dia; "
        "nunca escreva a senha.",
    )
    observacao = CampoDeTexto(label="Observação", required=False, linhas=2, help_text=SEM_CPF)

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        helper.layout = Layout(
            "tipo",
            Fieldset("Se não tem diretório", "forma_de_entrada", css_class="parte"),
            Fieldset(
                "Se tem AD ou OpenLDAP",
                "nome",
                "endereco",
                "porta",
                "sufixo",
                "usuario_de_pesquisa",
                "contexto_de_pesquisa",
                "atributo_de_filtro",
                "atributo_de_retorno",
                "versao_do_protocolo",
                "senha_entregue_em",
                css_class="parte",
            ),
            Fieldset("Outras informações", "observacao", css_class="parte"),
        )
        return helper

    def clean_senha_entregue_em(self) -> date | None:
        return nao_futura(self.cleaned_data["senha_entregue_em"])

    def clean(self):
        dados = super().clean()
        tipo = dados.get("tipo")
        if tipo == TipoDeDiretorio.NENHUM:
            self.exigir("forma_de_entrada", "Escolha como as pessoas vão entrar.")
        elif tipo:
            for campo in self.OBRIGATORIOS:
                self.exigir(campo, "Preencha: sem isso o SEI não consulta o diretório.")
        return dados


class VerificacaoForm(ComEvidenciaForm):
    condicionais = ("partes", "evidencia")

    feita_em = CampoDeData(label="Data da verificação")
    executor = forms.CharField(label="Quem verificou", max_length=120)
    partes = forms.MultipleChoiceField(
        label="O que funcionou",
        help_text="Marque só o que foi visto funcionar. O que ficar em branco conta como falha.",
        choices=[
            (parte, capfirst(VerificacaoDoDiretorio._meta.get_field(parte).verbose_name))
            for parte in VerificacaoDoDiretorio.PARTES
        ],
        widget=forms.CheckboxSelectMultiple,
    )

    field_order = ["partes", "feita_em", "executor", "evidencia", "arquivo"]

    def clean_feita_em(self) -> date:
        return nao_futura(self.cleaned_data["feita_em"])

    def clean(self):
        dados = super().clean()
        self.exigir_evidencia()
        return dados

    def dados(self) -> dict:
        """Cada parte como verdadeiro ou falso, e o resto como veio."""
        limpos = dict(self.cleaned_data)
        marcadas = limpos.pop("partes")
        return limpos | {p: p in marcadas for p in VerificacaoDoDiretorio.PARTES}


class ExecucaoForm(ComEvidenciaForm):
    resultado = forms.ChoiceField(
        label="Resultado", choices=ResultadoDoTeste.choices, widget=forms.RadioSelect
    )
    executado_em = CampoDeData(label="Data do teste")
    executor = forms.CharField(label="Quem testou", max_length=120)

    field_order = ["resultado", "executado_em", "executor", "evidencia", "arquivo"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["evidencia"].label = "O que se viu"
        self.fields["evidencia"].help_text = (
            "Onde foi feito e o que apareceu; se não se aplica, por quê. " + SEM_CPF
        )
        self.fields["arquivo"].label = "Imagem da tela ou arquivo"

    def clean_executado_em(self) -> date:
        return nao_futura(self.cleaned_data["executado_em"])

    def clean(self):
        dados = super().clean()
        if dados.get("resultado") == ResultadoDoTeste.NAO_SE_APLICA:
            self.exigir("evidencia", "Diga por que o teste não se aplica.")
        else:
            self.exigir_evidencia()
        return dados
