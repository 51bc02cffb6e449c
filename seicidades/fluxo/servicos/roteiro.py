"""Publicar o roteiro que o código declara."""

from django.db import connection, transaction
from django.utils import timezone

from seicidades.fluxo.declaracao import roteiro_do_codigo
from seicidades.fluxo.models import VersaoDoRoteiro
from seicidades.fluxo.nucleo.comandos import Recusa, Recusado

TRAVA_DA_PUBLICACAO = 7_350_010  # número nosso, sem outro sentido, da trava consultiva


@transaction.atomic
def publicar_roteiro() -> VersaoDoRoteiro:
    """Congela o roteiro que o código declara. Se já é a última versão, devolve-a.

    Voltar a um conteúdo antigo publica uma versão nova: a vigente é sempre a última.
    """
    with connection.cursor() as cursor:  # duas publicações ao mesmo tempo esperam a vez
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TRAVA_DA_PUBLICACAO])
    roteiro = roteiro_do_codigo()
    ultima = VersaoDoRoteiro.objects.order_by("-numero").first()
    if ultima and ultima.digest == roteiro.digest:
        return ultima
    return VersaoDoRoteiro.objects.create(
        numero=ultima.numero + 1 if ultima else 1,
        digest=roteiro.digest,
        dados=roteiro.para_dados(),
        publicada_em=timezone.now(),
    )


def roteiro_publicado() -> VersaoDoRoteiro:
    """A versão com que uma implantação começa hoje.

    Raises:
        Recusado: se nenhuma foi publicada.
    """
    versao = VersaoDoRoteiro.objects.order_by("-numero").first()
    if versao is None:
        raise Recusado(
            [
                Recusa(
                    "sem_roteiro",
                    "Ainda não há roteiro publicado.",
                    "Peça à administração que publique o roteiro (publicar_roteiro).",
                )
            ]
        )
    return versao
