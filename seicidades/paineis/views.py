"""Entrada, carteira e fila de análises."""

from datetime import date

from django.core.paginator import Paginator
from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
)
from django.http import StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View

from seicidades.comum import escrita_csv
from seicidades.comum.dias_uteis import Calendario
from seicidades.comum.papeis import PAPEIS_DO_ESTADO, Papel
from seicidades.contas.models import AvisoDeSaida
from seicidades.contas.permissoes import ExigePapelDoEstadoMixin, papel_do_estado
from seicidades.fluxo import tempos
from seicidades.fluxo.consulta import da_carteira, da_carteira_inteira
from seicidades.fluxo.declaracao import roteiro_do_codigo
from seicidades.fluxo.models import EtapaDaImplantacao, Implantacao
from seicidades.fluxo.nucleo.estado import SituacaoDaEtapa, SituacaoDaImplantacao
from seicidades.municipios.calendario import calendarios_dos_municipios
from seicidades.paineis import carteira

EM_ANALISE = [SituacaoDaEtapa.EM_ANALISE.value, SituacaoDaEtapa.A_RECONFIRMAR.value]
# A trilha de uma cidade habilitada ainda se analisa.
ABERTAS = [SituacaoDaImplantacao.EM_ANDAMENTO.value, SituacaoDaImplantacao.HABILITADA.value]


class InicioView(TemplateView):
    """A primeira página de cada um: a carteira, a cidade ou a escolha entre cidades."""

    template_name = "paineis/escolher.html"

    def get(self, request, *args, **kwargs):
        if papel_do_estado(request.user):
            return redirect("paineis:carteira")
        if len(self.implantacoes) == 1:
            return redirect("fluxo:cidade", self.implantacoes[0].pk)
        return super().get(request, *args, **kwargs)

    @cached_property
    def implantacoes(self) -> list[Implantacao]:
        return list(Implantacao.objects.visiveis_para(self.request.user).com_lugar())

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs, implantacoes=self.implantacoes)


class CarteiraMixin(ExigePapelDoEstadoMixin):
    papeis_do_estado = PAPEIS_DO_ESTADO

    @cached_property
    def filtros(self) -> carteira.FiltrosForm:
        filtros = carteira.FiltrosForm(self.request.GET, usuario=self.request.user)
        filtros.is_valid()
        return filtros

    @cached_property
    def implantacoes(self):
        return da_carteira(self.request.user, self.filtros.cleaned_data)


class CarteiraView(CarteiraMixin, TemplateView):
    """A tabela da carteira."""

    template_name = "paineis/carteira.html"

    def get_context_data(self, **kwargs):
        hoje = timezone.localdate()
        limpos = self.filtros.cleaned_data
        ha_filtros = any(v for k, v in limpos.items() if k not in ("gerente", "ordem"))
        numeros = self.numeros(limpos)
        paginador = Paginator(self.implantacoes, carteira.POR_PAGINA)
        if not ha_filtros:
            paginador.count = numeros[0]["valor"]  # as cidades da carteira inteira, já contadas
        pagina = paginador.get_page(self.request.GET.get("pagina"))
        return super().get_context_data(
            **kwargs,
            filtros=self.filtros,
            ha_filtros=ha_filtros,
            pagina=pagina,
            linhas=list(carteira.linhas(carteira.ler(pagina.object_list), hoje)),
            numeros=numeros,
            dono=self.filtros.dono,
            url_do_csv=f"{reverse('paineis:carteira_csv')}?{self.request.GET.urlencode()}",
            url_dos_tempos=f"{reverse('paineis:tempos_csv')}?{self.request.GET.urlencode()}",
            pode_iniciar=papel_do_estado(self.request.user) == Papel.GERENTE,
            pode_carregar=papel_do_estado(self.request.user) != Papel.OBSERVADOR,
        )

    def numeros(self, limpos: dict) -> list[dict]:
        em_analise = na_fila().filter(implantacao=OuterRef("pk"))
        todas = da_carteira_inteira(self.request.user, limpos.get("gerente"))
        return carteira.numeros(
            todas.annotate(em_analise=Exists(em_analise)),
            self.filtros.dono,
            minha=self.filtros.dono == self.request.user,
        )


