"""Formulários das cargas: enviar a planilha, apontar colunas, consertar e gravar."""

from collections.abc import Sequence

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.conf import settings

from cadastros.forms.registros import CondicionalForm
from cadastros.servicos import envio
from cadastros.validacao import (
    LIMITE_DE_LINHAS,
    PERFIL_BASICO,
    PERFIL_COLABORADOR,
    Escolha,
    Leiaute,
)
from seicidades.documentos.forms import ArquivoField
from seicidades.fluxo.forms import FormularioSemBotao


class PlanilhaField(ArquivoField):
    """Um CSV, XLSX ou ODS, aberto e conferido por dentro."""

    def __init__(self, **kwargs):
        super().__init__(tipos=envio.TIPOS, **kwargs)

    def ajuda(self) -> str:
        return f"XLSX, ODS ou CSV, até {settings.TAMANHO_MAXIMO_MB} MB."

    def widget_attrs(self, widget):
        return super().widget_attrs(widget) | {"accept": ",".join(f".{f}" for f in envio.ACEITOS)}

    def clean(self, data, initial=None):
        upload = forms.FileField.clean(self, data, initial)
        if upload and upload is not initial:
            self.nome = envio.conferir_planilha(upload)
        return upload


class EnviarArquivoForm(CondicionalForm):
    """Uma planilha, em arquivo ou colada, para conferir; nada é gravado ainda."""

    condicionais = ("arquivo", "colado")

    arquivo = PlanilhaField(label="Arquivo da planilha", required=False)
    colado = forms.CharField(
        label="Ou as células copiadas",
        required=False,
        strip=False,
        max_length=4_000_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Na planilha, selecione a tabela com o cabeçalho, copie e cole aqui.",
    )

    def clean(self):
        dados = super().clean()
        if self.errors:
            return dados
        colado = (dados.get("colado") or "").strip()
        if bool(dados.get("arquivo")) == bool(colado):
            self.add_error(
                "arquivo",
                "Escolha o arquivo ou cole as células: um só dos dois."
                if colado
                else "Escolha um arquivo ou cole as células copiadas da planilha.",
            )
        return dados

    def enviado(self) -> tuple[str, bytes]:
        """O nome e o conteúdo do que veio."""
        upload = self.cleaned_data["arquivo"]
        if upload:
            return self.fields["arquivo"].nome, upload.read()
        return envio.NOME_DO_COLADO, self.cleaned_data["colado"].encode()


class ColunasForm(CondicionalForm):
    """Que coluna do arquivo é cada dado; o palpite vem marcado.

    Args:
        opcoes: posição e rótulo de cada coluna do arquivo.
        escolha: o palpite, ou o que a pessoa já escolheu.
    """

    folha = forms.TypedChoiceField(coerce=int, widget=forms.HiddenInput)
    cabecalho = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(
        self, *args, leiaute: Leiaute, opcoes: Sequence, escolha: Escolha, abas: int = 1, **kwargs
    ):
        super().__init__(*args, **kwargs)
        self.fields["folha"].choices = [(i, i) for i in range(abas)]
        self.leiaute = leiaute
        self.colunas = leiaute.colunas[1:]  # a sequência é refeita na saída
        self.fields["folha"].initial = escolha.folha
        self.fields["cabecalho"].initial = escolha.cabecalho
        nenhuma = [("", "Não está no arquivo")]
        for coluna in self.colunas:
            self.fields[f"c_{coluna.campo}"] = forms.TypedChoiceField(
                label=coluna.rotulo,
                choices=[*nenhuma, *opcoes],
                coerce=int,
                empty_value=None,
                required=False,
                initial=escolha.colunas.get(coluna.campo, ""),
            )
            if coluna.repetivel:
                self.fields[f"p_{coluna.campo}"] = forms.CharField(
                    label=f"{coluna.rotulo}: onde faltar",
                    help_text="Vale onde a célula está vazia; sem coluna, em todas as linhas.",
                    max_length=coluna.largura,
                    required=False,
                    initial=escolha.padroes.get(coluna.campo, ""),
                )
        self.condicionais = tuple(self._campos(self.colunas))

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        obrigatorias = [c for c in self.colunas if c.obrigatoria]
        demais = [c for c in self.colunas if not c.obrigatoria]
        helper.layout = Layout(
            "folha",
            "cabecalho",
            Fieldset("As que não podem faltar", *self._campos(obrigatorias), css_class="parte"),
            Fieldset("As demais", *self._campos(demais), css_class="parte"),
        )
        return helper

    def _campos(self, colunas) -> list[str]:
        nomes = [nome for c in colunas for nome in (f"c_{c.campo}", f"p_{c.campo}")]
        return [nome for nome in nomes if nome in self.fields]

    def clean(self):
        dados = super().clean()
        usadas: dict[int, str] = {}
        for coluna in self.colunas:
            posicao = dados.get(f"c_{coluna.campo}")
            if posicao is None:
                self._exigir_valor(coluna, dados)
            elif usadas.setdefault(posicao, coluna.rotulo) != coluna.rotulo:
                self.add_error(
                    f"c_{coluna.campo}",
                    f"Esta coluna já foi apontada para “{usadas[posicao]}”. Cada uma só serve "
                    "a um dado.",
                )
        return dados

    def _exigir_valor(self, coluna, dados) -> None:
        if coluna.obrigatoria and not (dados.get(f"p_{coluna.campo}") or "").strip():
            self.add_error(
                f"c_{coluna.campo}",
                "Diga qual é a coluna"
                + (
                    ", ou escreva abaixo o que vale em todas as linhas."
                    if coluna.repetivel
                    else ". Sem este dado o SEI recusa a linha."
                ),
            )

    def escolha(self) -> Escolha:
        dados = self.cleaned_data
        colunas = {
            c.campo: dados[f"c_{c.campo}"]
            for c in self.colunas
            if dados.get(f"c_{c.campo}") is not None
        }
        padroes = {
            c.campo: dados[f"p_{c.campo}"].strip()
            for c in self.colunas
            if (dados.get(f"p_{c.campo}") or "").strip()
        }
        return Escolha(dados["folha"], dados["cabecalho"], colunas, padroes)


