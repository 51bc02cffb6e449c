"""Depois de uma posse, quem responde pela implantação se confirma ou se troca, um a um."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import F, Max
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from interlocutores.mandato import inicio_do_mandato
from interlocutores.models import Designacao, PedidoDeReconfirmacao
from seicidades.comum.papeis import Papel
from seicidades.contas import servicos as contas
from seicidades.contas.models import Vinculo
from seicidades.fluxo.models import Implantacao


@dataclass
class Pendencia:
    """O que falta reconfirmar em uma implantação, e desde quando."""

    desde: date
    posse: bool
    designacoes: list[Designacao] = field(default_factory=list)

    @property
    def por_que(self) -> str:
        if self.posse:
            return "Começou um mandato novo na prefeitura."
        return "Mudou quem representa o município."


def pendencias(
    implantacao_ids: Iterable[int] | None = None, hoje: date | None = None
) -> dict[int, Pendencia]:
    """Implantação → o que falta reconfirmar. Duas consultas; sem ids, de todas."""
    hoje = hoje or timezone.localdate()
    posse = inicio_do_mandato(hoje)
    pedidos = PedidoDeReconfirmacao.objects.filter(desde__gt=posse, desde__lte=hoje).order_by()
    designacoes = (
        Designacao.objects.em_exercicio(hoje)
        .na_ordem_dos_papeis()
        .select_related("implantacao__orgao")
    )
    if implantacao_ids is not None:
        ids = list(implantacao_ids)
        pedidos = pedidos.filter(implantacao__in=ids)
        designacoes = designacoes.filter(implantacao__in=ids)
    desde = dict(pedidos.values_list("implantacao").annotate(Max("desde")))
    designacoes = designacoes.annotate(
        conferida_em=Greatest("inicio", Coalesce("reconfirmada_em", "inicio"))
    )
    if implantacao_ids is None:
        designacoes = designacoes.filter(conferida_em__lt=max([posse, *desde.values()]))
    achadas: dict[int, Pendencia] = {}
    for designacao in designacoes:
        pk = designacao.implantacao_id
        limite = desde.get(pk, posse)
        if designacao.conferida_em < limite:
            pendencia = achadas.setdefault(pk, Pendencia(limite, posse=pk not in desde))
            pendencia.designacoes.append(designacao)
    return achadas


def pendencia_de(implantacao) -> Pendencia | None:
    return pendencias([implantacao.pk]).get(implantacao.pk)


def pedir(orgao_id: int, desde: date) -> None:
    """Quem representa o município mudou: os interlocutores se reconfirmam a partir daí."""
    for implantacao in Implantacao.objects.filter(orgao_id=orgao_id).order_by("pk"):
        PedidoDeReconfirmacao.objects.get_or_create(implantacao=implantacao, desde=desde)


def pedir_se_o_representante_mudou(orgao_id: int) -> None:
    """O titular de hoje entrou no lugar de outra pessoa? O primeiro de todos não pede nada."""
    hoje = timezone.localdate()
    titulares = Vinculo.objects.filter(orgao_id=orgao_id, papel=Papel.REPRESENTANTE, suplente=False)
    atual = titulares.ativos(hoje).first()
    if atual is None:
        return
    outros = titulares.exclude(usuario=atual.usuario_id).filter(
        inicio__lte=atual.inicio, fim__gte=F("inicio")
    )
    if outros.exists():
        pedir(orgao_id, atual.inicio)


def reconfirmar(implantacao, *, ficam: Iterable[Designacao], mudam: Iterable[Designacao], por):
    """Quem fica, fica confirmado hoje; de quem muda, avisa-se a troca, que outra página faz."""
    ids = [d.pk for d in ficam]
    Designacao.objects.filter(pk__in=ids, implantacao=implantacao).update(
        reconfirmada_em=timezone.localdate()
    )
    for designacao in mudam:
        contas.pedir_troca(
            implantacao.orgao_id,
            designacao.papel,
            suplente=designacao.suplente,
            email=designacao.email,
            por=por,
        )
