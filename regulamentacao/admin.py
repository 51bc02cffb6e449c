"""A regulamentação na administração: os fatos nascem nas páginas e aqui se corrigem."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models

from regulamentacao import servicos, servicos_da_gestao
from regulamentacao.models import (
    AnaliseDaMinuta,
    AtoNormativo,
    CombinadoDoAto,
    ConferenciaDeAssuntos,
    Finalidade,
    Minuta,
    NiveisDeAssinatura,
    ParecerJuridico,
    RespostaDeAssunto,
)
from seicidades.fluxo.admin_fatos import FatosAdminMixin


class FatoAdmin(FatosAdminMixin, admin.ModelAdmin):
    """Base: a implantação e os arquivos não se trocam aqui."""

    item = ""
    list_select_related = ("implantacao__orgao__municipio",)
    search_fields = ("implantacao__orgao__municipio__nome_de_busca",)
    readonly_fields = ("implantacao",)

    def item_do_fato(self, obj) -> str:
        return self.item

    def implantacao_do_fato(self, obj):
        return obj.implantacao

    def has_add_permission(self, request):
        return False


class AtoDoAdminForm(forms.ModelForm):
    """As mesmas recusas das páginas."""

    def _post_clean(self):
        super()._post_clean()
        if self.errors:
            return
        try:
            servicos.conferir_ato(self.instance)
        except ValidationError as recusa:
            self._update_errors(recusa)


@admin.register(AtoNormativo)
class AtoNormativoAdmin(FatoAdmin):
    form = AtoDoAdminForm
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    list_display = ("implantacao", "finalidade", "identificacao", "publicado_em", "preexistente")
    list_filter = (
        "finalidade",
        "tipo",
        "preexistente",
        ("publicado_em", admin.EmptyFieldListFilter),
    )
    readonly_fields = ("implantacao", "finalidade", "arquivo", "arquivo_da_publicacao")

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        publicou = "publicado_em" in form.changed_data and not form.initial["publicado_em"]
        if publicou and obj.finalidade == Finalidade.EDITAL_DE_ELIMINACAO:
            servicos_da_gestao.cumprir_combinado_do_edital(obj.implantacao)

    def item_do_fato(self, obj) -> str:
        do_processo = obj.finalidade == Finalidade.PROCESSO_ELETRONICO
        return "ato_assinado" if do_processo else obj.item


@admin.register(Minuta)
class MinutaAdmin(FatoAdmin):
    """Só leitura: uma versão enviada não muda; envia-se outra."""

    list_display = ("implantacao", "versao", "registrada_em")

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(AnaliseDaMinuta)
class AnaliseDaMinutaAdmin(FatoAdmin):
    item = "minuta_analisada"
    list_display = ("minuta", "implantacao", "resultado", "analisada_em")
    list_filter = ("resultado",)
    list_select_related = ("minuta__implantacao__orgao__municipio",)
    search_fields = ("minuta__implantacao__orgao__municipio__nome_de_busca",)
    readonly_fields = ("minuta", "implantacao", "analisada_em")

    @admin.display(description="implantação")
    def implantacao(self, obj):
        return obj.minuta.implantacao

    def implantacao_do_fato(self, obj):
        return obj.minuta.implantacao


@admin.register(ParecerJuridico)
class ParecerJuridicoAdmin(FatoAdmin):
    item = "parecer_do_ato"
    list_display = ("implantacao", "numero", "emitido_em", "conclusao")
    list_filter = ("conclusao",)
    readonly_fields = ("implantacao", "arquivo")


@admin.register(NiveisDeAssinatura)
class NiveisDeAssinaturaAdmin(FatoAdmin):
    item = "niveis_de_assinatura"
    list_display = ("implantacao", "onde", "referencia", "atos_da_chefia")
    list_filter = ("onde",)


@admin.register(RespostaDeAssunto)
class RespostaDeAssuntoAdmin(FatoAdmin):
    item = "assuntos_conferidos"
    list_display = ("implantacao", "assunto", "resposta", "artigo")
    list_filter = ("resposta", "assunto")
    readonly_fields = ("implantacao", "assunto")


@admin.register(ConferenciaDeAssuntos)
class ConferenciaDeAssuntosAdmin(FatoAdmin):
    item = "assuntos_conferidos"
    list_display = ("implantacao", "justificativa")


@admin.register(CombinadoDoAto)
class CombinadoDoAtoAdmin(FatoAdmin):
    """Só leitura: combina-se na página da gestão documental, que o anota na história."""

    list_display = ("implantacao", "ato", "papel", "data")
    list_filter = ("ato", "papel")

    def has_change_permission(self, request, obj=None):
        return False
