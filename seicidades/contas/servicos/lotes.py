"""Muitas pessoas e papéis de uma vez, em lugares vagos. Ninguém recebe convite nem aviso."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.hashers import make_password
from django.db import transaction

from seicidades.comum.papeis import Papel
from seicidades.contas.models import Usuario, Vinculo
from seicidades.contas.servicos.vinculos import conferir_papel

TAMANHO_DO_LOTE = 1000


@dataclass(frozen=True)
class LugarNovo:
    """Um papel vago e quem o assume."""

    orgao_id: int
    papel: Papel
    email: str
    nome: str


@transaction.atomic
def ocupar_lugares(lugares: Iterable[LugarNovo], *, inicio: date, por: Usuario, ato: str) -> None:
    """Cria as contas que faltam e os vínculos, em número fixo de instruções.

    O banco recusa lugar que não esteja vago. Quem chama reavalia as implantações.

    Raises:
        VinculoRecusado: conta desativada ou papel que a pessoa não pode exercer.
    """
    lugares = list(lugares)
    contas = contas_por_email(lugar.email for lugar in lugares)
    novas = {
        lugar.email: Usuario(email=lugar.email, nome=lugar.nome, password=make_password(None))
        for lugar in lugares
        if lugar.email not in contas
    }
    Usuario.objects.bulk_create(novas.values(), batch_size=TAMANHO_DO_LOTE)
    contas |= novas
    for lugar in lugares:
        conferir_papel(contas[lugar.email], lugar.papel)
    Vinculo.objects.bulk_create(
        [
            Vinculo(
                usuario=contas[lugar.email],
                orgao_id=lugar.orgao_id,
                papel=lugar.papel.value,
                inicio=inicio,
                ato=ato,
                criado_por=por,
            )
            for lugar in lugares
        ],
        batch_size=TAMANHO_DO_LOTE,
    )


def contas_por_email(emails: Iterable[str]) -> dict[str, Usuario]:
    """As contas que já existem. Uma consulta."""
    return {u.email: u for u in Usuario.objects.filter(email__in=set(emails)).order_by("pk")}