class OndeComecaForm(CondicionalForm):
    """A aba e a linha do cabeçalho, lidas da consulta da página."""

    aba = forms.TypedChoiceField(label="Aba", coerce=int, empty_value=None, required=False)
    cabecalho = forms.IntegerField(
        label="Linha do cabeçalho",
        min_value=0,
        max_value=LIMITE_DE_LINHAS,
        required=False,
        help_text="0, se não há cabeçalho.",
    )

    def __init__(self, *args, abas: Sequence[str], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["aba"].choices = list(enumerate(abas))
        if len(abas) < 2:
            del self.fields["aba"]
        self.condicionais = tuple(self.fields)


class ConsertosForm(forms.Form):
    """Que tipos de conserto aplicar."""

    codigos = forms.MultipleChoiceField(
        error_messages={"required": "Marque ao menos um conserto, ou siga sem consertar."}
    )

    def __init__(self, *args, codigos: Sequence[str], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["codigos"].choices = [(codigo, codigo) for codigo in codigos]


class LinhaForm(CondicionalForm):
    """Uma linha do arquivo. Quem julga o conteúdo é a conferência; aqui tudo se pode escrever.

    O CPF que já está na linha não volta à tela: vazio, fica como está.
    """

    LARGURA_MAXIMA = 1000
    AJUDAS = {
        "superior": "A sigla da unidade de cima; vazio, se esta é a do topo.",
        "usa_endereco_do_orgao": "S ou N.",
        "unidade": "A sigla da unidade.",
        "perfil": f"{PERFIL_BASICO} ou {PERFIL_COLABORADOR}.",
    }

    def __init__(self, *args, leiaute: Leiaute, celulas: Sequence[str] | None, **kwargs):
        super().__init__(*args, **kwargs)
        self.leiaute = leiaute
        self.celulas = list(celulas or [""] * len(leiaute.colunas))
        for coluna in leiaute.colunas[1:]:
            self.fields[coluna.campo] = forms.CharField(
                label=coluna.rotulo,
                required=False,
                max_length=self.LARGURA_MAXIMA,
                initial=self.celulas[coluna.posicao] or ("" if celulas else coluna.padrao),
                help_text=self.AJUDAS.get(coluna.campo, ""),
            )
        self.condicionais = tuple(c.campo for c in leiaute.colunas if c.obrigatoria)
        if "cpf" in self.fields:
            self._esconder_cpf()

    def _esconder_cpf(self) -> None:
        campo = self.fields["cpf"]
        if self.celulas[self.leiaute.por_campo["cpf"].posicao]:
            campo.help_text = "Já há um CPF, que não se mostra. Deixe vazio para mantê-lo."
            self.fields["apagar_cpf"] = forms.BooleanField(label="Apagar o CPF", required=False)
        campo.initial = ""

    def escritas(self) -> list[str]:
        """As células da linha como ficam."""
        dados = self.cleaned_data
        novas = ["", *(dados[c.campo] for c in self.leiaute.colunas[1:])]
        if "cpf" in dados and not dados["cpf"] and not dados.get("apagar_cpf"):
            posicao = self.leiaute.por_campo["cpf"].posicao
            novas[posicao] = self.celulas[posicao]
        return novas


class GravarForm(FormularioSemBotao):
    """Confirma a prévia que a pessoa leu."""

    marca = forms.CharField(max_length=16, widget=forms.HiddenInput)
    avisos_conferidos = forms.BooleanField(label="Li os avisos e está certo assim", required=False)

    def __init__(self, *args, pede_conferencia: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        if not pede_conferencia:
            del self.fields["avisos_conferidos"]
