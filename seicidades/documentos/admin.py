from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html

from seicidades.documentos.models import Arquivo


@admin.register(Arquivo)
class ArquivoAdmin(admin.ModelAdmin):
    """Só leitura: evidência entra pelas páginas e sai por expurgo."""

    list_display = ("nome", "orgao", "tipo", "tamanho", "enviado_por", "enviado_em", "expurgado_em")
    list_filter = ("tipo", "enviado_em", ("expurgado_em", admin.EmptyFieldListFilter))
    list_select_related = ("orgao", "enviado_por")
    search_fields = ("nome", "sha256", "orgao__nome")
    date_hierarchy = "enviado_em"
    fields = (
        "nome",
        "baixar",
        "orgao",
        "tipo",
        "tamanho",
        "sha256",
        "papeis",
        "enviado_por",
        "enviado_em",
        "expurgado_em",
        "expurgado_por",
        "motivo_do_expurgo",
    )
    readonly_fields = fields

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description="conteúdo")
    def baixar(self, arquivo):
        return format_html(
            '<a href="{}">Baixar</a>', reverse("documentos:baixar", args=[arquivo.pk])
        )
