"""Os interlocutores na administração: corrigem-se dados; troca de pessoa é nas páginas."""

from django import forms
from django.contrib import admin
from django.db import models

from interlocutores import servicos
from interlocutores.apuracao import ITEM_DA_DESIGNACAO, ITEM_DO_ATO, ITEM_DOS_SUPLENTES
from interlocutores.models import AtoDeDesignacao, Designacao, PedidoDeReconfirmacao
from seicidades.comum.formularios import SemCPFNoTextoLivre
from seicidades.comum.so_leitura import SoLeituraAdmin
from seicidades.fluxo.admin_fatos import FatosAdminMixin


class DesignacaoDoAdminForm(SemCPFNoTextoLivre, forms.ModelForm):
    """As mesmas recusas da página."""


class AtoDoAdminForm(SemCPFNoTextoLivre, forms.ModelForm):
    """As mesmas recusas da página."""

    def clean(self):
        dados = super().clean()
        if not self.errors:
            servicos.conferir_ato(dados)
        return dados


class FatoAdmin(FatosAdminMixin, admin.ModelAdmin):
    """Base: nada se cria nem se apaga aqui."""

    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    list_select_related = ("implantacao__orgao",)

    def implantacao_do_fato(self, obj):
        return obj.implantacao

    def has_add_permission(self, request):
        return False


@admin.register(Designacao)
class DesignacaoAdmin(FatoAdmin):
    """Papel, e-mail e datas mexem com o acesso da pessoa: mudam só nas páginas."""

    form = DesignacaoDoAdminForm
    list_display = ("nome_publico", "papel", "suplente", "implantacao", "inicio", "fim")
    list_filter = ("papel", "suplente", ("fim", admin.EmptyFieldListFilter))
    search_fields = ("nome", "nome_social", "email", "implantacao__orgao__municipio__nome_de_busca")
    readonly_fields = (
        "implantacao",
        "papel",
        "suplente",
        "email",
        "inicio",
        "fim",
        "motivo_do_fim",
        "ato",
        "contato_confirmado_em",
        "reconfirmada_em",
    )

    def item_do_fato(self, obj):
        return ITEM_DOS_SUPLENTES if obj.suplente else ITEM_DA_DESIGNACAO[obj.papel]


@admin.register(AtoDeDesignacao)
class AtoDeDesignacaoAdmin(FatoAdmin):
    form = AtoDoAdminForm
    list_display = ("__str__", "implantacao", "veiculo", "publicado_em")
    list_filter = ("tipo",)
    search_fields = ("numero", "implantacao__orgao__municipio__nome_de_busca")
    readonly_fields = ("implantacao", "arquivo")

    def item_do_fato(self, obj):
        return ITEM_DO_ATO


@admin.register(PedidoDeReconfirmacao)
class PedidoDeReconfirmacaoAdmin(SoLeituraAdmin):
    """Só leitura: nasce da troca de quem representa o município e se cumpre nas páginas."""

    list_display = ("implantacao", "desde", "criado_em")
    list_select_related = ("implantacao__orgao",)
    date_hierarchy = "desde"
