"""Os lembretes no admin: tudo só para leitura."""

from django.contrib import admin

from seicidades.comum.so_leitura import SoLeituraAdmin
from seicidades.lembretes import saude
from seicidades.lembretes.models import Envio, Lembrete, Pausa, Retencao, UltimaVarredura


@admin.register(Envio)
class EnvioAdmin(SoLeituraAdmin):
    list_display = ("dia", "usuario", "pendencias", "chave")
    list_filter = ("dia",)
    list_select_related = ("usuario",)
    search_fields = ("usuario__nome", "usuario__email")
    date_hierarchy = "dia"


@admin.register(Lembrete)
class LembreteAdmin(SoLeituraAdmin):
    list_display = ("dia", "implantacao", "assunto", "prazo", "momento", "usuario")
    list_filter = ("momento", "dia")
    list_select_related = ("implantacao__orgao__municipio", "usuario")
    search_fields = ("implantacao__orgao__municipio__nome_de_busca", "assunto")


@admin.register(Retencao)
class RetencaoAdmin(SoLeituraAdmin):
    list_display = ("implantacao", "assunto", "prazo", "momento", "motivo", "por", "em")
    list_filter = ("momento",)
    list_select_related = ("implantacao__orgao__municipio", "por")


@admin.register(Pausa)
class PausaAdmin(SoLeituraAdmin):
    list_display = ("usuario", "ate", "criada_em")
    list_select_related = ("usuario",)


@admin.register(UltimaVarredura)
class UltimaVarreduraAdmin(SoLeituraAdmin):
    list_display = ("vista_em", "dia", "enfileiradas", "portao_fechado", "alarme")

    @admin.display(description="alarme")
    def alarme(self, ultima: UltimaVarredura) -> str:
        return saude.estado().mensagem
