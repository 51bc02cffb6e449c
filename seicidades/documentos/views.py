"""Entrega de evidências, como anexo e depois da permissão; e a conferência pública."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.generic import FormView

from seicidades.contas.permissoes import METODOS, ExigePermissaoMixin, Permissao
from seicidades.documentos import servicos
from seicidades.documentos.forms import CodigoForm, CompararForm
from seicidades.documentos.limite import passou_do_limite
from seicidades.documentos.models import Arquivo

# O navegador não abre, não adivinha o tipo, não executa e não guarda cópia.
CABECALHOS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}


class BaixarView(ExigePermissaoMixin, View):
    http_method_names = ["get", "head"]
    permissao = Permissao.VER

    @cached_property
    def arquivo(self):
        arquivos = Arquivo.objects.select_related("orgao", "enviado_por", "expurgado_por")
        return get_object_or_404(arquivos, pk=self.kwargs["arquivo_id"])

    def get_orgao(self):
        return self.arquivo.orgao

    def get(self, request, arquivo_id):
        if (recusa := self._recusa()) is not None:
            return recusa
        return FileResponse(
            self.arquivo.abrir(),
            as_attachment=True,
            filename=self.arquivo.nome,
            content_type=self.arquivo.mime,
            headers=CABECALHOS,
        )

    def head(self, request, arquivo_id):
        """Os mesmos cabeçalhos, sem abrir o conteúdo."""
        if (recusa := self._recusa()) is not None:
            return recusa
        arquivo = self.arquivo
        cabecalhos = CABECALHOS | {
            "Content-Disposition": content_disposition_header(True, arquivo.nome),
            "Content-Length": str(arquivo.tamanho),
        }
        return HttpResponse(content_type=arquivo.mime, headers=cabecalhos)

    def _recusa(self):
        if not servicos.pode_baixar(self.request.user, self.arquivo):
            raise PermissionDenied("Este arquivo é reservado a outros papéis do órgão.")
        if not self.arquivo.expurgado:
            return None
        contexto = {"arquivo": self.arquivo}
        pagina = render(self.request, "documentos/expurgado.html", contexto, status=410)
        pagina["Cache-Control"] = CABECALHOS["Cache-Control"]
        return pagina


# --- Conferência pública


@method_decorator([login_not_required, never_cache], name="dispatch")
class PublicaMixin:
    """Aberta a quem tem o código; contada por endereço de rede e fora dos buscadores."""

    http_method_names = METODOS

    def dispatch(self, request, *args, **kwargs):
        if self.consulta and passou_do_limite(request):
            resposta = render(request, "documentos/muitas_consultas.html", status=429)
        else:
            resposta = super().dispatch(request, *args, **kwargs)
        resposta["X-Robots-Tag"] = "noindex, nofollow"
        return resposta

    @property
    def consulta(self) -> bool:
        return True


class VerificarView(PublicaMixin, FormView):
    """Pergunta o código; quem lê o QR já chega com ele."""

    form_class = CodigoForm
    template_name = "documentos/verificar.html"
    http_method_names = ["get", "head", "options"]

    @property
    def consulta(self) -> bool:
        return "codigo" in self.request.GET

    def get_form_kwargs(self):
        dados = self.request.GET if self.consulta else None
        return {"initial": self.get_initial(), "data": dados}

    def get(self, request, *args, **kwargs):
        form = self.get_form()
        if form.is_bound and form.is_valid():
            return redirect("verificacao:codigo", form.cleaned_data["codigo"])
        return self.render_to_response(self.get_context_data(form=form))


class DocumentoVerificadoView(PublicaMixin, FormView):
    """O que o código diz: tipo, número, versão, órgão, dia e resumo. Nada além disso."""

    form_class = CompararForm
    template_name = "documentos/verificado.html"

    @cached_property
    def documento(self):
        return servicos.achar_por_codigo(self.kwargs["codigo"])

    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs) if self.documento else self.desconhecido()

    def post(self, request, *args, **kwargs):
        return super().post(request, *args, **kwargs) if self.documento else self.desconhecido()

    def desconhecido(self):
        contexto = {"form": CodigoForm()}
        return render(self.request, "documentos/codigo_desconhecido.html", contexto, status=404)

    def form_valid(self, form):
        formato = servicos.mesmo_conteudo(self.documento, form.cleaned_data["arquivo"])
        comparacao = {"confere": formato is not None, "formato": formato}
        return self.render_to_response(self.get_context_data(form=form, comparacao=comparacao))

    def get_context_data(self, **kwargs):
        kwargs.setdefault("comparacao", None)
        return super().get_context_data(
            **kwargs, documento=self.documento, substituto=self.documento.substituto
        )
