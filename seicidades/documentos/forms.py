"""Campos de formulário que recebem evidências."""

from collections.abc import Iterable

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from seicidades.documentos.envio import MAXIMO_DE_ARQUIVOS
from seicidades.documentos.reconhecimento import TODOS, Tipo, enumerar
from seicidades.documentos.servicos import conferir


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
