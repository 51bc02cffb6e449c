"""Os lotes no admin: só para leitura."""

from django.contrib import admin

from seicidades.comum.so_leitura import SoLeituraAdmin, SoLeituraInline
from seicidades.lotes.models import LinhaDoLote, Lote


class LinhaInline(SoLeituraInline):
    model = LinhaDoLote
    fields = ("implantacao", "efeito", "texto", "feita_em")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("implantacao__orgao__municipio")


@admin.register(Lote)
class LoteAdmin(SoLeituraAdmin):
    list_display = ("acao", "criado_por", "criado_em", "situacao", "avisar", "aplicado_em")
    list_filter = ("acao", "situacao")
    list_select_related = ("criado_por",)
    search_fields = ("criado_por__nome", "criado_por__email")
    inlines = (LinhaInline,)
