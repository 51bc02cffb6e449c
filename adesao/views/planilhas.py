"""Assinaturas de muitas cidades por planilha: enviar, ver o que muda e gravar."""

from functools import cached_property

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.generic import FormView, TemplateView, View

from adesao import lotes
from adesao.forms.planilha import PlanilhaForm
from adesao.leitura_da_planilha import COLUNAS, modelo
from adesao.models import PlanilhaDeAssinaturas, SituacaoDaPlanilha
from seicidades.comum.andamento import AcompanhaTrabalhoMixin
from seicidades.comum.escrita_csv import em_csv
from seicidades.comum.papeis import Papel
from seicidades.contas.permissoes import ExigePapelDoEstadoMixin

QUEM = frozenset({Papel.GERENTE, Papel.ADMINISTRADOR})
ULTIMAS = 10
MOSTRADAS = 200


class EnviarView(ExigePapelDoEstadoMixin, FormView):
    papeis_do_estado = QUEM
    form_class = PlanilhaForm
    template_name = "adesao/planilhas.html"

    def form_valid(self, form):
        upload = form.cleaned_data["arquivo"]
        upload.seek(0)
        planilha = lotes.enviar(upload.name, upload.read(), self.request.user)
        return redirect("assinaturas:planilha", planilha.pk)

    def get_context_data(self, **kwargs):
        minhas = PlanilhaDeAssinaturas.objects.de(self.request.user).leves()
        ultimas = minhas.select_related("enviada_por").order_by("-enviada_em", "pk")[:ULTIMAS]
        return super().get_context_data(**kwargs, planilhas=ultimas, colunas=COLUNAS)


class ModeloView(ExigePapelDoEstadoMixin, View):
    """O modelo, com uma linha de exemplo de cada espécie."""

    papeis_do_estado = QUEM

    def get(self, request):
        conteudo = "".join(em_csv(COLUNAS, modelo()))
        resposta = HttpResponse(conteudo, content_type="text/csv; charset=utf-8")
        resposta["Content-Disposition"] = 'attachment; filename="modelo-de-assinaturas.csv"'
        return resposta


class DaPlanilhaMixin(ExigePapelDoEstadoMixin):
    """De quem a enviou e da administração; às demais pessoas, 404."""

    papeis_do_estado = QUEM

    @cached_property
    def planilha(self) -> PlanilhaDeAssinaturas:
        minhas = PlanilhaDeAssinaturas.objects.de(self.request.user).select_related("enviada_por")
        return get_object_or_404(minhas.defer("conteudo_cifrado"), pk=self.kwargs["planilha_id"])


class PlanilhaView(AcompanhaTrabalhoMixin, DaPlanilhaMixin, TemplateView):
    """O que a planilha muda, linha por linha, ou o que impede."""

    template_name = "adesao/planilha.html"

    @property
    def em_curso(self) -> bool:
        return self.planilha.em_curso

    def get_context_data(self, **kwargs):
        gravando = self.planilha.situacao == SituacaoDaPlanilha.A_GRAVAR
        titulo = "Gravando" if gravando else "Conferindo"
        andamento = self.andamento(titulo, 0, 0, "linhas")
        conferencia = {"linhas": [], "problemas": []} | self.planilha.conferencia
        return super().get_context_data(
            **kwargs,
            planilha=self.planilha,
            andamento=andamento,
            linhas=conferencia["linhas"][:MOSTRADAS],
            problemas=conferencia["problemas"][:MOSTRADAS],
            total=len(conferencia["linhas"]),
            total_de_problemas=len(conferencia["problemas"]),
        )


class GravarView(DaPlanilhaMixin, View):
    """Manda gravar quem enviou: os registros saem em nome dessa pessoa."""

    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        if self.planilha.enviada_por_id != request.user.pk:
            raise PermissionDenied
        try:
            lotes.mandar_gravar(self.planilha)
        except lotes.PlanilhaRecusada as recusa:
            messages.error(request, str(recusa))
        return redirect("assinaturas:planilha", self.planilha.pk)
