from django import forms

from seicidades.comum.campos import CampoCNPJ
from seicidades.comum.formatos import bytes_legiveis
from seicidades.comum.tabela_csv import ArquivoRecusado, Problema, decodificar
from seicidades.municipios import servicos
from seicidades.municipios.leitura import CargaDeFeriados, ler_feriados
from seicidades.municipios.models import Orgao

TAMANHO_MAXIMO = 1024 * 1024


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
