"""Designação e acesso acabam no mesmo dia, comece o fim por onde começar.

Quem encerra a designação encerra o acesso (`acesso`). Aqui é a volta: o vínculo que
acabou na página das pessoas, na administração, pela conta desativada ou porque outra
pessoa o assumiu leva consigo a designação, e o papel fica vago.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import models, transaction
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery, Value

from interlocutores.acesso import acesso_de, hoje
from interlocutores.models import Designacao
from seicidades.contas import servicos as contas
from seicidades.contas.models import Vinculo
from seicidades.fluxo import servicos as fluxo
from seicidades.fluxo.models import Implantacao

CONTA_DESATIVADA = "A conta da pessoa foi desativada."
OUTRA_PESSOA = "Outra pessoa assumiu o acesso deste papel."
ACESSO_ENCERRADO = "O acesso deste papel foi encerrado."


def acessos_a_encerrar() -> QuerySet[Designacao]:
    """Designações com o último dia marcado e acesso que passa dele."""
    do_lugar = Vinculo.objects.filter(
        orgao=OuterRef("implantacao__orgao"),
        papel=OuterRef("papel"),
        suplente=OuterRef("suplente"),
        usuario__email=OuterRef("email"),
    )
    passam = do_lugar.filter(Q(fim=None) | Q(fim__gt=OuterRef("fim")))
    return (
        Designacao.objects.em_exercicio(hoje())
        .filter(Exists(passam), fim__isnull=False)
        .select_related("implantacao__orgao")
        .order_by("pk")
    )


def alinhar_acessos(orgao_id: int) -> None:
    """Leva ao vínculo de quem acaba de aceitar o convite o fim já marcado na designação.

    Raises:
        ImplantacaoOcupada: a trava não veio no tempo de espera.
    """
    do_orgao = acessos_a_encerrar().filter(implantacao__orgao=orgao_id)
    if not do_orgao.exists():
        return
    with _trancada(orgao_id):
        for designacao in do_orgao:
            if vinculo := acesso_de(designacao):
                contas.encerrar_vinculo(vinculo, fim=designacao.fim, por=None)


@contextmanager
def _trancada(orgao_id: int) -> Iterator[Implantacao]:
    """Quem corrige a designação pela página espera, ou já gravou o que se vai ler."""
    with fluxo.traduzir_trava(), transaction.atomic():
        yield Implantacao.objects.select_for_update(of=("self",)).get(orgao=orgao_id)


def a_encerrar() -> QuerySet[Designacao]:
    """Designações que duram mais do que o acesso que a pessoa teve por elas.

    Quem nunca teve acesso (o convite espera resposta ou foi cancelado) não conta.
    """
    do_lugar = Vinculo.objects.filter(
        orgao=OuterRef("implantacao__orgao"),
        papel=OuterRef("papel"),
        suplente=OuterRef("suplente"),
    )
    da_pessoa = do_lugar.filter(usuario__email=OuterRef("email")).order_by(
        F("fim").desc(nulls_first=True), "-pk"
    )
    dos_outros = do_lugar.exclude(usuario__email=OuterRef("email")).por_acabar(hoje())
    return (
        Designacao.objects.annotate(
            vespera=ExpressionWrapper(F("inicio") - Value(1), models.DateField()),
            fim_do_acesso=Subquery(da_pessoa.values("fim")[:1]),
            conta_ativa=Subquery(da_pessoa.values("usuario__is_active")[:1]),
            outra_pessoa=Exists(dos_outros),
        )
        .filter(Q(fim=None) | Q(fim__gt=F("fim_do_acesso")), fim_do_acesso__gte=F("vespera"))
        .order_by("pk")
    )


def orgaos_a_alinhar() -> list[int]:
    achadas = (a_encerrar(), acessos_a_encerrar())
    return sorted({pk for a in achadas for pk in a.values_list("implantacao__orgao", flat=True)})


def alinhar_designacoes(orgao_id: int) -> None:
    """Encerra a designação de quem perdeu o acesso do papel e reavalia. Repetir nada muda.

    Raises:
        ImplantacaoOcupada: a trava não veio no tempo de espera.
    """
    do_orgao = a_encerrar().filter(implantacao__orgao=orgao_id)
    if not do_orgao.exists():
        return
    with _trancada(orgao_id) as implantacao:
        for designacao in do_orgao:
            designacao.fim = designacao.fim_do_acesso
            designacao.motivo_do_fim = _por_que(designacao)
            designacao.save(update_fields=["fim", "motivo_do_fim", "atualizado_em"])
        fluxo.reavaliar(implantacao)


def _por_que(designacao: Designacao) -> str:
    if not designacao.conta_ativa:
        return CONTA_DESATIVADA
    return OUTRA_PESSOA if designacao.outra_pessoa else ACESSO_ENCERRADO


# --- Endereço


def orgaos_do_endereco(usuario_id: int, antes: str) -> list[int]:
    """Onde a pessoa ainda está designada com o endereço que a conta deixou de ter."""
    daqui = _do_endereco(usuario_id, antes).order_by("implantacao__orgao")
    return list(daqui.values_list("implantacao__orgao", flat=True).distinct())


def levar_endereco(orgao_id: int, usuario_id: int, antes: str, depois: str) -> None:
    """A designação segue a conta: com o endereço antigo, encerrá-la não tiraria o acesso.

    Raises:
        ImplantacaoOcupada: a trava não veio no tempo de espera.
    """
    with _trancada(orgao_id):
        daqui = _do_endereco(usuario_id, antes).filter(implantacao__orgao=orgao_id)
        daqui.update(email=depois)


def _do_endereco(usuario_id: int, email: str) -> QuerySet[Designacao]:
    """As que duram e cujo lugar é desta conta; a história guarda o endereço de então."""
    do_lugar = Vinculo.objects.por_acabar(hoje()).filter(
        usuario=usuario_id,
        orgao=OuterRef("implantacao__orgao"),
        papel=OuterRef("papel"),
        suplente=OuterRef("suplente"),
    )
    return Designacao.objects.filter(Exists(do_lugar), email=email).exclude(fim__lt=hoje())
