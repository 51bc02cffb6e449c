from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.shortcuts import redirect
from django.utils import timezone

from seicidades.comum.formularios import SemCPFNoTextoLivre
from seicidades.comum.papeis import PAPEIS_MUNICIPAIS
from seicidades.comum.so_leitura import SoLeituraAdmin
from seicidades.contas import servicos
from seicidades.contas.models import AvisoDeSaida, CaixaPostal, Convite, Usuario, Vinculo

# A entrada é uma só, com os mesmos limites e o mesmo segundo fator.
admin.site.login = secure_admin_login(admin.site.login)
admin.site.site_header = "SEI Cidades: administração"
admin.site.site_title = "Administração"
admin.site.index_title = "O que você quer administrar?"

# Tabelas do allauth e do Django que este programa não usa ou não deixa editar.
for modelo in (EmailAddress, Authenticator, Group):
    admin.site.unregister(modelo)


class PorServicosAdmin(admin.ModelAdmin):
    """Nada se apaga; uma recusa das regras volta como mensagem, e nada é gravado."""

    def has_delete_permission(self, request, obj=None):
        return False

    def changeform_view(self, request, *args, **kwargs):
        try:
            return super().changeform_view(request, *args, **kwargs)
        except servicos.Recusa as recusa:
            self.message_user(request, recusa.mensagem, messages.ERROR)
            return redirect(request.get_full_path())


class UsuarioForm(SemCPFNoTextoLivre, forms.ModelForm):
    class Meta:
        model = Usuario
        fields = ("email", "nome", "nome_social", "telefone", "papel_estado", "is_active")
        help_texts = {
            "papel_estado": "Em branco para pessoas dos municípios: o papel delas vem do convite.",
            "is_active": "Desativada, a pessoa não entra e deixa todos os papéis.",
        }

    def clean_email(self):
        return self.cleaned_data["email"].lower()

    def clean_papel_estado(self):
        papel = self.cleaned_data["papel_estado"]
        if papel and self.instance.pk and self._papeis_municipais().exists():
            raise forms.ValidationError(
                "Esta pessoa exerce papel em um município. Encerre antes esse vínculo."
            )
        return papel

    def _papeis_municipais(self):
        vinculos = self.instance.vinculos.por_acabar(timezone.localdate())
        return vinculos.filter(papel__in=PAPEIS_MUNICIPAIS)


@admin.register(Usuario)
class UsuarioAdmin(PorServicosAdmin):
    form = UsuarioForm
    list_display = ("nome", "email", "papel_estado", "is_active", "last_login")
    list_filter = ("papel_estado", "is_active")
    search_fields = ("nome", "nome_social", "email")
    readonly_fields = ("last_login", "criado_em")
    actions = ("reiniciar_segundo_fator",)

    def get_readonly_fields(self, request, obj=None):
        """Ninguém se rebaixa nem se desativa: sempre sobra quem administre."""
        proprios = ("papel_estado", "is_active") if obj == request.user else ()
        return (*self.readonly_fields, *proprios)

    def save_model(self, request, obj, form, change):
        if change:
            servicos.atualizar_usuario(obj, por=request.user)
            return
        dados = {campo: valor for campo, valor in form.cleaned_data.items() if campo != "is_active"}
        obj.pk = servicos.criar_usuario(**dados, avisar=True).pk

    @admin.action(description="Reiniciar o segundo fator", permissions=["change"])
    def reiniciar_segundo_fator(self, request, usuarios):
        for usuario in usuarios:
            servicos.reiniciar_segundo_fator(usuario)
            self.log_change(request, usuario, "Segundo fator reiniciado.")
        self.message_user(
            request, "Segundo fator reiniciado. Cada pessoa o ativa de novo na próxima entrada."
        )


class VinculoForm(forms.ModelForm):
    class Meta:
        model = Vinculo
        fields = ("usuario", "orgao", "papel", "suplente", "inicio", "fim", "ato")

    def _get_validation_exclusions(self):
        """Quem ocupa o lugar sai por `servicos`; aqui não é erro."""
        return super()._get_validation_exclusions() | {"orgao"}


