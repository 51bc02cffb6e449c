from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.template.response import TemplateResponse

from seicidades.api import servicos
from seicidades.api.models import Token


class TokenForm(forms.ModelForm):
    dias = forms.IntegerField(
        label="Validade em dias corridos",
        min_value=1,
        max_value=servicos.VALIDADE_MAXIMA_DIAS,
        initial=servicos.VALIDADE_DIAS,
    )

    class Meta:
        model = Token
        fields = ("dono", "nome")

    def clean_dono(self):
        dono = self.cleaned_data["dono"]
        if not dono.is_active:
            raise forms.ValidationError("Esta pessoa está desativada.")
        return dono


@admin.register(Token)
class TokenAdmin(admin.ModelAdmin):
    """Cria e revoga. O segredo aparece uma vez, na resposta da criação."""

    list_display = (
        "prefixo",
        "dono",
        "nome",
        "criado_em",
        "expira_em",
        "ultimo_uso",
        "revogado_em",
    )
    list_filter = (("revogado_em", admin.EmptyFieldListFilter), "expira_em")
    list_select_related = ("dono",)
    search_fields = ("prefixo", "nome", "dono__nome", "dono__email")
    autocomplete_fields = ("dono",)
    actions = ("revogar",)

    def get_form(self, request, obj=None, **kwargs):
        return super().get_form(request, obj, **(kwargs if obj else kwargs | {"form": TokenForm}))

    def get_fields(self, request, obj=None):
        if obj is None:
            return ("dono", "nome", "dias")
        return (
            *("prefixo", "dono", "nome", "criado_em", "criado_por"),
            *("expira_em", "ultimo_uso", "revogado_em"),
        )

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        token, request.segredo_do_token = servicos.criar_token(
            obj.dono, dias=form.cleaned_data["dias"], nome=obj.nome, por=request.user
        )
        obj.pk = token.pk
        obj.prefixo = token.prefixo

    def response_add(self, request: HttpRequest, obj, post_url_continue=None):
        """Mostra o segredo nesta resposta, e em nenhuma outra."""
        contexto = self.admin_site.each_context(request) | {
            "title": "Token criado",
            "opts": self.opts,
            "token": obj,
            "segredo": request.segredo_do_token,
        }
        pagina = TemplateResponse(request, "admin/api/token_criado.html", contexto)
        pagina["Cache-Control"] = "private, no-store"
        return pagina

    @admin.action(description="Revogar tokens", permissions=["view"])
    def revogar(self, request, tokens):
        for token in tokens:
            servicos.revogar_token(token)
            self.log_change(request, token, "Revogado.")
        self.message_user(request, "Revogado. Quem o usava deixa de entrar agora.")
