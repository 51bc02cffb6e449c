from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path

from seicidades.comum.formatos import cnpj_formatado
from seicidades.municipios import servicos
from seicidades.municipios.forms import ImportarFeriadosForm, OrgaoForm
from seicidades.municipios.models import FeriadoMunicipal, Municipio, Orgao

LINHAS_DA_PREVIA = 200


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
