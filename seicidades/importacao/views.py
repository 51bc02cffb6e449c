"""As páginas da carga: enviar, acompanhar, conferir, resolver conflitos e gravar."""

from functools import cached_property

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import FormView, TemplateView, View

from seicidades.comum.andamento import AcompanhaTrabalhoMixin
from seicidades.comum.papeis import Papel
from seicidades.contas.permissoes import ExigePapelDoEstadoMixin
from seicidades.documentos import servicos as documentos
from seicidades.fluxo.servicos import roteiro_publicado
from seicidades.importacao import modelo, servicos
from seicidades.importacao.colunas import leiaute
from seicidades.importacao.forms import EnviarForm
from seicidades.importacao.models import Carga, Situacao
from seicidades.importacao.planilha import TIPOS
from seicidades.importacao.plano import ARQUIVO, NOSSO, OPCOES, ROTULOS, Efeito

POR_PAGINA = 50
PROBLEMAS_MOSTRADOS = 200
ULTIMAS = 10
QUEM = frozenset({Papel.GERENTE, Papel.ADMINISTRADOR})
FORMATOS = {
    "csv": (modelo.em_csv, "text/csv; charset=utf-8"),
    "xlsx": (
        modelo.em_xlsx,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
}


class EnviarView(ExigePapelDoEstadoMixin, FormView):
    """Onde se envia a planilha e se veem as últimas cargas."""

    papeis_do_estado = QUEM
    form_class = EnviarForm
    template_name = "importacao/enviar.html"

    def form_valid(self, form):
        upload = form.cleaned_data["arquivo"]
        nome = documentos.conferir(upload, tipos=TIPOS).nome
        upload.seek(0)
        carga = servicos.enviar(nome, upload.read(), self.request.user)
        return redirect("importacao:carga", carga.pk)

    def get_context_data(self, **kwargs):
        cargas = Carga.objects.de(self.request.user).leves().select_related("enviada_por")
        return super().get_context_data(
            **kwargs,
            cargas=cargas[:ULTIMAS],
            colunas=leiaute(roteiro_publicado().roteiro).colunas,
        )


class ModeloView(ExigePapelDoEstadoMixin, View):
    """O modelo da planilha."""

    papeis_do_estado = QUEM

    def get(self, request, formato):
        if formato not in FORMATOS:
            raise Http404
        escrever, tipo = FORMATOS[formato]
        conteudo = escrever(leiaute(roteiro_publicado().roteiro))
        resposta = HttpResponse(conteudo, content_type=tipo)
        resposta["Content-Disposition"] = f'attachment; filename="modelo-da-carteira.{formato}"'
        return resposta


class DaCargaMixin(ExigePapelDoEstadoMixin):
    """Páginas de uma carga: de quem a enviou e da administração; às demais, 404."""

    papeis_do_estado = QUEM

    @cached_property
    def carga(self) -> Carga:
        cargas = Carga.objects.de(self.request.user).select_related("enviada_por")
        return get_object_or_404(cargas.defer("conteudo_cifrado"), pk=self.kwargs["carga_id"])

    def voltar(self):
        return redirect("importacao:carga", self.carga.pk)


class CargaView(AcompanhaTrabalhoMixin, DaCargaMixin, TemplateView):
    """A carga como está: progresso, problemas, prévia ou o que se gravou."""

    template_name = "importacao/carga.html"

    @property
    def em_curso(self) -> bool:
        return self.carga.em_curso

    def get_context_data(self, **kwargs):
        feitas, total = servicos.progresso_de(self.carga)
        titulo = "Gravando" if self.carga.situacao == Situacao.A_GRAVAR else "Conferindo"
        andamento = self.andamento(titulo, feitas, total, "cidades comparadas")
        contexto = super().get_context_data(**kwargs, carga=self.carga, andamento=andamento)
        if self.em_curso:
            return contexto
        conferencia = self.carga.conferencia
        problemas = conferencia.get("problemas", [])
        return contexto | {
            "problemas": problemas[:PROBLEMAS_MOSTRADOS],
            "notas": conferencia.get("notas", []),
            "faltam": len(servicos.por_escolher(self.carga)),
            "pagina": self.pagina(),
            "efeito": self.efeito,
            "efeitos": [(e.value, ROTULOS[e], self.carga.resumo.get(e.value, 0)) for e in Efeito],
            "resumo": self.carga.resumo,
        }

    @cached_property
    def efeito(self) -> str:
        pedido = self.request.GET.get("efeito", "")
        return pedido if pedido in {e.value for e in Efeito} else ""

    def pagina(self):
        diferencas = servicos.diferencas_de(self.carga)
        if self.efeito:
            diferencas = [d for d in diferencas if d.efeito == self.efeito]
        return Paginator(diferencas, POR_PAGINA).get_page(self.request.GET.get("pagina"))


class ConflitosView(DaCargaMixin, TemplateView):
    """Onde o arquivo e o que temos discordam, a pessoa escolhe campo por campo."""

    template_name = "importacao/conflitos.html"

    def get(self, request, *args, **kwargs):
        return self.render_to_response(self.get_context_data(carga=self.carga))

    def get_context_data(self, **kwargs):
        conflitos = [
            {"diferenca": d, "escolha": self.carga.escolhas.get(d.chave, "")}
            for d in servicos.diferencas_de(self.carga)
            if d.efeito == Efeito.ESCOLHA
        ]
        pagina = Paginator(conflitos, POR_PAGINA).get_page(self.request.GET.get("pagina"))
        return super().get_context_data(
            **kwargs,
            pagina=pagina,
            faltam=len(servicos.por_escolher(self.carga)),
            nosso=NOSSO,
            arquivo=ARQUIVO,
        )

    def post(self, request, *args, **kwargs):
        try:
            todas = request.POST.get("todas")
            if todas in OPCOES:
                carga = servicos.escolher_todas(self.carga, todas)
            else:
                prefixo = "escolha-"
                escolhas = {
                    nome.removeprefix(prefixo): valor
                    for nome, valor in request.POST.items()
                    if nome.startswith(prefixo)
                }
                carga = servicos.escolher(self.carga, escolhas)
        except servicos.CargaRecusada as recusa:
            messages.error(request, str(recusa))
            return self.voltar()
        if faltam := len(servicos.por_escolher(carga)):
            messages.warning(request, f"Escolhas guardadas; ainda faltam {faltam}.")
        return self.voltar()


class GravarView(DaCargaMixin, View):
    """Manda gravar o que se conferiu."""

    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        try:
            servicos.pedir_gravacao(self.carga)
        except servicos.CargaRecusada as recusa:
            messages.error(request, str(recusa))
        return self.voltar()


class DescartarView(DaCargaMixin, View):
    """Apaga o arquivo enviado."""

    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        try:
            servicos.descartar(self.carga)
        except servicos.CargaRecusada as recusa:
            messages.error(request, str(recusa))
            return self.voltar()
        messages.success(request, "O arquivo foi apagado e nada mudou nas cidades.")
        return redirect(reverse("importacao:enviar"))
