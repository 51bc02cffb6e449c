"""O fluxo no admin: tudo só para leitura. O que muda, muda por comandos."""

from django.contrib import admin

from seicidades.comum.so_leitura import SoLeituraAdmin, SoLeituraInline
from seicidades.fluxo.models import (
    Andamento,
    Contato,
    EtapaDaImplantacao,
    Implantacao,
    ItemDaImplantacao,
    RecalculoDePrazos,
    VersaoDoRoteiro,
)


class EtapaInline(SoLeituraInline):
    model = EtapaDaImplantacao
    fields = ("chave", "situacao", "aberta_em", "enviada_em", "aprovada_em", "prazo")


class ItemInline(SoLeituraInline):
    model = ItemDaImplantacao
    fields = ("etapa", "chave", "papel", "situacao", "prazo", "em")


@admin.register(Implantacao)
class ImplantacaoAdmin(SoLeituraAdmin):
    list_display = ("orgao", "situacao", "etapa_atual", "vez_de", "prazo", "seq")
    list_filter = ("situacao", "etapa_atual", "vez_de")
    list_select_related = ("orgao__municipio",)
    search_fields = ("orgao__municipio__nome_de_busca", "orgao__municipio__codigo_ibge")
    inlines = (EtapaInline, ItemInline)
    exclude = ("estado",)


@admin.register(Andamento)
class AndamentoAdmin(SoLeituraAdmin):
    list_display = ("implantacao", "seq", "tipo", "etapa", "item", "registrado_em", "ator")
    list_filter = ("tipo", "origem", "etapa")
    list_select_related = ("implantacao__orgao__municipio", "ator")
    search_fields = ("implantacao__orgao__municipio__nome_de_busca",)
    date_hierarchy = "registrado_em"


@admin.register(RecalculoDePrazos)
class RecalculoDePrazosAdmin(SoLeituraAdmin):
    list_display = ("pedido_em", "implantacao", "motivo", "movidos", "feito_em")
    list_filter = (("feito_em", admin.EmptyFieldListFilter), "pedido_em")
    list_select_related = ("implantacao__orgao__municipio",)
    search_fields = ("implantacao__orgao__municipio__nome_de_busca", "motivo")
    raw_id_fields = ("andamento",)


@admin.register(Contato)
class ContatoAdmin(SoLeituraAdmin):
    list_display = (
        "implantacao",
        "meio",
        "ocorreu_em",
        "registrado_por",
        "proximo_passo_em",
        "passo_feito_em",
        "anulado_em",
    )
    list_filter = ("meio", ("anulado_em", admin.EmptyFieldListFilter))
    list_select_related = ("implantacao__orgao__municipio", "registrado_por")
    search_fields = ("implantacao__orgao__municipio__nome_de_busca",)
    date_hierarchy = "ocorreu_em"


@admin.register(VersaoDoRoteiro)
class VersaoDoRoteiroAdmin(SoLeituraAdmin):
    list_display = ("numero", "publicada_em", "itens", "a_confirmar")
    fields = ("numero", "digest", "publicada_em", "itens", "fontes_a_confirmar")
    readonly_fields = fields

    @admin.display(description="itens")
    def itens(self, versao: VersaoDoRoteiro) -> int:
        return len(versao.roteiro.itens)

    @admin.display(description="fontes a confirmar")
    def a_confirmar(self, versao: VersaoDoRoteiro) -> int:
        return len(self._a_confirmar(versao))

    @admin.display(description="fontes a confirmar")
    def fontes_a_confirmar(self, versao: VersaoDoRoteiro) -> str:
        """Itens ou prazos que ninguém amparou em norma, manual ou programa."""
        return "\n".join(self._a_confirmar(versao))

    def _a_confirmar(self, versao: VersaoDoRoteiro) -> list[str]:
        linhas = []
        for etapa in versao.roteiro.etapas:
            for item in etapa.itens:
                falta = [
                    nome
                    for nome, fonte, ha in (
                        ("exigência", item.fonte, True),
                        ("prazo", item.fonte_do_prazo, item.prazo is not None),
                    )
                    if ha and not fonte.confirmada
                ]
                if falta:
                    linhas.append(f"{etapa.titulo} · {item.titulo}: {' e '.join(falta)}")
        return linhas