class CarteiraCsvView(CarteiraMixin, View):
    """Todas as linhas filtradas, não só as da página."""

    def get(self, request, *args, **kwargs):
        hoje = timezone.localdate()
        lidas = carteira.ler(self.implantacoes).iterator(chunk_size=2000)
        linhas = carteira.em_csv(carteira.linhas(lidas, hoje))
        resposta = StreamingHttpResponse(linhas, content_type=escrita_csv.TIPO)
        resposta["Content-Disposition"] = f'attachment; filename="carteira-{hoje:%Y-%m-%d}.csv"'
        return resposta


class TemposCsvView(CarteiraMixin, View):
    """Os dias de cada lado, por etapa e causa, de todas as cidades filtradas."""

    def get(self, request, *args, **kwargs):
        hoje = timezone.localdate()
        linhas = tempos.planilha_da_carteira(self.implantacoes, hoje)
        resposta = StreamingHttpResponse(linhas, content_type=escrita_csv.TIPO)
        nome = f"tempos-da-carteira-{hoje:%Y-%m-%d}.csv"
        resposta["Content-Disposition"] = f'attachment; filename="{nome}"'
        return resposta


class AnalisesView(ExigePapelDoEstadoMixin, TemplateView):
    """A fila: o que espera resposta há mais tempo vem primeiro."""

    template_name = "paineis/analises.html"
    papeis_do_estado = PAPEIS_DO_ESTADO

    def get_context_data(self, **kwargs):
        minhas = self.request.GET.get("de", "minhas") != "todas" and (
            papel_do_estado(self.request.user) == Papel.GERENTE
        )
        hoje = timezone.localdate()
        fila = na_fila()
        if minhas:
            fila = fila.filter(
                implantacao__in=Implantacao.objects.da_carteira_de(self.request.user, hoje)
            )
        fila = fila.select_related("implantacao__orgao__municipio").order_by(
            "reconfirmar", F("enviada_em").asc(nulls_last=True), "responder_ate", "pk"
        )
        pagina = Paginator(fila, carteira.POR_PAGINA).get_page(self.request.GET.get("pagina"))
        return super().get_context_data(
            **kwargs,
            pagina=pagina,
            linhas=self.linhas(pagina.object_list, hoje),
            saidas=self.saidas(minhas, hoje),
            minhas=minhas,
            e_gerente=papel_do_estado(self.request.user) == Papel.GERENTE,
        )

    def saidas(self, minhas: bool, hoje) -> list[AvisoDeSaida]:
        """«Não sou mais eu» sem resposta, o mais antigo primeiro."""
        avisos = AvisoDeSaida.objects.abertos().com_lugar()
        if minhas:
            da_carteira = Implantacao.objects.da_carteira_de(self.request.user, hoje)
            orgaos = da_carteira.order_by().values("orgao")
            avisos = avisos.filter(Q(vinculo__orgao__in=orgaos) | Q(convite__orgao__in=orgaos))
        return list(avisos.order_by("criado_em", "pk")[: carteira.POR_PAGINA])

    def linhas(self, etapas, hoje) -> list[dict]:
        titulos = {e.chave: e.titulo for e in roteiro_do_codigo().etapas}
        orgaos = {e.pk: e.implantacao.orgao for e in etapas}
        calendarios = calendarios_dos_municipios(o.municipio_id for o in orgaos.values())
        return [
            {
                "etapa": etapa,
                "titulo": titulos.get(etapa.chave, etapa.chave),
                "municipio": orgaos[etapa.pk].municipio.nome,
                "orgao": orgaos[etapa.pk].nome,
                "dias": _dias(calendarios[orgaos[etapa.pk].municipio_id], hoje, etapa),
                "reconfirmar": etapa.reconfirmar,
            }
            for etapa in etapas
        ]


def na_fila() -> QuerySet[EtapaDaImplantacao]:
    """As etapas que esperam resposta. As enviadas vêm antes das que só se reconfirmam."""
    reconfirmar = Q(situacao=SituacaoDaEtapa.A_RECONFIRMAR)
    return EtapaDaImplantacao.objects.filter(
        situacao__in=EM_ANALISE, implantacao__situacao__in=ABERTAS
    ).annotate(reconfirmar=ExpressionWrapper(reconfirmar, BooleanField()))


def _dias(calendario: Calendario, hoje: date, etapa: EtapaDaImplantacao) -> int | None:
    return calendario.contar(hoje, etapa.responder_ate) if etapa.responder_ate else None
