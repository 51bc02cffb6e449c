from django.contrib import admin
from django.utils import timezone

from cadastros.models import (
    Carga,
    Configuracao,
    Diretorio,
    LinhaDeUnidade,
    LinhaDeUsuario,
    RascunhoDeCarga,
    TesteDeConectividade,
    TipoDeConfiguracao,
    TipoDeTeste,
    VerificacaoDoDiretorio,
)
from cadastros.servicos.diretorio import TECNICOS
from seicidades.comum.so_leitura import SoLeituraMixin
from seicidades.fluxo.admin_fatos import FatosAdminMixin

DO_ORGAO = "implantacao__orgao"
BUSCA_PELO_ORGAO = ("implantacao__orgao__nome", "implantacao__orgao__municipio__nome")


@admin.register(Carga)
class CargaAdmin(SoLeituraMixin, admin.ModelAdmin):
    """Versões gravadas. O arquivo e o CPF não aparecem aqui."""

    list_display = ("implantacao", "tipo", "versao", "quantidade", "gravada_por", "gravada_em")
    list_filter = ("tipo", "gravada_em")
    list_select_related = (DO_ORGAO, "gravada_por")
    search_fields = BUSCA_PELO_ORGAO
    fields = (
        "implantacao",
        "tipo",
        "versao",
        "quantidade",
        "avisos",
        "usuarios_sem_unidade",
        "nome_do_arquivo",
        "sha256",
        "digest",
        "gravada_por",
        "gravada_em",
    )


@admin.register(RascunhoDeCarga)
class RascunhoDeCargaAdmin(SoLeituraMixin, admin.ModelAdmin):
    """Só que existem e até quando: o conteúdo é de quem enviou."""

    list_display = ("implantacao", "tipo", "criado_por", "criado_em", "expira_em")
    list_select_related = (DO_ORGAO, "criado_por")
    search_fields = BUSCA_PELO_ORGAO
    fields = ("implantacao", "tipo", "nome_do_arquivo", "criado_por", "criado_em", "expira_em")


@admin.register(LinhaDeUnidade)
class LinhaDeUnidadeAdmin(SoLeituraMixin, admin.ModelAdmin):
    list_display = ("sigla", "descricao", "superior", "carga")
    list_select_related = ("carga",)
    search_fields = ("sigla", "descricao", *(f"carga__{b}" for b in BUSCA_PELO_ORGAO))


@admin.register(LinhaDeUsuario)
class LinhaDeUsuarioAdmin(SoLeituraMixin, admin.ModelAdmin):
    """Sem CPF: quem precisa dele usa o arquivo para o SEI, com o papel devido."""

    list_display = ("sigla", "nome_publico", "unidade", "perfil", "carga")
    list_select_related = ("carga",)
    search_fields = ("sigla", *(f"carga__{b}" for b in BUSCA_PELO_ORGAO))
    fields = (
        "carga",
        "linha",
        "orgao",
        "sigla",
        "nome",
        "nome_social",
        "email",
        "unidade",
        "perfil",
    )


class EntradaDeListaAdmin(admin.ModelAdmin):
    """Entradas em uso não se apagam: saem de uso."""

    list_filter = ("em_uso",)
    search_fields = ("titulo", "chave")

    def get_changeform_initial_data(self, request):
        return {"desde": timezone.localdate()} | super().get_changeform_initial_data(request)

    def get_readonly_fields(self, request, obj=None):
        return ("chave",) if obj else ()

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(TipoDeConfiguracao)
class TipoDeConfiguracaoAdmin(EntradaDeListaAdmin):
    list_display = ("titulo", "lado", "ordem", "desde", "em_uso")
    list_filter = ("lado", "em_uso")


@admin.register(TipoDeTeste)
class TipoDeTesteAdmin(EntradaDeListaAdmin):
    list_display = ("titulo", "ordem", "so_com_diretorio", "desde", "em_uso")


class FatoDeCadastroAdmin(FatosAdminMixin, admin.ModelAdmin):
    """Fatos que se corrigem pelo motor. O autor é sempre quem salvou por último."""

    autor: str
    momento: str
    list_select_related = (DO_ORGAO,)
    search_fields = BUSCA_PELO_ORGAO
    autocomplete_fields = ()

    def implantacao_do_fato(self, obj):
        return obj.implantacao

    def get_readonly_fields(self, request, obj=None):
        fixos = (self.autor, self.momento, "arquivo")
        nomes = {campo.name for campo in self.model._meta.fields}
        fixos = tuple(f for f in fixos if f in nomes)
        return (*fixos, "implantacao") if obj else fixos

    def save_model(self, request, obj, form, change):
        setattr(obj, self.autor, request.user)
        setattr(obj, self.momento, timezone.now())
        super().save_model(request, obj, form, change)


@admin.register(Configuracao)
class ConfiguracaoAdmin(FatoDeCadastroAdmin):
    autor, momento = "registrada_por", "registrada_em"
    list_display = ("implantacao", "tipo", "situacao", "feita_em", "responsavel")
    list_filter = ("situacao", "tipo")
    list_select_related = (DO_ORGAO, "tipo")

    def item_do_fato(self, obj):
        return (
            "configuracoes_do_municipio"
            if obj.tipo.lado == "municipio"
            else "configuracoes_da_prodesp"
        )


@admin.register(Diretorio)
class DiretorioAdmin(FatoDeCadastroAdmin):
    autor, momento = "alterado_por", "alterado_em"
    list_display = ("implantacao", "tipo", "senha_entregue_em", "revisao")
    list_filter = ("tipo",)

    def item_do_fato(self, obj):
        return "diretorio_informado"

    def get_readonly_fields(self, request, obj=None):
        return (*super().get_readonly_fields(request, obj), "revisao")

    def save_model(self, request, obj, form, change):
        """Dado técnico novo pede verificação nova."""
        if change and set(form.changed_data) & set(TECNICOS):
            obj.revisao += 1
        super().save_model(request, obj, form, change)


@admin.register(VerificacaoDoDiretorio)
class VerificacaoDoDiretorioAdmin(FatoDeCadastroAdmin):
    autor, momento = "registrada_por", "registrada_em"
    list_display = ("implantacao", "feita_em", "executor", "revisao")

    def item_do_fato(self, obj):
        return "diretorio_conectado"


@admin.register(TesteDeConectividade)
class TesteDeConectividadeAdmin(FatoDeCadastroAdmin):
    autor, momento = "registrado_por", "registrado_em"
    list_display = ("implantacao", "tipo", "resultado", "executado_em", "executor")
    list_filter = ("resultado", "tipo")
    list_select_related = (DO_ORGAO, "tipo")

    def item_do_fato(self, obj):
        return "conectividade_testada"
