"""Evidências só para leitura; modelos de documento com rascunho, prévia e publicação."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html

from seicidades.comum.so_leitura import SoLeituraAdmin, SoLeituraInline
from seicidades.documentos import servicos
from seicidades.documentos.forms import VersaoDoModeloForm
from seicidades.documentos.models import (
    Arquivo,
    ArquivoDoDocumento,
    Brasao,
    DocumentoGerado,
    ModeloDeDocumento,
    VersaoDoModelo,
)
from seicidades.documentos.redacao import motor
from seicidades.documentos.redacao.arvore import CLASSES
from seicidades.documentos.redacao.diferencas import diferencas
from seicidades.documentos.redacao.etiquetas import FILTROS


@admin.register(Arquivo)
class ArquivoAdmin(SoLeituraAdmin):
    """Só leitura: evidência entra pelas páginas e sai por expurgo."""

    list_display = ("nome", "orgao", "tipo", "tamanho", "enviado_por", "enviado_em", "expurgado_em")
    list_filter = ("tipo", "enviado_em", ("expurgado_em", admin.EmptyFieldListFilter))
    list_select_related = ("orgao", "enviado_por")
    search_fields = ("nome", "sha256", "orgao__nome")
    date_hierarchy = "enviado_em"
    fields = (
        "nome",
        "baixar",
        "orgao",
        "tipo",
        "tamanho",
        "sha256",
        "papeis",
        "enviado_por",
        "enviado_em",
        "expurgado_em",
        "expurgado_por",
        "motivo_do_expurgo",
    )
    readonly_fields = fields

    @admin.display(description="conteúdo")
    def baixar(self, arquivo):
        return format_html(
            '<a href="{}">Baixar</a>', reverse("documentos:baixar", args=[arquivo.pk])
        )


# --- Documentos gerados


class ArquivoDoDocumentoInline(SoLeituraInline):
    model = ArquivoDoDocumento
    fields = ("formato", "baixar", "sha256")
    readonly_fields = fields

    @admin.display(description="conteúdo")
    def baixar(self, um):
        return format_html(
            '<a href="{}">Baixar</a>', reverse("documentos:baixar", args=[um.arquivo_id])
        )

    @admin.display(description="SHA-256")
    def sha256(self, um):
        return um.arquivo.sha256


@admin.register(DocumentoGerado)
class DocumentoGeradoAdmin(SoLeituraAdmin):
    list_display = ("titulo", "identificacao", "orgao", "situacao", "pedido_por", "pedido_em")
    list_filter = ("tipo", "situacao", "pedido_em")
    list_select_related = ("orgao", "pedido_por")
    search_fields = ("codigo", "orgao__nome", "orgao__municipio__nome_de_busca")
    date_hierarchy = "pedido_em"
    # Os dados congelados têm nomes e contatos: ficam no documento, não na lista.
    exclude = ("contexto",)
    inlines = (ArquivoDoDocumentoInline,)

    @admin.display(description="número e versão")
    def identificacao(self, documento):
        return documento.identificacao


@admin.register(Brasao)
class BrasaoAdmin(SoLeituraAdmin):
    """Entra pela página de documentos da cidade."""

    list_display = ("orgao", "arquivo", "posto_por", "posto_em")
    list_select_related = ("orgao", "arquivo", "posto_por")
    search_fields = ("orgao__nome",)


# --- Modelos

PREVIA = "admin/documentos/versaodomodelo/previa.html"
COMPARAR = "admin/documentos/versaodomodelo/comparar.html"


class VersaoInline(SoLeituraInline):
    model = VersaoDoModelo
    fields = ("ver", "mudanca", "criada_por", "publicada_por", "publicada_em")
    readonly_fields = fields
    ordering = ("-numero",)

    @admin.display(description="versão")
    def ver(self, versao):
        return format_html('<a href="{}">{}</a>', endereco_da_versao(versao), versao.numero)


def endereco_da_versao(versao: VersaoDoModelo) -> str:
    return reverse("admin:documentos_versaodomodelo_change", args=[versao.pk])


@admin.register(ModeloDeDocumento)
class ModeloDeDocumentoAdmin(SoLeituraAdmin):
    """A lista vem do código; o que se muda é o texto, numa versão nova."""

    list_display = ("__str__", "codigo", "vigente", "tem_rascunho")
    fields = ("codigo", "descricao")
    readonly_fields = fields
    inlines = (VersaoInline,)
    change_form_template = "admin/documentos/modelodedocumento/change_form.html"

    @admin.display(description="o que é")
    def descricao(self, modelo):
        return modelo.tipo.descricao if modelo.tipo else "O programa não o escreve mais."

    @admin.display(description="em vigor")
    def vigente(self, modelo):
        versao = modelo.em_vigor
        return f"versão {versao.numero}" if versao else "nenhuma"

    @admin.display(description="rascunho", boolean=True)
    def tem_rascunho(self, modelo):
        return modelo.rascunho is not None

    def get_urls(self):
        nova = self.admin_site.admin_view(self.nova_versao)
        return [
            path("<int:pk>/nova/", nova, name="documentos_modelodedocumento_nova"),
            *super().get_urls(),
        ]

    def nova_versao(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Abre o rascunho da próxima versão; só por POST."""
        if not request.user.has_perm("documentos.change_versaodomodelo"):
            raise PermissionDenied
        modelo = get_object_or_404(ModeloDeDocumento, pk=pk)
        if request.method != "POST" or modelo.tipo is None:
            return redirect("admin:documentos_modelodedocumento_change", pk)
        return redirect(endereco_da_versao(servicos.comecar_versao(modelo, request.user)))


