from django import forms
from django.urls import reverse_lazy
from django.utils import timezone

from seicidades.comum.campos import CampoCNPJ
from seicidades.comum.formatos import bytes_legiveis
from seicidades.comum.mascaras import Mascara, MascaraInvalida, compilar
from seicidades.comum.tabela_csv import ArquivoRecusado, Problema, decodificar
from seicidades.municipios import servicos
from seicidades.municipios.instalacoes import conferir_numero_do_processo
from seicidades.municipios.leitura import CargaDeFeriados, ler_feriados
from seicidades.municipios.models import InstalacaoSEI, Orgao

TAMANHO_MAXIMO = 1024 * 1024
# A cada pausa na digitação, a página de experimentar diz o que o formato faz.
AO_DIGITAR = {
    "hx-get": reverse_lazy("admin:municipios_instalacaosei_experimentar"),
    "hx-trigger": "input changed delay:400ms",
    "hx-select": "#lida",
    "hx-target": "#lida",
    "hx-swap": "outerHTML",
    "spellcheck": "false",
}


class OrgaoForm(forms.ModelForm):
    cnpj = CampoCNPJ(label="CNPJ", required=False, help_text="Numérico ou alfanumérico.")

    class Meta:
        model = Orgao
        fields = ["municipio", "tipo", "nome", "sigla", "cnpj"]


class ImportarFeriadosForm(forms.Form):
    """Recebe o arquivo e, na confirmação, o texto já lido dele; confere tudo nas duas vezes.

    Válido, tem `carga` e `previa`; recusado, tem `problemas`.
    """

    arquivo = forms.FileField(label="Arquivo CSV", required=False)
    conteudo = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)

    problemas: list[Problema] = []
    carga: CargaDeFeriados
    previa: servicos.ResultadoDosFeriados

    def clean_arquivo(self):
        arquivo = self.cleaned_data["arquivo"]
        if arquivo and arquivo.size > TAMANHO_MAXIMO:
            raise forms.ValidationError(
                f"O arquivo tem {bytes_legiveis(arquivo.size)} e o limite é "
                f"{bytes_legiveis(TAMANHO_MAXIMO)}. Divida em partes e envie cada uma."
            )
        return arquivo

    def clean(self):
        if self.errors:
            return
        try:
            self._conferir(self._texto())
        except ArquivoRecusado as recusa:
            self.problemas = recusa.problemas
            self.add_error("arquivo", "O arquivo foi recusado e nada foi gravado.")

    def _texto(self) -> str:
        arquivo, conteudo = self.cleaned_data["arquivo"], self.cleaned_data["conteudo"]
        if not arquivo and not conteudo:
            motivo = "Nenhum arquivo foi escolhido."
            saida = "Escolha um CSV com as colunas codigo_ibge, data e nome."
            raise ArquivoRecusado([Problema("sem_arquivo", motivo, saida)])
        return decodificar(arquivo.read()) if arquivo else conteudo

    def _conferir(self, texto: str) -> None:
        self.texto = texto
        self.carga = ler_feriados(texto.encode())
        self.previa = servicos.importar_feriados(self.carga, simular=True)


class InstalacaoForm(forms.ModelForm):
    """Tira do formato os espaços que vêm da cópia e, do endereço, a barra do fim."""

    class Meta:
        model = InstalacaoSEI
        fields = ("nome", "sigla", "orgao", "url_base", "id_orgao", "mascara", "digitos")
        widgets = {
            "url_base": forms.TextInput(attrs={"class": "vLargeTextField", "inputmode": "url"}),
            "mascara": forms.TextInput(attrs=AO_DIGITAR | {"class": "vLargeTextField"}),
        }

    def clean_mascara(self):
        return "".join(self.cleaned_data["mascara"].split())

    def clean_url_base(self):
        return self.cleaned_data["url_base"].rstrip("/")


class ExperimentarMascaraForm(forms.Form):
    """Mostra como uma máscara lê e escreve, antes de valer para alguém.

    Depois de `is_valid`, tem `compilada`; com número, também `conferido`.
    """

    mascara = forms.CharField(
        label="Formato da numeração",
        max_length=200,
        widget=forms.TextInput(attrs={"class": "vLargeTextField", "spellcheck": "false"}),
    )
    numero = forms.CharField(
        label="Número de um processo",
        max_length=60,
        required=False,
        help_text="Copie um do SEI: é a melhor prova de que o formato está certo.",
    )

    compilada: Mascara

    def clean_mascara(self):
        try:
            self.compilada = compilar(self.cleaned_data["mascara"])
        except MascaraInvalida as erro:
            raise forms.ValidationError(str(erro)) from erro
        return self.compilada.texto

    @property
    def partes(self) -> list[tuple[str, str, str]]:
        """De cada parte: o que é, como é e o que há nela no número ou no exemplo."""
        numero = self.cleaned_data.get("numero") or self.exemplo
        lido = self.compilada.ler(numero) or self.compilada.ler(self.exemplo) or {}
        return [
            (p.rotulo, p.largura_escrita, lido.get(p.nome, "") if p.nome else p.texto)
            for p in self.compilada.partes
            if not p.so_sinais
        ]

    @property
    def exemplo(self) -> str:
        return self.compilada.exemplo(timezone.localdate().year)

    @property
    def conferido(self):
        """O número pela máscara, como seria dito a quem preenche; None sem número."""
        numero = self.cleaned_data.get("numero")
        provisoria = InstalacaoSEI(sigla="formato", mascara=self.compilada.texto)
        return conferir_numero_do_processo(numero, provisoria) if numero else None
