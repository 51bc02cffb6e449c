"""Pedir o código, entrar pelo link da mensagem e pedir outra vez um convite perdido."""

from allauth.account.adapter import get_adapter
from allauth.account.utils import perform_login
from allauth.account.views import ConfirmLoginCodeView, RequestLoginCodeView
from allauth.core import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache

from seicidades.contas import servicos
from seicidades.contas.forms import PedirConviteForm
from seicidades.contas.permissoes import METODOS
from seicidades.correio.servicos import chamar_tarefa

TAREFA_DE_REENVIO = "seicidades.contas.tasks.reenviar_convites"


class PedirCodigoView(RequestLoginCodeView):
    """A do allauth, com o mesmo pedido à fila para quem não tem conta."""

    http_method_names = METODOS

    def form_valid(self, form):
        resposta = super().form_valid(form)
        if form._user is None:
            get_adapter().mandar_entrada("codigo", form.cleaned_data["email"])
        return resposta


class ConfirmarCodigoView(ConfirmLoginCodeView):
    """Pedir o código de novo também custa o mesmo, haja ou não conta."""

    http_method_names = METODOS

    def _resend_form_valid(self, form):
        resposta = super()._resend_form_valid(form)
        if self._process.user is None:
            get_adapter().mandar_entrada("codigo", self._process.state["email"])
        return resposta


@method_decorator([login_not_required, never_cache], name="dispatch")
class EntrarPorLinkView(View):
    """Abrir mostra um botão; só o envio entra, e uma vez."""

    http_method_names = ["get", "head", "post"]

    def get(self, request, segredo):
        vale = servicos.quem_entra(segredo) is not None
        return self.mostrar(vale)

    def post(self, request, segredo):
        limite = ratelimit.consume_or_429(request, action="signup")
        if limite:
            return limite
        usuario = servicos.gastar_link(segredo)
        if usuario is None:
            return self.mostrar(vale=False)
        return perform_login(request, usuario, email=usuario.email)

    def mostrar(self, vale: bool):
        status = 200 if vale else 410
        return render(self.request, "contas/entrar_por_link.html", {"vale": vale}, status=status)


@method_decorator([login_not_required, never_cache], name="dispatch")
class PedirConviteView(View):
    """A resposta é a mesma e custa o mesmo, haja ou não convite: quem trabalha é a tarefa."""

    http_method_names = ["get", "head", "post"]

    def get(self, request):
        return self.mostrar(PedirConviteForm())

    def post(self, request):
        formulario = PedirConviteForm(request.POST)
        if not formulario.is_valid():
            return self.mostrar(formulario)
        email = formulario.cleaned_data["email"]
        limite = ratelimit.consume_or_429(request, action="reset_password", key=email)
        if limite:
            return limite
        chamar_tarefa(TAREFA_DE_REENVIO, email)
        return self.mostrar(formulario, pedido=True)

    def mostrar(self, formulario, *, pedido: bool = False):
        contexto = {"form": formulario, "pedido": pedido}
        return render(self.request, "contas/pedir_convite.html", contexto)
