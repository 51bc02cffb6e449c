"""As versões gravadas de um arquivo de carga: comparar duas e restaurar uma."""

from functools import cached_property

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from cadastros.models import Carga
from cadastros.servicos import cargas, versoes
from cadastros.views.base import TipoNaUrlMixin
from seicidades.contas.permissoes import Permissao
from seicidades.fluxo.forms import ConfirmarForm
from seicidades.fluxo.paginas import FatoFormView

VERSOES_POR_PAGINA = 20
MUDANCAS_POR_PAGINA = 100
MAIOR_NUMERO = 2**31


class VersoesView(TipoNaUrlMixin, TemplateView):
    """Quem gravou cada versão, quando e com que avisos."""

    permissao = Permissao.VER
    template_name = "cadastros/versoes.html"

    def get_context_data(self, **kwargs):
        etapa = self.implantacao.roteiro.etapa_do_item[self.item]
        todas = versoes.listar(self.implantacao, self.tipo)
        kwargs.update(
            tipo=self.tipo.label,
            chave_do_tipo=self.tipo.value,
            etapa=etapa,
            item_definicao=self.implantacao.roteiro.itens[self.item],
            url_da_etapa=self.url_da_etapa(etapa.chave),
            url_do_tipo=self.url_do_tipo(),
            ve_linhas=self.ve_linhas,
            pagina=Paginator(todas, VERSOES_POR_PAGINA).get_page(self.request.GET.get("pagina")),
        )
        return super().get_context_data(**kwargs)


@method_decorator(never_cache, name="dispatch")
class VersaoView(TipoNaUrlMixin, FatoFormView):
    """O que mudou de uma versão para outra.

    Enviar faz um rascunho dela: a em vigor vai à grade, para mudar; outra, à
    prévia, para voltar. Quem grava é a prévia.
    """

    form_class = ConfirmarForm
    template_name = "cadastros/versao.html"
    nome_form = None

    @cached_property
    def versao(self) -> Carga:
        self.exigir_linhas()
        return self._achar(self.kwargs["versao"])

    def _achar(self, numero: int) -> Carga:
        carga = None
        if numero < MAIOR_NUMERO:
            carga = versoes.listar(self.implantacao, self.tipo).filter(versao=numero).first()
        if carga is None:
            raise Http404("Não há esta versão.")
        return carga

    @cached_property
    def com(self) -> Carga | None:
        """A versão com que se compara: a pedida ou, sem pedido, a em vigor."""
        pedida = self.request.GET.get("com", "")
        if pedida.isascii() and pedida.isdigit() and len(pedida) < 10:
            return self._achar(int(pedida))
        return self.atual if self.versao != self.atual else self._anterior()

    def _anterior(self) -> Carga | None:
        antes = versoes.listar(self.implantacao, self.tipo).filter(versao__lt=self.versao.versao)
        return antes.first()

    def get(self, request, *args, **kwargs):
        self.exigir_linhas()
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        self.exigir_linhas()
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        if self.recusas:
            return self._recusar(form, self.recusas)
        if self.versao.sem_linhas:
            raise Http404("As linhas desta versão já foram apagadas.")
        rascunho = cargas.restaurar(self.versao, self.request.user)
        destino = "linhas" if self.versao == self.atual else "previa"
        return redirect(self.url(f"cadastros:{destino}", rascunho.pk))

    @cached_property
    def par(self) -> tuple[Carga | None, Carga]:
        """As duas que se comparam, a mais velha antes; só há uma se o arquivo só tem uma."""
        if self.com is None:
            return None, self.versao
        de, para = sorted((self.versao, self.com), key=lambda carga: carga.versao)
        return de, para

    def get_context_data(self, **kwargs):
        de, para = self.par
        apagadas = [v.versao for v in (de, para) if v and v.sem_linhas]
        diferenca = versoes.diferenca(de, para) if de and not apagadas else None
        mudancas = diferenca.mudancas if diferenca else []
        return super().get_context_data(
            **kwargs,
            tipo=self.tipo.label,
            chave_do_tipo=self.tipo.value,
            versao=self.versao,
            em_vigor=self.versao == self.atual,
            de=de,
            para=para,
            outras=versoes.listar(self.implantacao, self.tipo).exclude(pk=self.versao.pk),
            diferenca=diferenca,
            apagadas=apagadas,
            pagina=Paginator(mudancas, MUDANCAS_POR_PAGINA).get_page(
                self.request.GET.get("pagina")
            ),
            url_do_tipo=self.url_do_tipo(),
            url_das_versoes=self.url("cadastros:versoes", self.tipo.value),
        )
