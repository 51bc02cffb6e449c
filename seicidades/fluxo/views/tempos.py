"""Com quem a vez esteve, em que etapa e por quê: a página e a planilha de uma cidade."""

from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View

from seicidades.comum import escrita_csv
from seicidades.fluxo import tempos
from seicidades.fluxo.paginas import PaginaDaImplantacaoMixin
from seicidades.fluxo.registro import eventos_de


class TemposMixin(PaginaDaImplantacaoMixin):
    @cached_property
    def tempos(self) -> list[tempos.Tempos]:
        roteiro = self.implantacao.roteiro
        return tempos.de_uma(roteiro, eventos_de(self.andamentos), timezone.localdate())


class TemposView(TemposMixin, TemplateView):
    """Os dias de cada um, por etapa e causa, na linha principal e nas trilhas."""

    template_name = "fluxo/tempos.html"

    def get_context_data(self, **kwargs):
        principal, *trilhas = self.tempos
        return super().get_context_data(
            **kwargs,
            principal=principal,
            trilhas=trilhas,
            inicio_retificado=bool(principal.desde) and self.estado.inicio != principal.desde,
            inicio=self.estado.inicio,
        )


class TemposCsvView(TemposMixin, View):
    """O mesmo, em planilha."""

    def get(self, request, *args, **kwargs):
        linhas = tempos.planilha(self.implantacao, self.tempos)
        resposta = StreamingHttpResponse(linhas, content_type=escrita_csv.TIPO)
        codigo = self.orgao.municipio.codigo_ibge
        nome = f"tempos-{codigo}-{timezone.localdate():%Y-%m-%d}.csv"
        resposta["Content-Disposition"] = f'attachment; filename="{nome}"'
        return resposta
