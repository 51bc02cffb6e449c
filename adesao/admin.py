"""A adesão na administração: os fatos nascem nas páginas e aqui se corrigem."""

from django import forms
from django.contrib import admin
from django.db import models

from adesao import acervo, assinaturas, externos, instrumentos, servicos
from adesao.itens import item_da_assinatura, item_do_instrumento
from adesao.models import (
    CadastroExterno,
    DadosDaPrefeitura,
    Instrumento,
    MovimentoDaAssinatura,
    MovimentoDoCadastro,
    PessoaQueAssina,
    PublicacaoDoExtrato,
    PublicacaoDoMunicipio,
    Representante,
    Signatario,
    TipoDeInstrumento,
)
from adesao.regras import recusar_futura
from seicidades.fluxo.admin import SoLeituraAdmin
from seicidades.fluxo.admin_fatos import FatosAdminMixin


class FormularioDeFato(forms.ModelForm):
    """As mesmas recusas das páginas, ditas por `regra`."""

    def regra(self, dados):
        """Levanta `ValidationError` com o que a etapa não aceita."""

    def clean(self):
        dados = super().clean()
        if not self.errors:
            self.regra(dados)
        return dados


class RepresentanteForm(FormularioDeFato):
    def regra(self, dados):
        servicos.conferir_representante(self.instance, dados)


class CadastroExternoForm(FormularioDeFato):
    def regra(self, dados):
        liberado_em = dados.get("liberado_em")
        recusar_futura("pedido_em", dados.get("pedido_em"), "o pedido")
        recusar_futura("liberado_em", liberado_em, "a liberação")
        externos.conferir_desativacao(liberado_em, dados.get("desativado_em"))


class InstrumentoForm(FormularioDeFato):
    def regra(self, dados):
        atual = self.instance
        if not atual.cancelado_em:
            acervo.conferir_instrumento(
                atual.implantacao, atual, dados, altera=atual.altera, sucede=atual.sucede
            )


class SignatarioForm(FormularioDeFato):
    def regra(self, dados):
        instrumentos.conferir_assinatura(
            self.instance.instrumento, "assinado_em", dados.get("assinado_em")
        )


class PublicacaoForm(FormularioDeFato):
    def regra(self, dados):
        instrumentos.conferir_publicacao(self.instance.instrumento, dados.get("publicado_em"))


class FatoAdmin(FatosAdminMixin, admin.ModelAdmin):
    """Base: nada se cria nem se apaga aqui."""

    item = ""
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def item_do_fato(self, obj) -> str:
        return self.item

    def implantacao_do_fato(self, obj):
        return obj.implantacao

    def has_add_permission(self, request):
        return False


@admin.register(DadosDaPrefeitura)
class DadosDaPrefeituraAdmin(FatoAdmin):
    item = "prefeitura_informada"
    list_display = ("implantacao", "email", "telefone", "atualizado_em")
    list_select_related = ("implantacao__orgao",)
    search_fields = ("implantacao__orgao__municipio__nome_de_busca",)
    readonly_fields = ("implantacao",)


@admin.register(Representante)
class RepresentanteAdmin(FatoAdmin):
    form = RepresentanteForm
    item = "prefeito_informado"
    list_display = ("nome_publico", "implantacao", "cargo", "mandato_inicio", "mandato_fim")
    list_select_related = ("implantacao__orgao",)
    search_fields = ("nome", "nome_social", "implantacao__orgao__municipio__nome_de_busca")
    readonly_fields = ("implantacao",)


@admin.register(CadastroExterno)
class CadastroExternoAdmin(FatoAdmin):
    form = CadastroExternoForm
    list_display = ("quem", "pedido_em", "liberado_em", "desativado_em")
    list_filter = (("liberado_em", admin.EmptyFieldListFilter),)
    list_select_related = ("representante__implantacao__orgao", "pessoa__implantacao__orgao")
    search_fields = (
        "representante__implantacao__orgao__municipio__nome_de_busca",
        "pessoa__implantacao__orgao__municipio__nome_de_busca",
    )
    readonly_fields = ("representante", "pessoa", "comprovante")

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        antes = {campo: form.initial[campo] for campo in form.changed_data}
        externos.anotar_mudancas(obj, antes, por=request.user)

    def item_do_fato(self, obj):
        return "usuario_externo_liberado" if obj.liberado_em else "usuario_externo_pedido"

    def implantacao_do_fato(self, obj):
        return obj.quem.implantacao


@admin.register(PessoaQueAssina)
class PessoaQueAssinaAdmin(SoLeituraAdmin):
    """Nasce do instrumento que a nomeia."""

    list_display = ("nome", "implantacao", "criada_em")
    list_select_related = ("implantacao__orgao",)
    search_fields = ("nome", "implantacao__orgao__municipio__nome_de_busca")


