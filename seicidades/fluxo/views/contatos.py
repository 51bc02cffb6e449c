"""Os contatos da gerência com a cidade: ler, registrar, corrigir e cumprir o combinado."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import FormView, TemplateView

from seicidades.comum.papeis import PAPEIS_MUNICIPAIS
from seicidades.contas.models import Usuario
from seicidades.contas.permissoes import Permissao, papel_do_estado, pode
from seicidades.fluxo import servicos
from seicidades.fluxo.forms import ContatoForm, DesfechoForm, EnganoForm, nova_chave
from seicidades.fluxo.models import Contato, Implantacao
from seicidades.fluxo.paginas import PaginaDaImplantacaoMixin
from seicidades.municipios.calendario import calendario_do_estado

POR_PAGINA = 20
RECENTES = 3
DO_CONTATO = ("meio", "pessoa", "com_quem", "resumo", "nota_interna")
DO_PASSO = ("proximo_passo", "proximo_passo_em")
DA_AGENDA = "agenda"


def com_nomes(contatos: QuerySet[Contato]) -> QuerySet[Contato]:
    """Tudo o que uma linha mostra, numa consulta."""
    return contatos.select_related(
        "pessoa",
        "registrado_por",
        "anulado_por",
        "passo_feito_por",
        "passo_contato",
        "corrige",
    ).do_mais_novo()


class ContatosView(PaginaDaImplantacaoMixin, TemplateView):
    """Todos os contatos, do mais novo ao mais velho. Os anulados, só o Estado vê."""

    template_name = "fluxo/contatos.html"

    def get_context_data(self, **kwargs):
        do_estado = papel_do_estado(self.request.user) is not None
        contatos = self.implantacao.contatos.all()
        if not do_estado:
            contatos = contatos.validos()
        pagina = Paginator(com_nomes(contatos), POR_PAGINA).get_page(self.request.GET.get("pagina"))
        return super().get_context_data(
            **kwargs,
            pagina=pagina,
            linhas=linhas_dos_contatos(pagina.object_list, timezone.localdate()),
            do_estado=do_estado,
            registra=pode(self.request.user, Permissao.ADMINISTRAR, self.orgao),
        )


class GravarContatoView(PaginaDaImplantacaoMixin, FormView):
    """Página da gerência que grava e volta à cidade, ou à agenda de onde veio."""

    permissao = Permissao.ADMINISTRAR
    mensagem = ""

    def gravar(self, limpos: dict) -> None:
        raise NotImplementedError

    def form_valid(self, form) -> HttpResponse:
        try:
            self.gravar(form.cleaned_data)
        except ValidationError as erro:
            form.add_error(None, erro)
            return self.form_invalid(form)
        messages.success(self.request, self.mensagem)
        return redirect(self.url_de_volta())

    def url_de_volta(self) -> str:
        if self.request.GET.get("de") == DA_AGENDA:
            return reverse("paineis:proximos_passos")
        return reverse("fluxo:contatos", args=[self.implantacao.pk])

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs, url_de_volta=self.url_de_volta())


class RegistrarContatoView(GravarContatoView):
    """Um contato novo. `?passo=` já marca o passo que ele cumpre."""

    template_name = "fluxo/registrar_contato.html"
    form_class = ContatoForm
    mensagem = "Contato registrado."
    titulo = "Registrar um contato"
    corrige: Contato | None = None

    @cached_property
    def passos(self) -> QuerySet[Contato]:
        return self.implantacao.contatos.com_passo_aberto().order_by("proximo_passo_em", "pk")

    def pessoas(self) -> QuerySet[Usuario]:
        """Quem exerce hoje um papel na cidade e, ao corrigir, quem já constava."""
        ativos = self.orgao.vinculos.ativos(timezone.localdate())
        exercem = Q(pk__in=ativos.filter(papel__in=PAPEIS_MUNICIPAIS).values("usuario"))
        do_original = Q(pk=self.corrige.pessoa_id) if self.corrige else Q()
        return Usuario.objects.filter(exercem | do_original).order_by("nome", "pk")

    def get_form_kwargs(self):
        sugestao = servicos.passo_sugerido(timezone.localdate())
        return super().get_form_kwargs() | {
            "pessoas": self.pessoas(),
            "passos": self.passos,
            "sugestao": sugestao,
        }

    def get_initial(self):
        passo = self.request.GET.get("passo", "")
        return {
            "chave": nova_chave(),
            "ocorreu_em": timezone.localdate(),
            "cumpre": [c for c in self.passos if str(c.pk) == passo],
        }

    def gravar(self, limpos: dict) -> None:
        dados = {campo: limpos[campo] for campo in (*DO_CONTATO, "ocorreu_em", *DO_PASSO)}
        servicos.registrar_contato(
            self.implantacao,
            dados,
            por=self.request.user,
            chave=limpos["chave"],
            cumpre=limpos.get("cumpre", ()),
            corrige=self.corrige,
        )

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs, titulo=self.titulo, corrige=self.corrige)


class DoContatoMixin:
    """Página sobre um contato desta cidade; o de outra responde 404."""

    @cached_property
    def contato(self) -> Contato:
        contatos = self.implantacao.contatos.select_related("pessoa", "registrado_por")
        return get_object_or_404(contatos, pk=self.kwargs["contato_id"])

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs, contato=self.contato)


class CorrigirContatoView(DoContatoMixin, RegistrarContatoView):
    """Um registro novo no lugar do errado, que fica à vista do Estado."""

    mensagem = "Contato corrigido. O registro anterior continua na lista, riscado."
    titulo = "Corrigir um contato"

    @property
    def corrige(self) -> Contato:
        return self.contato

    @cached_property
    def passos(self) -> QuerySet[Contato]:
        return RegistrarContatoView.passos.func(self).exclude(pk=self.contato.pk)

    def get_initial(self):
        original = {c: getattr(self.contato, c) for c in (*DO_CONTATO, "ocorreu_em")}
        if self.contato.passo_aberto:
            original |= {c: getattr(self.contato, c) for c in DO_PASSO}
        return super().get_initial() | original


class AnularContatoView(DoContatoMixin, GravarContatoView):
    """Registrado por engano: deixa de contar, não deixa de existir."""

    template_name = "fluxo/anular_contato.html"
    form_class = EnganoForm
    mensagem = "Marcado como engano. Este contato não conta mais."

    def gravar(self, limpos: dict) -> None:
        servicos.anular_contato(self.contato, limpos["motivo"], por=self.request.user)


class CumprirPassoView(DoContatoMixin, GravarContatoView):
    """O próximo passo foi dado: o que resultou."""

    template_name = "fluxo/cumprir_passo.html"
    form_class = DesfechoForm
    mensagem = "Próximo passo feito."

    def gravar(self, limpos: dict) -> None:
        servicos.cumprir_passo(
            self.contato, limpos["desfecho"], por=self.request.user, em=timezone.localdate()
        )

    def get_context_data(self, **kwargs):
        """Quem segue para registrar um contato leva o passo e o caminho de volta."""
        consulta = {"passo": self.contato.pk}
        if self.request.GET.get("de") == DA_AGENDA:
            consulta["de"] = DA_AGENDA
        return super().get_context_data(**kwargs, consulta_do_contato=f"?{urlencode(consulta)}")


@dataclass(frozen=True)
class LinhaDoContato:
    """Um contato como a lista o mostra; `dias` são os úteis até o próximo passo, se aberto."""

    contato: Contato
    dias: int | None


def linhas_dos_contatos(contatos: Iterable[Contato], hoje: date) -> list[LinhaDoContato]:
    calendario = calendario_do_estado()
    return [
        LinhaDoContato(c, calendario.contar(hoje, c.proximo_passo_em) if c.passo_aberto else None)
        for c in contatos
    ]


def resumo_dos_contatos(implantacao: Implantacao, usuario: Usuario) -> dict:
    """O que a página da cidade mostra. Duas consultas e, para a gerência, a da permissão."""
    hoje = timezone.localdate()
    validos = implantacao.contatos.validos()
    recentes = list(com_nomes(validos)[:RECENTES])
    do_alto = {c.pk for c in recentes}
    outros = com_nomes(validos.com_passo_aberto()).exclude(pk__in=do_alto)
    ultimo = recentes[0].ocorreu_em if recentes else None
    return {
        "recentes": linhas_dos_contatos(recentes, hoje),
        "por_cumprir": linhas_dos_contatos(outros, hoje),
        "dias": calendario_do_estado().contar(ultimo, hoje) if ultimo else None,
        "do_estado": papel_do_estado(usuario) is not None,
        "registra": pode(usuario, Permissao.ADMINISTRAR, implantacao.orgao),
    }
