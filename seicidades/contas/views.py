"""Entrar, a própria conta, as pessoas de um órgão e o aceite do convite."""

from allauth.account.utils import perform_login
from allauth.account.views import LoginView
from allauth.core import ratelimit
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView, UpdateView

from seicidades.comum.papeis import PAPEIS_MUNICIPAIS
from seicidades.contas import demonstracao, servicos
from seicidades.contas.adaptador import exige_segundo_fator
from seicidades.contas.forms import (
    AceitarConviteForm,
    ConvidarForm,
    EncerrarVinculoForm,
    PerfilForm,
)
from seicidades.contas.models import Usuario
from seicidades.contas.permissoes import (
    METODOS,
    ExigePermissaoMixin,
    Permissao,
    decide_pessoas,
    gerentes_de,
    pode,
)
from seicidades.correio.servicos import recusas_do_correio
from seicidades.municipios.models import Orgao


class EntrarView(LoginView):
    """A entrada do allauth; na demonstração, com a lista dos acessos fictícios."""

    def get_context_data(self, **kwargs):
        contexto = super().get_context_data(**kwargs)
        contexto["demo"] = settings.DEMO
        if settings.DEMO:
            contexto["acessos_do_estado"] = demonstracao.acessos_do_estado()
            contexto["acessos_por_orgao"] = demonstracao.acessos_por_orgao()
        return contexto


class PerfilView(UpdateView):
    """Os dados da própria pessoa; ninguém muda os de outra por aqui."""

    http_method_names = METODOS
    form_class = PerfilForm
    template_name = "contas/perfil.html"
    success_url = reverse_lazy("contas:perfil")

    def get_object(self, queryset=None):
        # Cópia: um nome recusado não deve aparecer no cabeçalho da página.
        return Usuario.objects.get(pk=self.request.user.pk)

    def form_valid(self, form):
        messages.success(self.request, "Seus dados foram salvos.")
        return super().form_valid(form)

    def get_context_data(self, **kwargs):
        usuario = self.request.user
        ativos = usuario.vinculos.ativos(timezone.localdate()).select_related("orgao")
        return super().get_context_data(
            vinculos=ativos.order_by("orgao__municipio__nome_de_busca", "papel", "pk"),
            segundo_fator=is_mfa_enabled(usuario, [Authenticator.Type.TOTP]),
            exige_segundo_fator=exige_segundo_fator(usuario),
            **kwargs,
        )


# --- Pessoas do órgão


class DoOrgaoMixin(ExigePermissaoMixin):
    """O órgão vem do endereço; mudar alguma coisa exige administrar o órgão."""

    permissao = Permissao.ADMINISTRAR

    @cached_property
    def orgao(self):
        orgaos = Orgao.objects.select_related("municipio")
        return get_object_or_404(orgaos, pk=self.kwargs["orgao_id"])

    def get_orgao(self):
        return self.orgao

    def voltar(self):
        return redirect("contas:pessoas", self.orgao.pk)


class PessoasView(DoOrgaoMixin, FormView):
    """Quem exerce cada papel. Quem administra também convida por aqui."""

    form_class = ConvidarForm
    template_name = "contas/pessoas.html"

    @property
    def permissao(self):
        escreve = self.request.method not in ("GET", "HEAD", "OPTIONS")
        return Permissao.ADMINISTRAR if escreve else Permissao.VER

    def form_valid(self, form):
        try:
            convite = servicos.convidar(
                orgao=self.orgao, por=self.request.user, **form.cleaned_data
            )
        except servicos.ConviteRecusado as recusa:
            form.add_error(None, recusa.mensagem)
            return self.form_invalid(form)
        messages.success(self.request, f"Convite enviado para {convite.email}.")
        aviso = servicos.aviso_da_caixa(
            convite.email, de_uma_pessoa=form.cleaned_data["caixa_de_uma_pessoa"]
        )
        if aviso:
            messages.warning(self.request, aviso)
        return self.voltar()

    def get_context_data(self, **kwargs):
        lugares = servicos.pessoas_do_orgao(self.orgao)
        administra = pode(self.request.user, Permissao.ADMINISTRAR, self.orgao)
        decide = administra or decide_pessoas(self.request.user, self.orgao)
        return super().get_context_data(
            orgao=self.orgao,
            lugares=lugares,
            gerentes=gerentes_de(self.orgao),
            administra=administra,
            decide=decide,
            avisos_de_saida=servicos.avisos_de_saida(self.orgao.pk) if decide else [],
            recusas=recusas_do_correio(servicos.enderecos_de(lugares)) if decide else {},
            hoje=timezone.localdate(),
            agora=timezone.now(),
            **kwargs,
        )


