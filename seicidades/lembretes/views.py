"""A própria pausa, sair com um clique, a previsão da cidade e os degraus segurados."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import FormView, TemplateView, View

from seicidades.comum.formatos import data_curta
from seicidades.contas.models import Usuario
from seicidades.contas.permissoes import METODOS, Permissao, pode
from seicidades.fluxo.paginas import PaginaDaImplantacaoMixin
from seicidades.lembretes import resumo, servicos
from seicidades.lembretes.forms import PausaForm, RetencaoForm
from seicidades.lembretes.models import Envio

ULTIMOS_ENVIOS = 10


class PreferenciasView(FormView):
    """Os lembretes da própria pessoa; ninguém muda os de outra por aqui."""

    http_method_names = METODOS
    form_class = PausaForm
    template_name = "lembretes/preferencias.html"
    success_url = reverse_lazy("lembretes:preferencias")

    def form_valid(self, form):
        pausa = servicos.pausar(self.request.user, form.cleaned_data["ate"])
        messages.success(self.request, f"Lembretes em pausa até {data_curta(pausa.ate)}.")
        return super().form_valid(form)

    def get_context_data(self, **kwargs):
        envios = Envio.objects.filter(usuario=self.request.user).order_by("-dia")
        return super().get_context_data(
            **kwargs,
            pausa=servicos.pausa_de(self.request.user),
            envios=envios[:ULTIMOS_ENVIOS],
        )


class RetomarView(View):
    http_method_names = ["post"]

    def post(self, request):
        servicos.retomar(request.user)
        messages.success(request, "Os lembretes voltaram.")
        return redirect("lembretes:preferencias")


# O programa de correio pede a saída por POST, sem sessão nem CSRF (RFC 8058): quem
# autoriza é a assinatura no endereço. Abrir a página não muda nada.
@method_decorator([csrf_exempt, login_not_required, never_cache], name="dispatch")
class SairView(View):
    http_method_names = ["get", "head", "post"]

    @cached_property
    def usuario(self) -> Usuario:
        pk = resumo.ler_segredo(self.kwargs["segredo"])
        if pk is None:
            raise Http404
        return get_object_or_404(Usuario, pk=pk, is_active=True)

    def get(self, request, segredo) -> HttpResponse:
        return self.mostrar(feito=servicos.pausa_de(self.usuario) is not None)

    def post(self, request, segredo) -> HttpResponse:
        servicos.pausar(self.usuario)
        return self.mostrar(feito=True)

    def mostrar(self, *, feito: bool) -> HttpResponse:
        return render(self.request, "lembretes/sair.html", {"feito": feito})


class PrevisaoView(PaginaDaImplantacaoMixin, TemplateView):
    """Quem será lembrado de cada prazo da cidade, e quando."""

    template_name = "lembretes/previsao.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **kwargs,
            previsoes=servicos.prever(self.implantacao),
            retem=pode(self.request.user, Permissao.ADMINISTRAR, self.orgao),
        )


class ReterView(PaginaDaImplantacaoMixin, FormView):
    """A gerência segura um degrau, com o motivo."""

    permissao = Permissao.ADMINISTRAR
    form_class = RetencaoForm
    template_name = "lembretes/reter.html"

    @cached_property
    def achado(self) -> tuple[servicos.Previsao, servicos.PassoPrevisto]:
        for previsao in servicos.prever(self.implantacao):
            for passo in previsao.passos:
                if (
                    previsao.pendencia.assunto == self.kwargs["assunto"]
                    and passo.passo.momento == self.kwargs["momento"]
                ):
                    return previsao, passo
        raise Http404

    @property
    def prazo(self) -> date:
        return self.achado[0].pendencia.prazo

    def get_initial(self):
        return {"prazo": self.prazo}

    def form_valid(self, form):
        try:
            servicos.reter(
                self.implantacao,
                self.kwargs["assunto"],
                self.kwargs["momento"],
                por=self.request.user,
                **form.cleaned_data,
            )
        except ValidationError as erro:
            form.add_error(None, erro)
            return self.form_invalid(form)
        messages.success(self.request, "Aviso segurado. Os outros continuam como previsto.")
        return redirect("lembretes:previsao", self.implantacao.pk)

    def get_context_data(self, **kwargs):
        previsao, passo = self.achado
        return super().get_context_data(**kwargs, previsao=previsao, passo=passo)


class SoltarView(PaginaDaImplantacaoMixin, View):
    http_method_names = ["post"]
    permissao = Permissao.ADMINISTRAR

    def post(self, request, implantacao_id, retencao_id):
        servicos.soltar(get_object_or_404(self.implantacao.retencoes, pk=retencao_id))
        messages.success(request, "O aviso voltou à escada e sai no dia previsto.")
        return redirect("lembretes:previsao", self.implantacao.pk)