@admin.register(VersaoDoModelo)
class VersaoDoModeloAdmin(admin.ModelAdmin):
    """O rascunho se edita, se vê com dados fictícios e se publica; o publicado só se lê."""

    actions = None
    form = VersaoDoModeloForm
    list_display = ("modelo", "numero", "mudanca", "criada_por", "publicada_em", "publicada_por")
    list_filter = ("modelo", ("publicada_em", admin.EmptyFieldListFilter))
    list_select_related = ("modelo", "criada_por", "publicada_por")
    historico = ("modelo", "numero", "criada_por", "criada_em", "publicada_por", "publicada_em")
    fields = (*historico, "resumo", "mudanca", "texto")
    readonly_fields = (*historico, "resumo")
    change_form_template = "admin/documentos/versaodomodelo/change_form.html"

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        aberta = obj is None or not obj.no_banco_publicada()
        return aberta and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        aberta = obj is not None and not obj.no_banco_publicada()
        return aberta and super().has_delete_permission(request, obj)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        versao = get_object_or_404(VersaoDoModelo.objects.select_related("modelo"), pk=object_id)
        tipo = versao.modelo.tipo
        anterior = versao.modelo.versoes.filter(numero__lt=versao.numero).order_by("-numero")
        contexto = {
            "variaveis": motor.variaveis_de(tipo).items() if tipo else (),
            "classes": CLASSES.items(),
            "filtros": sorted(FILTROS),
            "anterior": anterior.first(),
            "rascunho": not versao.publicada_em,
        }
        return super().change_view(request, object_id, form_url, contexto | (extra_context or {}))

    def response_change(self, request, obj):
        if "_previa" in request.POST:
            return redirect("admin:documentos_versaodomodelo_previa", obj.pk)
        if "_publicar" in request.POST:
            return self._publicar(request, obj)
        return super().response_change(request, obj)

    def _publicar(self, request, versao: VersaoDoModelo) -> HttpResponse:
        try:
            servicos.publicar_versao(versao, request.user)
        except ValidationError as erro:
            for frase in erro.messages:
                messages.error(request, frase)
        else:
            messages.success(request, f"{versao.modelo}: a versão {versao.numero} passa a valer.")
        return redirect(endereco_da_versao(versao))

    def get_urls(self):
        nome = "documentos_versaodomodelo"
        previa = self.admin_site.admin_view(self.previa)
        comparar = self.admin_site.admin_view(self.comparar)
        return [
            path("<int:pk>/previa/", previa, name=f"{nome}_previa"),
            path("<int:pk>/comparar/<int:outra>/", comparar, name=f"{nome}_comparar"),
            *super().get_urls(),
        ]

    def previa(self, request: HttpRequest, pk: int) -> HttpResponse:
        """O texto salvo, preenchido com o exemplo fictício do documento."""
        versao = self._versao(request, pk)
        try:
            servicos.conferir_texto(versao.modelo, versao.texto)
        except ValidationError as erro:
            problemas, corpo = erro.messages, None
        else:
            exemplo = motor.exemplo_de(versao.modelo.tipo)
            problemas, corpo = [], motor.preencher(versao.texto, exemplo)
        contexto = {"title": f"Prévia: {versao}", "corpo": corpo, "problemas": problemas}
        return self._pagina(request, versao, PREVIA, contexto)

    def comparar(self, request: HttpRequest, pk: int, outra: int) -> HttpResponse:
        """O que mudou de uma versão para outra do mesmo modelo."""
        versao = self._versao(request, pk)
        de = get_object_or_404(versao.modelo.versoes, pk=outra)
        contexto = {
            "title": f"{versao.modelo}: da versão {de.numero} para a {versao.numero}",
            "de": de,
            "trechos": diferencas(de.texto, versao.texto),
            "outras": versao.modelo.versoes.exclude(pk__in=(versao.pk, de.pk)),
        }
        return self._pagina(request, versao, COMPARAR, contexto)

    def _versao(self, request, pk: int) -> VersaoDoModelo:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return get_object_or_404(VersaoDoModelo.objects.select_related("modelo"), pk=pk)

    def _pagina(self, request, versao, pagina: str, contexto: dict) -> HttpResponse:
        comum = {**self.admin_site.each_context(request), "opts": self.opts, "versao": versao}
        return TemplateResponse(request, pagina, comum | contexto)
