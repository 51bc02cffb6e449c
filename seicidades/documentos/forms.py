"""Campos de formulário que recebem evidências."""

from collections.abc import Iterable

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from seicidades.documentos.envio import MAXIMO_DE_ARQUIVOS
from seicidades.documentos.models import VersaoDoModelo
from seicidades.documentos.reconhecimento import TODOS, Tipo, enumerar
from seicidades.documentos.servicos import conferir, conferir_texto, limpar_codigo
from seicidades.documentos.servicos.brasoes import TIPOS_DE_BRASAO
from seicidades.documentos.servicos.modelos import A_DIZER


class EntradaDeArquivo(forms.FileInput):
    """Um arquivo. Não oferece apagar o anterior: evidência não se apaga."""


class EntradaDeVariosArquivos(EntradaDeArquivo):
    allow_multiple_selected = True


class ArquivoField(forms.FileField):
    """Um arquivo, conferido pelo conteúdo; devolve o envio, que `servicos.guardar` guarda.

    Args:
        tipos: os aceitos; sem dizer, todos os do cofre.
    """

    widget = EntradaDeArquivo
    default_error_messages = {
        "required": "Escolha um arquivo.",
        "invalid": "O arquivo não chegou. Escolha-o de novo e reenvie.",
        "missing": "O arquivo não chegou. Escolha-o de novo e reenvie.",
    }

    def __init__(self, *, tipos: Iterable[Tipo] = TODOS, **kwargs):
        self.tipos = tuple(tipos)
        kwargs.setdefault("help_text", self.ajuda())
        # Vazio também é recusado por `conferir`, que diz qual arquivo é.
        super().__init__(allow_empty_file=True, **kwargs)

    def ajuda(self) -> str:
        return f"{enumerar(self.tipos)}, até {settings.TAMANHO_MAXIMO_MB} MB."

    def widget_attrs(self, widget):
        finais = [f".{final}" for tipo in self.tipos for final in tipo.extensoes]
        return super().widget_attrs(widget) | {"accept": ",".join(finais)}

    def clean(self, data, initial=None):
        upload = super().clean(data, initial)
        if upload and upload is not initial:
            conferir(upload, tipos=self.tipos)
        return upload


class VariosArquivosField(ArquivoField):
    """Vários arquivos de uma vez; devolve a lista dos envios, vazia se não houver.

    Todos são conferidos e cada um recusado tem a sua mensagem.
    """

    widget = EntradaDeVariosArquivos
    default_error_messages = {
        "required": "Escolha ao menos um arquivo.",
        "muitos": (
            "Você escolheu %(escolhidos)d arquivos e o limite é %(limite)d por vez. "
            "Envie em mais de uma vez."
        ),
    }

    def __init__(self, *, maximo: int = MAXIMO_DE_ARQUIVOS, **kwargs):
        self.maximo = min(maximo, MAXIMO_DE_ARQUIVOS)
        super().__init__(**kwargs)

    def ajuda(self) -> str:
        return f"Até {self.maximo} arquivos: {super().ajuda()[:-1]} cada um."

    def clean(self, data, initial=None):
        uploads = list(data or [])
        if not uploads:
            return list(initial or []) or self._sem_arquivos()
        if len(uploads) > self.maximo:
            parametros = {"escolhidos": len(uploads), "limite": self.maximo}
            raise ValidationError(self.error_messages["muitos"], code="muitos", params=parametros)
        return self._conferir_cada_um(uploads)

    def has_changed(self, initial, data):
        return not self.disabled and bool(data)

    def _sem_arquivos(self) -> list:
        if self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        return []

    def _conferir_cada_um(self, uploads: list) -> list:
        aceitos, erros = [], []
        for upload in uploads:
            try:
                aceitos.append(super().clean(upload))
            except ValidationError as erro:
                erros.extend(erro.error_list)
        if erros:
            raise ValidationError(erros)
        return aceitos


# --- Documentos que o programa escreve


class BrasaoForm(forms.Form):
    """A imagem que vai no alto dos documentos do órgão."""

    imagem = ArquivoField(label="Brasão", tipos=TIPOS_DE_BRASAO)

    @property
    def helper(self):
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True  # já vem no <form> da página
        return helper


class CodigoForm(forms.Form):
    """O código que está no rodapé do documento, com ou sem traços."""

    codigo = forms.CharField(
        label="Código de verificação",
        max_length=30,
        help_text="São 12 letras e algarismos, como K7QM-2XTR-9WHD. Não há 0, 1, I, L, O nem U.",
        error_messages={"required": "Escreva o código que está no rodapé do documento."},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

    @property
    def helper(self):
        helper = FormHelper()
        helper.form_method = "get"
        helper.disable_csrf = True
        helper.layout = Layout("codigo", Submit("", "Conferir"))
        return helper

    def clean_codigo(self):
        codigo = limpar_codigo(self.cleaned_data["codigo"])
        if not codigo:
            raise ValidationError(
                "Este não é um código de documento: confira as 12 letras e algarismos do rodapé.",
                code="codigo",
            )
        return codigo


class CompararForm(forms.Form):
    """Um arquivo a comparar; só o resumo dele é calculado, nada é guardado."""

    arquivo = forms.FileField(
        label="Arquivo que você recebeu",
        help_text="O arquivo é comparado byte a byte e não fica aqui.",
        error_messages={
            "required": "Escolha o arquivo que quer comparar.",
            "empty": "O arquivo está vazio. Confira se ele abre no seu computador.",
        },
    )

    @property
    def helper(self):
        helper = FormHelper()
        helper.attrs = {"enctype": "multipart/form-data"}
        helper.layout = Layout("arquivo", Submit("comparar", "Comparar"))
        return helper


class VersaoDoModeloForm(forms.ModelForm):
    """O texto de uma versão; o que não se pode publicar é recusado no campo."""

    class Meta:
        model = VersaoDoModelo
        fields = ("mudanca", "texto")
        widgets = {
            "texto": forms.Textarea(
                attrs={"rows": 32, "cols": 110, "spellcheck": "true", "class": "vLargeTextField"}
            )
        }

    def clean_mudanca(self):
        mudanca = self.cleaned_data["mudanca"].strip()
        if mudanca == A_DIZER:
            raise ValidationError("Diga em poucas palavras o que mudou.", code="mudanca")
        return mudanca

    def clean_texto(self):
        texto = self.cleaned_data["texto"]
        conferir_texto(self.instance.modelo, texto)
        return texto
