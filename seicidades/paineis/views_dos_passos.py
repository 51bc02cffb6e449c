"""A agenda da gerência: o que se combinou com cada cidade, por quando vence."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils import timezone
from django.views.generic import TemplateView

from seicidades.comum.dias_uteis import SABADO
from seicidades.comum.papeis import PAPEIS_DO_ESTADO, Papel
from seicidades.contas.permissoes import ExigePapelDoEstadoMixin, administrados, papel_do_estado
from seicidades.fluxo.models import Contato, Implantacao
from seicidades.municipios.calendario import calendario_do_estado
from seicidades.paineis.carteira import POR_PAGINA

GRUPOS = ("Atrasados", "Hoje", "Esta semana", "Depois")


class ProximosPassosView(ExigePapelDoEstadoMixin, TemplateView):
    """Os passos em aberto da carteira, ou de todas; o mais atrasado primeiro."""

    template_name = "paineis/proximos_passos.html"
    papeis_do_estado = PAPEIS_DO_ESTADO

    def passos(self, so_os_meus: bool) -> QuerySet[Contato]:
        passos = Contato.objects.com_passo_aberto()
        if so_os_meus:
            minhas = Implantacao.objects.da_carteira_de(self.request.user, timezone.localdate())
            passos = passos.filter(implantacao__in=minhas)
        return passos.select_related("pessoa", "implantacao__orgao__municipio").order_by(
            "proximo_passo_em", "implantacao__orgao__municipio__nome_de_busca", "pk"
        )

    def get_context_data(self, **kwargs):
        e_gerente = papel_do_estado(self.request.user) == Papel.GERENTE
        minhas = e_gerente and self.request.GET.get("de", "minhas") != "todas"
        pagina = Paginator(self.passos(minhas), POR_PAGINA).get_page(self.request.GET.get("pagina"))
        return super().get_context_data(
            **kwargs,
            pagina=pagina,
            grupos=self.grupos(pagina.object_list),
            minhas=minhas,
            e_gerente=e_gerente,
        )

    def grupos(self, passos: Iterable[Contato]) -> list[dict]:
        passos, hoje = list(passos), timezone.localdate()
        calendario = calendario_do_estado()
        meus = administrados(self.request.user, {p.implantacao.orgao_id for p in passos})
        grupos: dict[str, list[dict]] = {titulo: [] for titulo in GRUPOS}
        for passo in passos:
            orgao = passo.implantacao.orgao
            grupos[grupo_do_dia(passo.proximo_passo_em, hoje)].append(
                {
                    "passo": passo,
                    "municipio": orgao.municipio.nome,
                    "dias": calendario.contar(hoje, passo.proximo_passo_em),
                    "registra": orgao.pk in meus,
                }
            )
        return [{"titulo": t, "linhas": linhas} for t, linhas in grupos.items() if linhas]


def grupo_do_dia(dia: date, hoje: date) -> str:
    """Em que parte da agenda cai. A semana vai até sexta; no fim de semana, até a seguinte."""
    if dia < hoje:
        return "Atrasados"
    if dia == hoje:
        return "Hoje"
    comeco = hoje if hoje.weekday() < SABADO else hoje + timedelta(days=7 - hoje.weekday())
    return "Esta semana" if dia < comeco + timedelta(days=7 - comeco.weekday()) else "Depois"
