"""A capacitação no admin: corrige pelos mesmos caminhos do motor."""

from django.contrib import admin
from django.db import models

from capacitacao.apuracao import ITEM_DA_REUNIAO, ITEM_DO_PRODUTO
from capacitacao.models import (
    Atendimento,
    EntregaDeProduto,
    Multiplicador,
    OperacaoAssistida,
    Prontidao,
    Reuniao,
    Sessao,
    TipoDeSessao,
)
from seicidades.fluxo.admin_fatos import FatosAdminMixin

REUNIAO_DO_TIPO = {tipo.value: item for item, tipo in ITEM_DA_REUNIAO.items()}
ITEM_DO_TIPO = {produto.value: item for item, produto in ITEM_DO_PRODUTO.items()}


class CapacitacaoAdmin(FatosAdminMixin, admin.ModelAdmin):
    """A implantação e o arquivo não se trocam aqui; incluir é nas páginas."""

    item = ""
    list_select_related = ("implantacao__orgao__municipio",)
    search_fields = ("implantacao__orgao__municipio__nome_de_busca",)
    readonly_fields = ("implantacao",)

    def has_add_permission(self, request):
        return False

    def item_do_fato(self, obj) -> str:
        return self.item

    def implantacao_do_fato(self, obj):
        return obj.implantacao

    def get_readonly_fields(self, request, obj=None):
        tem_arquivo = any(f.name == "arquivo" for f in self.model._meta.fields)
        return (*self.readonly_fields, "arquivo") if tem_arquivo else self.readonly_fields


@admin.register(Reuniao)
class ReuniaoAdmin(CapacitacaoAdmin):
    list_display = ("implantacao", "tipo", "data", "modalidade")
    list_filter = ("tipo", "modalidade")
    readonly_fields = ("implantacao", "tipo")

    def item_do_fato(self, obj) -> str:
        return REUNIAO_DO_TIPO[obj.tipo]


@admin.register(Multiplicador)
class MultiplicadorAdmin(CapacitacaoAdmin):
    item = "multiplicadores_indicados"
    list_display = ("nome", "cargo", "unidade", "implantacao")


@admin.register(Sessao)
class SessaoAdmin(CapacitacaoAdmin):
    list_display = ("implantacao", "tipo", "data", "realizada_em", "participantes")
    list_filter = ("tipo", "modalidade")
    readonly_fields = ("implantacao", "tipo")

    def item_do_fato(self, obj) -> str:
        if not obj.realizada_em:
            return "agenda_marcada"
        webinar = obj.tipo == TipoDeSessao.WEBINAR
        return "webinar_realizado" if webinar else "multiplicadores_capacitados"


@admin.register(EntregaDeProduto)
class EntregaDeProdutoAdmin(CapacitacaoAdmin):
    list_display = ("implantacao", "produto", "entregue_em", "responsavel")
    list_filter = ("produto",)
    readonly_fields = ("implantacao", "produto")
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def item_do_fato(self, obj) -> str:
        return ITEM_DO_TIPO[obj.produto]


@admin.register(Prontidao)
class ProntidaoAdmin(CapacitacaoAdmin):
    item = "prontidao_confirmada"
    list_display = ("implantacao", "data_combinada")


@admin.register(OperacaoAssistida)
class OperacaoAssistidaAdmin(CapacitacaoAdmin):
    list_display = ("implantacao", "aberta_em", "encerrada_em", "responsavel")

    def item_do_fato(self, obj) -> str:
        return "operacao_assistida_encerrada" if obj.encerrada_em else "operacao_assistida_aberta"


@admin.register(Atendimento)
class AtendimentoAdmin(CapacitacaoAdmin):
    item = "atendimentos_registrados"
    list_display = ("implantacao", "data", "unidade", "tema")
    list_filter = ("tema",)