@admin.register(Vinculo)
class VinculoAdmin(PorServicosAdmin):
    """Cria e encerra. O que já valeu não muda: é história."""

    form = VinculoForm
    list_display = ("usuario", "orgao", "papel", "suplente", "inicio", "fim")
    list_filter = ("papel", "suplente", ("fim", admin.EmptyFieldListFilter))
    list_select_related = ("usuario", "orgao")
    search_fields = ("usuario__nome", "usuario__email", "orgao__nome__sem_acentos")
    autocomplete_fields = ("usuario", "orgao")

    def get_fields(self, request, obj=None):
        if obj is None:
            return ("usuario", "orgao", "papel", "suplente", "inicio", "ato")
        return (*VinculoForm.Meta.fields, "criado_por", "criado_em", "encerrado_por")

    def get_readonly_fields(self, request, obj=None):
        return () if obj is None else tuple(set(self.get_fields(request, obj)) - {"fim"})

    def save_model(self, request, obj, form, change):
        if not change:
            obj.pk = servicos.vincular(**form.cleaned_data, por=request.user).pk
        elif obj.fim:
            servicos.encerrar_vinculo(obj, fim=obj.fim, por=request.user)
        elif "fim" in form.changed_data:
            raise servicos.VinculoRecusado(
                "ja_encerrado", "Um vínculo encerrado não se reabre. Crie outro, com novo início."
            )


@admin.register(Convite)
class ConviteAdmin(PorServicosAdmin):
    list_display = ("nome", "email", "orgao", "papel", "enviado_em", "expira_em", "aceito_em")
    list_filter = (
        "papel",
        ("aceito_em", admin.EmptyFieldListFilter),
        ("revogado_em", admin.EmptyFieldListFilter),
    )
    list_select_related = ("orgao",)
    search_fields = ("nome", "email", "orgao__nome__sem_acentos")
    autocomplete_fields = ("orgao",)
    actions = ("reenviar", "revogar")

    def has_change_permission(self, request, obj=None):
        return False

    def get_fields(self, request, obj=None):
        campos = ("orgao", "papel", "suplente", "nome", "email")
        if obj is None:
            return campos
        return (
            *campos,
            *("criado_por", "criado_em", "enviado_em", "envios", "expira_em"),
            *("aceito_em", "aceito_por", "revogado_em", "revogado_por"),
        )

    def save_model(self, request, obj, form, change):
        obj.pk = servicos.convidar(**form.cleaned_data, por=request.user).pk

    @admin.action(description="Enviar de novo", permissions=["view"])
    def reenviar(self, request, convites):
        self._para_cada(request, convites, servicos.reenviar_convite, "Enviado de novo.")

    @admin.action(description="Cancelar convites", permissions=["view"])
    def revogar(self, request, convites):
        self._para_cada(request, convites, servicos.revogar_convite, "Cancelado.")

    def _para_cada(self, request, convites, agir, feito):
        for convite in convites:
            try:
                agir(convite, por=request.user)
            except servicos.ConviteRecusado as recusa:
                self.message_user(request, f"{convite}: {recusa.mensagem}", messages.ERROR)
            else:
                self.log_change(request, convite, feito)
                self.message_user(request, f"{convite}: {feito}")


@admin.register(CaixaPostal)
class CaixaPostalAdmin(admin.ModelAdmin):
    """Diz que endereços são lidos por mais de uma pessoa: esses não recebem código nem link."""

    list_display = ("email", "compartilhada", "marcada_por", "marcada_em")
    list_filter = ("compartilhada",)
    list_select_related = ("marcada_por",)
    search_fields = ("email",)
    fields = ("email", "compartilhada")

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        obj.email = obj.email.lower()
        obj.marcada_por, obj.marcada_em = request.user, timezone.now()
        super().save_model(request, obj, form, change)


@admin.register(AvisoDeSaida)
class AvisoDeSaidaAdmin(SoLeituraAdmin):
    """Só leitura: quem avisa é a pessoa, e quem resolve o faz na página do órgão."""

    list_display = ("criado_em", "alvo", "motivo", "resolvido_em", "desfecho")
    list_filter = ("motivo", ("resolvido_em", admin.EmptyFieldListFilter), "desfecho")
    list_select_related = ("vinculo__usuario", "convite")
    search_fields = ("vinculo__usuario__nome", "convite__nome")
