from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.html import format_html

from seicidades.comum import mascaras
from seicidades.comum.formatos import cnpj_formatado
from seicidades.municipios import servicos
from seicidades.municipios.forms import (
    ExperimentarMascaraForm,
    ImportarFeriadosForm,
    InstalacaoForm,
    OrgaoForm,
)
from seicidades.municipios.instalacoes import endereco_de_conferencia
from seicidades.municipios.models import FeriadoMunicipal, InstalacaoSEI, Municipio, Orgao

LINHAS_DA_PREVIA = 200
MASCARAS_DE_EXEMPLO = (
    ("Número Único de Protocolo federal", mascaras.NUP_FEDERAL),
    ("Estado de São Paulo, deduzida de números publicados", mascaras.ESTADO_DE_SAO_PAULO),
    ("NIPE, para Estados e municípios, com o código de São Paulo", mascaras.NIPE_DE_SAO_PAULO),
    ("Padrão do CNJ, no SEI do TRF4", mascaras.TRF4),
    ("A que o SEI traz de fábrica", mascaras.PADRAO_DO_SEI),
)


@admin.register(Municipio)
class MunicipioAdmin(admin.ModelAdmin):
    """Pessoas corrigem a região e a população; o resto muda por carga."""

    list_display = ("nome_em_ordem", "codigo_ibge", "regiao", "mesorregiao", "populacao")
    list_filter = ("regiao_administrativa", "mesorregiao")
    search_fields = ("nome__sem_acentos", "codigo_ibge")
    search_help_text = "Nome, com ou sem acentos, ou código do IBGE."
    fields = (
        "nome",
        "codigo_ibge",
        "regiao_administrativa",
        ("populacao", "fonte_da_populacao"),
        ("mesorregiao", "codigo_mesorregiao"),
        ("microrregiao", "codigo_microrregiao"),
        ("latitude", "longitude"),
    )
    readonly_fields = (
        "nome",
        "codigo_ibge",
        "mesorregiao",
        "codigo_mesorregiao",
        "microrregiao",
        "codigo_microrregiao",
        "latitude",
        "longitude",
    )

    @admin.display(description="nome", ordering="nome_de_busca")
    def nome_em_ordem(self, municipio):
        return municipio.nome

    @admin.display(
        description="região administrativa", ordering="regiao_administrativa", empty_value="—"
    )
    def regiao(self, municipio):
        return municipio.regiao_administrativa or None

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Orgao)
class OrgaoAdmin(admin.ModelAdmin):
    form = OrgaoForm
    list_display = ("nome_em_ordem", "municipio_em_ordem", "tipo", "sigla", "cnpj_na_lista")
    list_filter = ("tipo", ("cnpj", admin.EmptyFieldListFilter), "municipio__mesorregiao")
    list_select_related = ("municipio",)
    search_fields = ("nome__sem_acentos", "municipio__nome__sem_acentos", "sigla", "cnpj")
    search_help_text = "Nome do órgão ou do município, com ou sem acentos, sigla ou CNPJ."
    autocomplete_fields = ("municipio",)

    @admin.display(description="nome", ordering="nome_de_busca")
    def nome_em_ordem(self, orgao):
        return orgao.nome

    @admin.display(description="município", ordering="municipio__nome_de_busca")
    def municipio_em_ordem(self, orgao):
        return orgao.municipio.nome

    @admin.display(description="CNPJ", ordering="cnpj", empty_value="—")
    def cnpj_na_lista(self, orgao):
        return cnpj_formatado(orgao.cnpj) or None

    def get_readonly_fields(self, request, obj=None):
        """Um órgão não muda de município: o histórico dele ficaria em outro lugar."""
        return ("municipio",) if obj else ()


