"""O mapa do Estado e os números da carteira."""

from django.utils import timezone
from django.views.generic import TemplateView

from seicidades.comum.papeis import PAPEIS_DO_ESTADO
from seicidades.contas.permissoes import ExigePapelDoEstadoMixin
from seicidades.fluxo.models import Implantacao
from seicidades.paineis import panorama

DESENHOS = {"mapa": "Mapa", "quadrados": "Quadrados iguais", "tabela": "Tabela"}


class MapaView(ExigePapelDoEstadoMixin, TemplateView):
    """O Estado por etapa: contornos, quadrados iguais ou tabela, com os mesmos dados."""

    template_name = "paineis/mapa.html"
    papeis_do_estado = PAPEIS_DO_ESTADO

    def get_context_data(self, **kwargs):
        desenho = self.request.GET.get("ver", "mapa")
        lugares = panorama.lugares()
        return super().get_context_data(
            **kwargs,
            desenho=desenho if desenho in DESENHOS else "mapa",
            desenhos=DESENHOS,
            lugares=lugares,
            legenda=panorama.legenda(lugares),
            tabela=panorama.por_regiao(lugares),
            caixas=panorama.caixas(),
            hoje=timezone.localdate(),
        )


class NumerosView(ExigePapelDoEstadoMixin, TemplateView):
    """Há quanto tempo cada cidade está na etapa em que está."""

    template_name = "paineis/numeros.html"
    papeis_do_estado = PAPEIS_DO_ESTADO

    def get_context_data(self, **kwargs):
        hoje = timezone.localdate()
        visiveis = Implantacao.objects.visiveis_para(self.request.user)
        return super().get_context_data(
            **kwargs, etapas=panorama.idades_por_etapa(visiveis, hoje), hoje=hoje
        )
