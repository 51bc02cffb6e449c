"""Entrega de evidências, sempre como anexo e sempre depois da permissão."""

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django.views import View

from seicidades.contas.permissoes import ExigePermissaoMixin, Permissao
from seicidades.documentos import servicos
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