@admin.register(FeriadoMunicipal)
class FeriadoMunicipalAdmin(admin.ModelAdmin):
    list_display = ("data", "nome", "municipio_em_ordem")
    list_display_links = ("data", "nome")
    list_filter = ("municipio__mesorregiao",)
    list_select_related = ("municipio",)
    date_hierarchy = "data"
    search_fields = ("nome__sem_acentos", "municipio__nome__sem_acentos")
    search_help_text = "Nome do feriado ou do município, com ou sem acentos."
    autocomplete_fields = ("municipio",)

    @admin.display(description="município", ordering="municipio__nome_de_busca")
    def municipio_em_ordem(self, feriado):
        return feriado.municipio.nome

    def save_model(self, request, obj, form, change):
        servicos.salvar_feriado(obj)

    def delete_model(self, request, obj):
        servicos.excluir_feriados(FeriadoMunicipal.objects.filter(pk=obj.pk))

    def delete_queryset(self, request, queryset):
        servicos.excluir_feriados(queryset)

    def get_urls(self):
        importar = self.admin_site.admin_view(self.importar)
        return [
            path("importar/", importar, name="municipios_feriadomunicipal_importar"),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        contexto = {**(extra_context or {}), "pode_importar": self._pode_importar(request)}
        return super().changelist_view(request, contexto)

    def importar(self, request: HttpRequest) -> HttpResponse:
        """Mostra o que o arquivo faria; só grava na confirmação."""
        if not self._pode_importar(request):
            raise PermissionDenied
        dados = (request.POST, request.FILES) if request.method == "POST" else ()
        form = ImportarFeriadosForm(*dados)
        if not form.is_valid():
            return self._pagina_de_importar(request, form)
        if "confirmar" in request.POST:
            return self._gravar_importacao(request, form)
        previa = form.previa
        texto = ImportarFeriadosForm(initial={"conteudo": form.texto})
        return self._pagina_de_importar(request, texto, previa)

    def _pode_importar(self, request) -> bool:
        return self.has_add_permission(request) and self.has_change_permission(request)

    def _gravar_importacao(self, request, form):
        resultado = servicos.importar_feriados(form.carga)
        mensagem = (
            f"Importação feita. Feriados novos: {len(resultado.criados)}; com o nome trocado: "
            f"{len(resultado.alterados)}; já estavam certos: {resultado.iguais}."
        )
        messages.success(request, mensagem)
        return redirect("admin:municipios_feriadomunicipal_changelist")

    def _pagina_de_importar(self, request, form, previa=None):
        contexto = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Importar feriados municipais",
            "form": form,
            "previa": previa,
            "limite": LINHAS_DA_PREVIA,
        }
        return TemplateResponse(
            request, "admin/municipios/feriadomunicipal/importar.html", contexto
        )


@admin.register(InstalacaoSEI)
class InstalacaoSEIAdmin(admin.ModelAdmin):
    """Cada SEI em uso. O do Estado vale para o termo e o acordo de todas as cidades."""

    form = InstalacaoForm
    list_display = ("nome", "sigla", "de_quem", "endereco_na_lista", "exemplo", "digitos")
    list_filter = ("digitos", ("url_base", admin.EmptyFieldListFilter))
    list_select_related = ("orgao",)
    search_fields = ("nome", "sigla", "orgao__nome__sem_acentos")
    search_help_text = "Nome, com ou sem acentos, ou sigla."
    autocomplete_fields = ("orgao",)
    readonly_fields = ("exemplo", "pagina_de_conferencia")
    fieldsets = (
        (None, {"fields": ("nome", "sigla", "orgao")}),
        ("Onde fica", {"fields": ("url_base", "id_orgao", "pagina_de_conferencia")}),
        ("Números de processo", {"fields": ("mascara", "exemplo", "digitos")}),
    )

    @admin.display(description="de quem é", empty_value="do Estado")
    def de_quem(self, instalacao):
        return instalacao.orgao

    @admin.display(description="endereço", ordering="url_base", empty_value="—")
    def endereco_na_lista(self, instalacao):
        return instalacao.url_base or None

    @admin.display(description="um número, por este formato", empty_value="qualquer formato")
    def exemplo(self, instalacao):
        if not instalacao.mascara:
            return None
        return mascaras.compilar(instalacao.mascara).exemplo(timezone.localdate().year)

    @admin.display(description="página de conferência", empty_value="sem endereço, não há atalho")
    def pagina_de_conferencia(self, instalacao):
        endereco = endereco_de_conferencia(instalacao)
        if not endereco:
            return None
        abrir = '<a href="{}" rel="noopener noreferrer">{}</a>'
        return format_html(abrir, endereco, endereco)

    def has_delete_permission(self, request, obj=None):
        """O do Estado não se apaga: as assinaturas se conferem por ele."""
        do_estado = obj is not None and obj.orgao_id is None
        return super().has_delete_permission(request, obj) and not do_estado

    def get_urls(self):
        experimentar = self.admin_site.admin_view(self.experimentar)
        return [
            path("experimentar/", experimentar, name="municipios_instalacaosei_experimentar"),
            *super().get_urls(),
        ]

    def experimentar(self, request: HttpRequest) -> HttpResponse:
        """Lê uma máscara e um número sem gravar nada."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = ExperimentarMascaraForm(request.GET or None)
        contexto = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Experimentar um formato de numeração",
            "form": form,
            "lida": form.is_bound and form.is_valid(),
            "exemplos": MASCARAS_DE_EXEMPLO,
        }
        return TemplateResponse(
            request, "admin/municipios/instalacaosei/experimentar.html", contexto
        )
