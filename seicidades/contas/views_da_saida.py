"""«Não sou mais eu»: de uma página, por quem entrou, ou pelo link de uma mensagem."""

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.generic import FormView

from seicidades.contas import servicos
from seicidades.contas.forms import SaidaDoPapelForm, SaidaForm
from seicidades.contas.models import AvisoDeSaida
from seicidades.contas.permissoes import METODOS, ExigePermissaoMixin, Permissao, decide_pessoas
from seicidades.municipios.models import Orgao


class NaoSouMaisEuView(FormView):
    """Quem entrou diz que papéis deixou. Só avisa."""

    http_method_names = METODOS
    form_class = SaidaDoPapelForm
    template_name = "contas/nao_sou_mais_eu.html"

    def get_form_kwargs(self):
        vinculos = servicos.papeis_a_deixar(self.request.user)
        return super().get_form_kwargs() | {"vinculos": vinculos}

    def form_valid(self, form):
        dados = dict(form.cleaned_data)
        servicos.avisar_saida(self.request.user, dados.pop("vinculos"), **dados)
        messages.success(
            self.request,
            "Aviso registrado. Quem representa o município e a Prodesp foram avisados e fazem a "
            "troca. Até lá, nada muda no seu acesso.",
        )
        return redirect("contas:perfil")


# Quem autoriza é a assinatura no endereço, que só serve para avisar. Abrir a página não
# muda nada, e ela não diz de quem nem de onde é o papel.
@method_decorator([login_not_required, never_cache], name="dispatch")
class NaoSouMaisEuPorLinkView(View):
    http_method_names = ["get", "head", "post"]

    @cached_property
    def remetente(self) -> servicos.Remetente | None:
        return servicos.ler_segredo(self.kwargs["segredo"])

    def dispatch(self, request, segredo):
        if self.remetente is None:
            raise Http404("Link desconhecido ou vencido.")
        return super().dispatch(request, segredo)

    def get(self, request, segredo):
        return self.mostrar(SaidaForm())

    def post(self, request, segredo):
        limite = ratelimit.consume_or_429(request, action="signup")
        if limite:
            return limite
        formulario = SaidaForm(request.POST)
        if not formulario.is_valid():
            return self.mostrar(formulario)
        servicos.avisar_pelo_link(self.remetente, **formulario.cleaned_data)
        return render(request, "contas/saida_avisada.html")

    def mostrar(self, formulario):
        return render(self.request, "contas/nao_sou_mais_eu_por_link.html", {"form": formulario})


class AcaoDoOrgaoMixin(ExigePermissaoMixin):
    """Um botão de quem decide sobre as pessoas do órgão."""

    http_method_names = ["post"]
    permissao = Permissao.VER

    @cached_property
    def orgao(self):
        orgaos = Orgao.objects.select_related("municipio")
        return get_object_or_404(orgaos, pk=self.kwargs["orgao_id"])

    def get_orgao(self):
        return self.orgao


class ManterNoPapelView(AcaoDoOrgaoMixin, View):
    """Conferido com a pessoa: ela continua, e o aviso se fecha."""

    def post(self, request, orgao_id, aviso_id):
        if not decide_pessoas(request.user, self.orgao):
            raise PermissionDenied
        avisos = AvisoDeSaida.objects.do_orgao(self.orgao.pk)
        aviso = get_object_or_404(avisos, pk=aviso_id)
        if servicos.manter_no_papel(aviso, por=request.user):
            messages.success(request, "Aviso fechado: a pessoa continua no papel.")
        else:
            messages.info(request, "Outra pessoa já tinha resolvido este aviso. Nada mudou.")
        return redirect(reverse("contas:pessoas", args=[self.orgao.pk]))
