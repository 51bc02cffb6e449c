"""Correio da demonstração: o que o programa enviou, para ler sem sair da máquina."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import DetailView, ListView

from seicidades.correio.models import Mensagem, Portao


@method_decorator([login_not_required, never_cache], name="dispatch")
class SoNaDemonstracaoMixin:
    """Aberta sem entrar: na demonstração, a pessoa convidada ainda não tem conta."""

    def dispatch(self, request, *args, **kwargs):
        if not settings.DEMO:
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class CaixaView(SoNaDemonstracaoMixin, ListView):
    queryset = Mensagem.objects.defer("texto", "html", "contexto")
    template_name = "emails/caixa.html"
    context_object_name = "mensagens_enviadas"
    paginate_by = 50
    page_kwarg = "pagina"

    def get_context_data(self, **kwargs):
        portao_aberto = Portao.objects.filter(aberto=True).exists()
        return super().get_context_data(portao_aberto=portao_aberto, **kwargs)


class MensagemView(SoNaDemonstracaoMixin, DetailView):
    """Mostra só a versão em texto, com os endereços clicáveis."""

    queryset = Mensagem.objects.all()
    template_name = "emails/mensagem.html"
    context_object_name = "mensagem"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs, texto=self.object.texto_para_ler())
