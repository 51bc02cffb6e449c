from django.contrib import admin, messages
from django.shortcuts import redirect
from django.urls import reverse

from seicidades.comum.so_leitura import SoLeituraMixin
from seicidades.correio import servicos
from seicidades.correio.models import Mensagem, Portao, Situacao


@admin.register(Mensagem)
class MensagemAdmin(SoLeituraMixin, admin.ModelAdmin):
    """Só leitura. Códigos, senhas e convites não mostram o conteúdo a ninguém."""

    list_display = (
        "criado_em",
        "para",
        "assunto",
        "situacao",
        "devolvida_em",
        "tentativas",
        "possivel_duplicata",
    )
    list_display_links = ("criado_em", "assunto")
    list_filter = ("situacao", "transacional", "possivel_duplicata", "criado_em")
    search_fields = ("para", "assunto", "chave")
    date_hierarchy = "criado_em"
    readonly_fields = ("conteudo",)
    actions = ("devolver_a_fila", "caixa_recusou")

    def get_fields(self, request, obj=None):
        fora = {"html", "texto", "contexto"}
        conteudo = [] if obj and obj.transacional else ["conteudo"]
        return [c.name for c in Mensagem._meta.fields if c.name not in fora] + conteudo

    @admin.display(description="texto")
    def conteudo(self, mensagem: Mensagem) -> str:
        """O que saiu ou, enquanto espera, o que sairia se fosse agora."""
        return mensagem.texto_para_ler()

    @admin.action(description="Devolver à fila as que falharam", permissions=["view"])
    def devolver_a_fila(self, request, mensagens):
        for mensagem in mensagens.filter(situacao=Situacao.FALHOU):
            self.log_change(request, mensagem, "Devolvida à fila.")
        retiradas = mensagens.filter(situacao=Situacao.RETIRADO).count()
        quantas = servicos.reprocessar(mensagens)
        self.message_user(request, f"Mensagens devolvidas à fila: {quantas}.")
        if retiradas:
            self.message_user(
                request,
                f"Retiradas da fila, que não voltam a ela: {retiradas}. A pessoa deixou o papel; "
                "o que ainda importa, quem assumiu recebe.",
                messages.WARNING,
            )

    @admin.action(description="Caixa recusou: chegou aviso de devolução", permissions=["view"])
    def caixa_recusou(self, request, mensagens):
        """A devolução que vem depois, como mensagem, só uma pessoa a vê."""
        for mensagem in mensagens.filter(situacao=Situacao.ENVIADO, devolvida_em=None):
            self.log_change(request, mensagem, "Voltou: a caixa recusou.")
        quantas = servicos.marcar_devolvidas(mensagens, por=request.user.nome_publico)
        self.message_user(
            request,
            f"Mensagens marcadas como devolvidas: {quantas}. O endereço aparece como recusado a "
            "quem decide sobre as pessoas, até que outra mensagem saia para ele.",
        )


@admin.register(Portao)
class PortaoAdmin(admin.ModelAdmin):
    """Um botão só: aberto ou fechado. Fica registrado quem mudou e quando."""

    fields = ("aberto", "mudado_em", "mudado_por")
    readonly_fields = ("mudado_em", "mudado_por")

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        portao, _ = Portao.objects.get_or_create(id=1)
        return redirect(reverse("admin:correio_portao_change", args=[portao.pk]))

    def save_model(self, request, obj, form, change):
        servicos.mudar_portao(aberto=obj.aberto, por=request.user.email)
