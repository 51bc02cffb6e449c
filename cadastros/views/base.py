"""O que as páginas dos arquivos de carga têm em comum."""

from functools import cached_property

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import content_disposition_header
from django.views import View
from django.views.decorators.debug import sensitive_post_parameters

from cadastros.models import Carga, RascunhoDeCarga, TipoDeCarga
from cadastros.servicos import cargas
from cadastros.servicos.leitura import LEIAUTES
from cadastros.validacao import Leiaute
from seicidades.contas.permissoes import Permissao
from seicidades.fluxo.paginas import PaginaDaImplantacaoMixin

ITENS = {
    TipoDeCarga.UNIDADES: "unidades_carregadas",
    TipoDeCarga.USUARIOS: "usuarios_carregados",
}
PAGINAS = {
    TipoDeCarga.UNIDADES: "cadastros:unidades",
    TipoDeCarga.USUARIOS: "cadastros:usuarios",
}


class DaCargaMixin(PaginaDaImplantacaoMixin):
    """Páginas de um tipo de arquivo. O de usuários é só de quem trabalha com ele."""

    tipo: TipoDeCarga

    @cached_property
    def item(self) -> str:
        return ITENS[self.tipo]

    @property
    def leiaute(self) -> Leiaute:
        return LEIAUTES[self.tipo]

    @cached_property
    def atual(self) -> Carga | None:
        return cargas.vigente(self.implantacao, self.tipo)

    @cached_property
    def ve_linhas(self) -> bool:
        return self.tipo == TipoDeCarga.UNIDADES or self.ve_o_enviado

    @cached_property
    def ve_o_enviado(self) -> bool:
        return cargas.ve_o_enviado(self.request.user, self.orgao, self.tipo)

    @property
    def de_quem_e(self) -> str:
        return f"o {cargas.RESPONSAVEL[self.tipo].rotulo} e a gerência da Prodesp"

    def exigir_linhas(self) -> None:
        if not self.ve_linhas:
            raise PermissionDenied(
                f"As linhas de usuários têm dados pessoais: só {self.de_quem_e} as veem."
            )

    def url(self, nome: str, *args) -> str:
        return reverse(nome, args=[self.implantacao.pk, *args])

    def url_do_tipo(self) -> str:
        return self.url(PAGINAS[self.tipo])


# O que se escreve nestas páginas pode ter CPF: nem o relatório de um defeito o mostra.
sem_relatar_o_escrito = method_decorator(sensitive_post_parameters(), name="dispatch")


class DoRascunhoMixin(DaCargaMixin):
    """Páginas de um arquivo enviado e não gravado. Só quem o enviou as vê."""

    @cached_property
    def rascunho(self) -> RascunhoDeCarga:
        proprios = cargas.rascunhos_de(self.implantacao, self.request.user)
        return get_object_or_404(proprios, pk=self.kwargs["rascunho_id"])

    @cached_property
    def tipo(self) -> TipoDeCarga:
        return TipoDeCarga(self.rascunho.tipo)

    @property
    def permissao(self) -> Permissao:
        return Permissao.VER if self.request.method in ("GET", "HEAD") else Permissao.PREENCHER

    def url_da_previa(self) -> str:
        return self.url("cadastros:previa", self.rascunho.pk)


class AcaoNoRascunhoView(DoRascunhoMixin, View):
    """Base do que só se faz por POST num rascunho, e volta a uma página dele."""

    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        self.exigir_linhas()
        return redirect(self.agir() or self.url_da_previa())

    def agir(self) -> str | None:
        """Faz o que se pediu; devolve aonde ir, se não for à prévia."""
        raise NotImplementedError


class TipoNaUrlMixin(DaCargaMixin):
    """O tipo do arquivo vem da URL."""

    @cached_property
    def tipo(self) -> TipoDeCarga:
        try:
            return TipoDeCarga(self.kwargs["tipo"])
        except ValueError:
            raise Http404("Não há arquivo deste tipo.") from None

    def carga_ou_404(self) -> Carga:
        if self.atual is None:
            raise Http404("Este arquivo ainda não foi gravado.")
        return self.atual

    def carga_com_linhas(self) -> Carga:
        """A em vigor, para quem pode ver as linhas dela."""
        self.exigir_linhas()
        carga = self.carga_ou_404()
        if carga.sem_linhas:
            raise Http404("As linhas foram apagadas depois da entrega. Envie o arquivo de novo.")
        return carga


class BaixarView(TipoNaUrlMixin, View):
    """Base das entregas: sempre anexo, nunca guardado pelo navegador."""

    http_method_names = ["get", "head"]
    conteudo_em = "text/csv; charset=utf-8"

    def get(self, request, implantacao_id, tipo):
        nome, conteudo = self.entrega()
        return HttpResponse(
            conteudo,
            content_type=self.conteudo_em,
            headers={
                "Content-Disposition": content_disposition_header(True, nome),
                "Cache-Control": "private, no-store",
            },
        )

    def entrega(self) -> tuple[str, str | bytes]:
        raise NotImplementedError
