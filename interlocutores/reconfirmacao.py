"""Depois de uma posse, quem responde pela implantação se confirma ou se troca, um a um."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, F, OuterRef, Q
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
    ids = None if implantacao_ids is None else list(implantacao_ids)
    desde = _desde(posse, hoje, ids)
    designacoes = (
        Designacao.objects.em_exercicio(hoje)
        .na_ordem_dos_papeis()
        .select_related("implantacao__orgao")
    )
    if ids is not None:
        designacoes = designacoes.filter(implantacao__in=ids)
    designacoes = designacoes.annotate(
        conferida_em=Greatest("inicio", Coalesce("reconfirmada_em", "inicio"))
    )
    if ids is None:
        designacoes = designacoes.filter(conferida_em__lt=max([posse, *desde.values()]))
    achadas: dict[int, Pendencia] = {}
    for designacao in designacoes:
        pk = designacao.implantacao_id
        limite = desde.get(pk, posse)
        if designacao.conferida_em < limite:
            pendencia = achadas.setdefault(pk, Pendencia(limite, posse=pk not in desde))
            pendencia.designacoes.append(designacao)
    return achadas


def _sucessoes(posse: date, hoje: date):
    """Quando alguém passou a representar o município no lugar de outra pessoa, pela conta.

    Sai das datas, e não de um aviso: quem foi registrado antes da posse conta no dia dela.
    O primeiro de todos não sucede a ninguém; o que não chegou a valer não conta.
    """
    titulares = Vinculo.objects.filter(papel=Papel.REPRESENTANTE, suplente=False)
    valeram = titulares.filter(Q(fim=None) | Q(fim__gte=F("inicio")))
    antes = valeram.filter(orgao=OuterRef("orgao"), inicio__lt=OuterRef("inicio")).exclude(
        usuario=OuterRef("usuario")
    )
    return valeram.filter(Exists(antes), inicio__gt=posse, inicio__lte=hoje).order_by()


def _desde(posse: date, hoje: date, ids: list[int] | None) -> dict[int, date]:
    """Implantação → a última troca de representante depois da posse. Uma consulta."""
    pedidos = PedidoDeReconfirmacao.objects.filter(desde__gt=posse, desde__lte=hoje).order_by()
    sucessoes = _sucessoes(posse, hoje).filter(orgao__implantacao__isnull=False)
    if ids is not None:
        pedidos = pedidos.filter(implantacao__in=ids)
        sucessoes = sucessoes.filter(orgao__implantacao__in=ids)
    pares = pedidos.values_list("implantacao", "desde").union(
        sucessoes.values_list("orgao__implantacao", "inicio")
    )
    desde: dict[int, date] = {}
    for pk, dia in pares:
        desde[pk] = max(dia, desde.get(pk, dia))
    return desde


def pendencia_de(implantacao) -> Pendencia | None:
    return pendencias([implantacao.pk]).get(implantacao.pk)


def pedir(orgao_id: int, desde: date) -> None:
    """Quem representa o município mudou: os interlocutores se reconfirmam a partir daí."""
    for implantacao in Implantacao.objects.filter(orgao_id=orgao_id).order_by("pk"):
        PedidoDeReconfirmacao.objects.get_or_create(implantacao=implantacao, desde=desde)


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
