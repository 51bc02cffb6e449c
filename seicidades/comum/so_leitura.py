"""Modelos que a administração mostra e não deixa mexer: mudam por outro caminho."""

from django.contrib import admin


class SoLeituraMixin:
    """Nada se cria, se muda nem se apaga; ações que não sejam dessas continuam."""

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


class SoLeituraAdmin(SoLeituraMixin, admin.ModelAdmin):
    actions = None


class SoLeituraInline(SoLeituraMixin, admin.TabularInline):
    extra = 0
    can_delete = False
    show_change_link = False

    def get_readonly_fields(self, request, obj=None):
        return self.fields
