"""Um processo à parte que aplica um lote e conta o que faz, para morrer na hora escolhida.

Diz "antes" ao começar cada cidade e "gravou" depois de gravar e antes de confirmar a
transação; em cada um espera uma linha da entrada para seguir.
"""

import sys


def trabalhar(lote_id: str) -> None:
    import django

    django.setup()

    from seicidades.fluxo import declaracao
    from seicidades.lotes import acoes, servicos
    from seicidades.lotes.models import Lote
    from tests.fluxo import roteiros

    declaracao._registro = {e.chave: e for e in roteiros.CURTO.etapas}
    original = acoes.aplicar

    def aplicar(lote, linha):
        esperar("antes")
        original(lote, linha)
        esperar("gravou")

    acoes.aplicar = aplicar
    servicos.aplicar(Lote.objects.select_related("criado_por").get(pk=lote_id))
    sys.stdout.write("fim\n")


def esperar(dizendo: str) -> None:
    sys.stdout.write(f"{dizendo}\n")
    sys.stdout.flush()
    sys.stdin.readline()


if __name__ == "__main__":
    trabalhar(sys.argv[1])
