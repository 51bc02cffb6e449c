"""As páginas do lote: escolher, pedir, ver a prévia, confirmar e acompanhar."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.views.generic import FormView, TemplateView, View

from seicidades.comum.andamento import AcompanhaTrabalhoMixin
from seicidades.comum.papeis import Papel
from seicidades.contas.permissoes import ExigePapelDoEstadoMixin
from seicidades.fluxo.consulta import da_carteira
from seicidades.fluxo.declaracao import roteiro_do_codigo
from seicidades.lotes import servicos
from seicidades.lotes.forms import FORMULARIOS, EscolhaForm
from seicidades.lotes.models import Acao, Efeito, LinhaDoLote, Lote, Situacao
from seicidades.lotes.resumo import pedido_em_palavras, razoes
from seicidades.paineis.carteira import FiltrosForm

POR_PAGINA = 50
QUEM = frozenset({Papel.GERENTE, Papel.ADMINISTRADOR})
# Na ordem em que interessam a quem confere.
EFEITOS = (Efeito.MUDA, Efeito.APLICADA, Efeito.RECUSADA, Efeito.IGUAL)


class ListaView(ExigePapelDoEstadoMixin, TemplateView):
    """Os lotes que a pessoa pode abrir, do mais novo ao mais velho."""

    papeis_do_estado = QUEM
    template_name = "lotes/lista.html"

    def get_context_data(self, **kwargs):
        lotes = Lote.objects.de(self.request.user).com_contas().select_related("criado_por")
        lotes = lotes.order_by("-criado_em", "pk")
        pagina = Paginator(lotes, POR_PAGINA).get_page(self.request.GET.get("pagina"))
        return super().get_context_data(**kwargs, pagina=pagina)


class NovoView(ExigePapelDoEstadoMixin, FormView):
    """Os mesmos filtros da carteira, uma caixa por cidade e o que fazer com elas."""

    papeis_do_estado = QUEM
    form_class = EscolhaForm
    template_name = "lotes/novo.html"

    @cached_property
    def filtros(self) -> FiltrosForm:
        filtros = FiltrosForm(self.request.GET, usuario=self.request.user)
        filtros.is_valid()
        return filtros

    @cached_property
    def implantacoes(self):
        return da_carteira(self.request.user, self.filtros.cleaned_data)

    def form_valid(self, form):
        limpos = form.cleaned_data
        ids = limpos["implantacoes"]
        if limpos["todas"]:
            ids = self.implantacoes.values_list("pk", flat=True)
        try:
            lote = servicos.criar(self.request.user, limpos["acao"], ids)
        except servicos.LoteRecusado as recusa:
            form.add_error("implantacoes", str(recusa))
            return self.form_invalid(form)
        return redirect("lotes:pedido", lote.pk)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=400)

    def get_context_data(self, **kwargs):
        pagina = Paginator(self.implantacoes, POR_PAGINA).get_page(self.request.GET.get("pagina"))
        limpos = self.filtros.cleaned_data
        contexto = super().get_context_data(**kwargs)
        form = contexto["form"]
        return contexto | {
            "filtros": self.filtros,
            "ha_filtros": any(v for k, v in limpos.items() if k not in ("gerente", "ordem")),
            "pagina": pagina,
            "cidades": _com_titulo(pagina.object_list),
            "marcadas": set(form.data.getlist("implantacoes")) if form.is_bound else set(),
            "todas": bool(form.is_bound and form.data.get("todas")),
            "acao": form.data.get("acao", "") if form.is_bound else "",
        }


def _com_titulo(implantacoes) -> list:
    """Cada cidade com o título da etapa em que está."""
    titulos = {e.chave: e.titulo for e in roteiro_do_codigo().etapas}
    cidades = list(implantacoes)
    for cidade in cidades:
        cidade.titulo_da_etapa = titulos.get(cidade.etapa_atual, cidade.etapa_atual) or "concluídas"
    return cidades


class DoLoteMixin(ExigePapelDoEstadoMixin):
    """Páginas de um lote: de quem o pediu e da administração, que só olha; às demais, 404."""

    papeis_do_estado = QUEM

    @cached_property
    def lote(self) -> Lote:
        lotes = Lote.objects.de(self.request.user).select_related("criado_por")
        lote = get_object_or_404(lotes, pk=self.kwargs["lote_id"])
        if self.request.method == "POST" and lote.criado_por_id != self.request.user.pk:
            raise PermissionDenied
        return lote

    @property
    def meu(self) -> bool:
        return self.lote.criado_por_id == self.request.user.pk

    def voltar(self) -> HttpResponse:
        return redirect("lotes:lote", self.lote.pk)

    def tentar(self, agir) -> Lote | None:
        """O lote depois de agir; se não deu, a razão vai para o alto da página."""
        try:
            return agir(self.lote)
        except servicos.LoteRecusado as recusa:
            messages.error(self.request, str(recusa))
            return None


class PedidoView(DoLoteMixin, FormView):
    """O que se quer: para quem, até quando, por quê."""

    template_name = "lotes/pedido.html"

    def get(self, request, *args, **kwargs):
        if self.lote.situacao not in (Situacao.RASCUNHO, Situacao.PREVISTO):
            return self.voltar()
        return super().get(request, *args, **kwargs)

    def get_form_class(self):
        return FORMULARIOS[Acao(self.lote.acao)]

    def get_initial(self):
        return {**self.lote.parametros, "avisar": self.lote.avisar}

    def form_valid(self, form):
        avisar = form.cleaned_data["avisar"]
        self.tentar(lambda lote: servicos.definir(lote, form.parametros(), avisar=avisar))
        return self.voltar()

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=400)

    def get_context_data(self, **kwargs):
        quantas = self.lote.linhas.count()
        return super().get_context_data(**kwargs, lote=self.lote, quantas=quantas, meu=self.meu)


class LoteView(AcompanhaTrabalhoMixin, DoLoteMixin, TemplateView):
    """O lote como está: progresso, prévia ou resultado, cidade por cidade."""

    template_name = "lotes/lote.html"

    @property
    def em_curso(self) -> bool:
        return self.lote.em_curso

    def get(self, request, *args, **kwargs):
        if self.lote.situacao == Situacao.RASCUNHO:
            return redirect("lotes:pedido", self.lote.pk)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        contas = self.lote.linhas.all().contagem()
        total = sum(contas.values())
        aplicando = self.lote.situacao == Situacao.APLICANDO
        feitas = total - contas[Efeito.MUDA if aplicando else Efeito.A_PREVER]
        titulo = "Aplicando" if aplicando else "Conferindo"
        contexto = super().get_context_data(
            **kwargs, lote=self.lote, andamento=self.andamento(titulo, feitas, total, "cidades")
        )
        if self.em_curso:
            return contexto
        return contexto | {
            "meu": self.meu,
            "contas": contas,
            "pedido": pedido_em_palavras(self.lote),
            "pagina": self.pagina(),
            "efeito": self.efeito,
            "efeitos": [(e.value, e.label, contas[e]) for e in EFEITOS if contas[e]],
            "razoes": razoes(self.lote) if contas[Efeito.RECUSADA] else [],
        }

    @cached_property
    def efeito(self) -> str:
        pedido = self.request.GET.get("efeito", "")
        return pedido if pedido in EFEITOS else ""

    def pagina(self):
        linhas = LinhaDoLote.objects.filter(lote=self.lote).select_related(
            "implantacao__orgao__municipio"
        )
        linhas = linhas.defer("implantacao__estado")
        if self.efeito:
            linhas = linhas.filter(efeito=self.efeito)
        return Paginator(linhas, POR_PAGINA).get_page(self.request.GET.get("pagina"))


class ConfirmarView(DoLoteMixin, View):
    """Manda aplicar o que a prévia mostrou."""

    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        self.tentar(servicos.confirmar)
        return self.voltar()


class RefazerView(DoLoteMixin, View):
    """Um lote novo, só com as cidades recusadas neste."""

    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        novo = self.tentar(servicos.refazer)
        return redirect("lotes:lote", novo.pk) if novo else self.voltar()


class DescartarView(DoLoteMixin, View):
    """Apaga um lote que não se vai aplicar."""

    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        if self.tentar(lambda lote: servicos.descartar(lote) or lote) is None:
            return self.voltar()
        messages.success(request, "O lote foi descartado e nada mudou nas cidades.")
        return redirect("lotes:lista")