class AcaoSobreConviteView(DoOrgaoMixin, View):
    """Um botão sobre um convite aberto do órgão."""

    http_method_names = ["post"]
    feito = ""

    def post(self, request, orgao_id, convite_id):
        convite = get_object_or_404(self.orgao.convites, pk=convite_id)
        try:
            self.agir(convite)
        except servicos.ConviteRecusado as recusa:
            messages.error(request, recusa.mensagem)
        else:
            messages.success(request, self.feito.format(convite=convite))
        return self.voltar()


class ReenviarConviteView(AcaoSobreConviteView):
    feito = "Convite enviado de novo para {convite.email}. O link anterior deixou de valer."

    def agir(self, convite):
        servicos.reenviar_convite(convite, por=self.request.user)


class RevogarConviteView(AcaoSobreConviteView):
    feito = "Convite de {convite.nome} cancelado. O link deixou de valer."

    def agir(self, convite):
        servicos.revogar_convite(convite, por=self.request.user)


class EncerrarVinculoView(DoOrgaoMixin, FormView):
    """Confirma e encerra um papel municipal; o último dia é hoje, salvo outra data."""

    form_class = EncerrarVinculoForm
    template_name = "contas/encerrar_vinculo.html"

    @cached_property
    def vinculo(self):
        vinculos = self.orgao.vinculos.filter(papel__in=PAPEIS_MUNICIPAIS)
        return get_object_or_404(
            vinculos.por_acabar(timezone.localdate()).select_related("usuario"),
            pk=self.kwargs["vinculo_id"],
        )

    def get_initial(self):
        return {"fim": max(timezone.localdate(), self.vinculo.inicio)}

    def form_valid(self, form):
        fim = form.cleaned_data["fim"]
        try:
            servicos.encerrar_vinculo(self.vinculo, fim=fim, por=self.request.user)
        except servicos.VinculoRecusado as recusa:
            form.add_error("fim", recusa.mensagem)
            return self.form_invalid(form)
        messages.success(
            self.request,
            f"{self.vinculo.usuario} deixa de ser {self.vinculo.get_papel_display()} "
            f"depois de {fim:%d/%m/%Y}.",
        )
        return self.voltar()

    def get_context_data(self, **kwargs):
        return super().get_context_data(orgao=self.orgao, vinculo=self.vinculo, **kwargs)


# --- Aceite do convite


@method_decorator(
    [login_not_required, never_cache, sensitive_post_parameters("password1", "password2")],
    name="dispatch",
)
class ConviteView(View):
    """Abrir o link mostra o convite e nada consome; só o envio do formulário o aceita."""

    @cached_property
    def convite(self):
        convite = servicos.achar_convite(self.kwargs["segredo"])
        if convite is None:
            raise Http404("Convite desconhecido.")
        return convite

    @cached_property
    def conta(self):
        return servicos.conta_do_convidado(self.convite)

    @property
    def quem(self):
        return self.request.user if self.request.user.is_authenticated else None

    def get(self, request, segredo):
        try:
            servicos.conferir_aceitavel(self.convite)
        except servicos.ConviteRecusado as recusa:
            return self.recusar(recusa)
        return self.mostrar(self.novo_formulario())

    def post(self, request, segredo):
        limite = ratelimit.consume_or_429(request, action="signup")
        if limite:
            return limite
        formulario = self.novo_formulario(request.POST)
        if self.precisa_criar_conta and not formulario.is_valid():
            return self.mostrar(formulario)
        try:
            convite = servicos.aceitar_convite(segredo, por=self.quem, **self.dados(formulario))
        except servicos.Recusa as recusa:
            return self.recusar(recusa)
        return self.receber(convite)

    @property
    def precisa_criar_conta(self):
        return self.conta is None and self.quem is None

    def novo_formulario(self, dados=None):
        return AceitarConviteForm(
            dados,
            email=self.convite.email,
            exige_senha=servicos.caixa_compartilhada(self.convite.email),
            initial={"nome": self.convite.nome},
        )

    def dados(self, formulario):
        if not self.precisa_criar_conta:
            return {}
        return {
            "nome": formulario.cleaned_data["nome"],
            "telefone": formulario.cleaned_data["telefone"],
            "senha": formulario.cleaned_data["password1"] or None,
        }

    def receber(self, convite):
        messages.success(
            self.request,
            f"Convite aceito: {convite.get_papel_display()}, {convite.orgao}.",
        )
        if self.quem:
            return redirect(settings.LOGIN_REDIRECT_URL)
        return perform_login(self.request, convite.aceito_por, email=convite.email)

    def mostrar(self, formulario):
        contexto = {
            "convite": self.convite,
            "form": formulario,
            "precisa_criar_conta": self.precisa_criar_conta,
            "precisa_entrar": self.conta is not None and self.quem is None,
            "outra_conta": self.quem is not None and self.quem != self.conta,
            "aqui": self.request.path,
        }
        return render(self.request, "contas/convite.html", contexto)

    def recusar(self, recusa):
        contexto = {"recusa": recusa, "entrar": reverse("account_login")}
        return render(self.request, "contas/convite_recusado.html", contexto, status=410)
