"""A análise de uma etapa pela gerência."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from seicidades.contas.permissoes import Permissao
from seicidades.fluxo import servicos
from seicidades.fluxo.forms import ConferenciaForm
from seicidades.fluxo.nucleo.comandos import Comando, Recusa, TipoDeComando
from seicidades.fluxo.nucleo.definicao import Item
from seicidades.fluxo.nucleo.eventos import TipoDeEvento
from seicidades.fluxo.paginas import EnvioMixin, recusas_com_link
from seicidades.fluxo.paginas.base import ENVIO_PERDIDO
from seicidades.fluxo.views.retrato import EtapaMixin

REGISTROS_POR_ITEM = 3


class _Conferencias(list):
    """Os formulários da análise, como o resumo de erros os lê."""

    def non_form_errors(self) -> list:
        return []


class AnaliseView(EnvioMixin, EtapaMixin, TemplateView):
    """A gerência confere item por item e aprova ou devolve com motivos."""

    template_name = "fluxo/analise.html"
    permissao = Permissao.ANALISAR

    @cached_property
    def conferencias(self) -> dict[str, ConferenciaForm]:
        dados = self.request.POST if self.request.method == "POST" else None
        return {item.chave: ConferenciaForm(dados, prefix=item.chave) for item in self.etapa.itens}

    def post(self, request, *args, **kwargs) -> HttpResponse:
        decisoes = {"aprovar": self.aprovar, "devolver": self.devolver}
        decidir = decisoes.get(request.POST.get("decisao"))
        if decidir is None:
            falta = Recusa("falta_dado", "Falta a decisão.", "Aprove ou devolva a etapa.")
            return self.recusar([falta], status=400)
        if not self.envio_form.is_valid():
            return self.recusar([Recusa("envio_incompleto", ENVIO_PERDIDO, "")], status=400)
        return decidir()

    def aprovar(self) -> HttpResponse:
        comando = Comando(TipoDeComando.APROVAR_ETAPA, etapa=self.etapa.chave)
        return self._decidir(
            comando,
            f"{self.etapa.titulo} aprovada. Se foi engano, a página da etapa permite desfazer "
            "até o próximo dia útil.",
        )

    def devolver(self) -> HttpResponse:
        if not all([f.is_valid() for f in self.conferencias.values()]):
            return self.render_to_response(self.get_context_data(), status=400)
        motivos = [
            {"item": chave, "codigo": f.cleaned_data["codigo"], "texto": f.cleaned_data["texto"]}
            for chave, f in self.conferencias.items()
            if f.cleaned_data["devolver"]
        ]
        dados = {"motivos": motivos}
        comando = Comando(TipoDeComando.DEVOLVER_ETAPA, etapa=self.etapa.chave, dados=dados)
        return self._decidir(comando, f"{self.etapa.titulo} devolvida ao município.")

    def _decidir(self, comando: Comando, mensagem: str) -> HttpResponse:
        if recusada := self.tentar(lambda: self.executar(comando)):
            return recusada
        messages.success(self.request, mensagem)
        return redirect(self.url_da_cidade())

    def get_context_data(self, **kwargs):
        aprovar = Comando(TipoDeComando.APROVAR_ETAPA, etapa=self.etapa.chave)
        devolver = Comando(TipoDeComando.DEVOLVER_ETAPA, etapa=self.etapa.chave)
        registros = self.registros_dos(self.etapa.itens)
        fatos = servicos.apurar(self.implantacao, (self.etapa,))
        return super().get_context_data(
            **kwargs,
            linhas=[
                {
                    "item": self.retrato.linha(item),
                    "apurado": fatos[item.chave].resumo if item.chave in fatos else "",
                    "registros": registros.get(item.chave, [])[:REGISTROS_POR_ITEM],
                    "form": self.conferencias[item.chave],
                    "mudou": self.mudou(item),
                }
                for item in self.etapa.itens
            ],
            nao_aprova=recusas_com_link(self.implantacao, self.por_que_nao(aprovar, (self.etapa,))),
            nao_devolve=recusas_com_link(self.implantacao, self.por_que_nao(devolver)),
            envios=self.estado.etapa(self.etapa.chave).envios,
            formset=_Conferencias(f for f in self.conferencias.values() if f.is_bound),
        )

    def mudou(self, item: Item) -> bool:
        """O dado do item é posterior à última devolução desta etapa."""
        ultima = self.ultima_devolucao
        return bool(ultima) and (self.estado.item(item.chave).dado_seq or 0) > ultima

    @cached_property
    def ultima_devolucao(self) -> int:
        devolucoes = self.implantacao.andamentos.filter(
            tipo=TipoDeEvento.ETAPA_DEVOLVIDA, etapa=self.etapa.chave
        )
        return devolucoes.order_by("-seq").values_list("seq", flat=True).first() or 0