@admin.register(TipoDeInstrumento)
class TipoDeInstrumentoAdmin(admin.ModelAdmin):
    """O código identifica o tipo nos dados; depois de usado, o papel também não muda."""

    list_display = (
        "nome",
        "sigla",
        "codigo",
        "papel_no_fluxo",
        "sggd_assina",
        "prodesp_assina",
        "ordem",
        "ativo",
    )
    list_filter = ("papel_no_fluxo", "ativo")
    search_fields = ("nome", "sigla", "codigo")

    def get_readonly_fields(self, request, obj=None):
        if obj is None:
            return ()
        return ("codigo", "papel_no_fluxo") if obj.instrumentos.exists() else ("codigo",)

    def has_delete_permission(self, request, obj=None):
        return obj is None or not obj.instrumentos.exists()


@admin.register(Instrumento)
class InstrumentoAdmin(FatoAdmin):
    form = InstrumentoForm
    list_display = (
        "implantacao",
        "tipo",
        "numero",
        "processo_sei",
        "documento_sei",
        "disponibilizado_em",
        "cancelado_em",
    )
    list_filter = ("tipo", ("cancelado_em", admin.EmptyFieldListFilter))
    list_select_related = ("implantacao__orgao", "tipo")
    search_fields = (
        "processo_sei",
        "documento_sei",
        "implantacao__orgao__municipio__nome_de_busca",
    )
    readonly_fields = (
        "implantacao",
        "tipo",
        "altera",
        "sucede",
        "cancelado_em",
        "motivo_do_cancelamento",
        "rescindido_em",
        "motivo_da_rescisao",
    )

    def item_do_fato(self, obj):
        return item_do_instrumento(obj)


@admin.register(Signatario)
class SignatarioAdmin(FatoAdmin):
    form = SignatarioForm
    list_display = ("nome", "cargo", "parte", "instrumento", "assinado_em")
    list_filter = ("parte", ("assinado_em", admin.EmptyFieldListFilter))
    list_select_related = ("instrumento__tipo", "instrumento__implantacao__orgao")
    search_fields = ("nome", "instrumento__implantacao__orgao__municipio__nome_de_busca")
    readonly_fields = (
        "instrumento",
        "parte",
        "comprovante",
        "representante",
        "pessoa",
        "substituido_em",
        "nivel",
        "codigo_verificador",
        "crc",
        "conferido_em",
        "conferido_por",
    )

    def item_do_fato(self, obj):
        return item_da_assinatura(obj)

    def implantacao_do_fato(self, obj):
        return obj.instrumento.implantacao

    def save_model(self, request, obj, form, change):
        """Grava, acrescenta à história e confere se o acordo ainda vem depois do termo."""
        super().save_model(request, obj, form, change)
        if "assinado_em" in form.changed_data:
            assinaturas.anotar_mudanca(
                obj, form.initial["assinado_em"], obj.assinado_em, por=request.user
            )
        papel = obj.instrumento.tipo.papel_no_fluxo
        instrumentos.conferir_acordo_depois(obj.instrumento.implantacao, papel)


@admin.register(PublicacaoDoExtrato)
class PublicacaoDoExtratoAdmin(FatoAdmin):
    form = PublicacaoForm
    item = "extrato_publicado"
    list_display = ("instrumento", "veiculo", "publicado_em")
    list_select_related = ("instrumento__tipo", "instrumento__implantacao__orgao")
    search_fields = ("instrumento__implantacao__orgao__municipio__nome_de_busca",)
    readonly_fields = ("instrumento", "arquivo")

    def implantacao_do_fato(self, obj):
        return obj.instrumento.implantacao


@admin.register(PublicacaoDoMunicipio)
class PublicacaoDoMunicipioAdmin(PublicacaoDoExtratoAdmin):
    item = "acordo_assinado_pelo_municipio"


@admin.register(MovimentoDaAssinatura)
class MovimentoDaAssinaturaAdmin(SoLeituraAdmin):
    fields = (
        "signatario",
        "tipo",
        "ocorreu_em",
        "validade_dias_uteis",
        "vale_ate",
        "comprovante",
        "origem",
        "nota",
        "registrado_por",
    )
    list_display = ("signatario", "tipo", "ocorreu_em", "vale_ate", "origem", "registrado_em")
    list_filter = ("tipo", "origem")
    list_select_related = ("signatario",)
    search_fields = ("signatario__nome",)


@admin.register(MovimentoDoCadastro)
class MovimentoDoCadastroAdmin(SoLeituraAdmin):
    fields = ("cadastro", "tipo", "ocorreu_em", "registrado_por")
    list_display = ("cadastro", "tipo", "ocorreu_em", "registrado_em")
    list_filter = ("tipo",)
    list_select_related = ("cadastro__representante", "cadastro__pessoa")
    search_fields = ("cadastro__representante__nome", "cadastro__pessoa__nome")
