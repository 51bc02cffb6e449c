"""Um processo à parte que dá comandos no banco dos testes, à ordem de quem o criou.

Cada linha da entrada é um pedido em JSON; cada linha da saída, uma resposta.
Antes de agir, avisa que vai e espera a cancela abrir: assim dois operários
partem juntos.
"""

import json
import sys

CANCELA = 7_350_077


def trabalhar() -> None:
    import django

    django.setup()

    from django.db import connection

    from seicidades.contas.models import Usuario
    from seicidades.fluxo import declaracao, servicos
    from seicidades.fluxo.models import Implantacao
    from seicidades.fluxo.nucleo.comandos import Comando, TipoDeComando
    from tests.fluxo import roteiros

    declaracao._registro = {e.chave: e for e in roteiros.CURTO.etapas}
    responder("pronto")
    for linha in sys.stdin:
        pedido = json.loads(linha)
        responder("esperando")
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock_shared(%s)", [CANCELA])
            cursor.execute("SELECT pg_advisory_unlock_shared(%s)", [CANCELA])
        try:
            resultado = servicos.executar(
                Implantacao.objects.get(pk=pedido["implantacao"]),
                Comando(TipoDeComando(pedido["tipo"]), **pedido["alvo"], dados=pedido["dados"]),
                Usuario.objects.get(pk=pedido["usuario"]),
                chave=pedido["chave"],
            )
        except servicos.Recusado as recusado:
            responder({"recusas": [[r.codigo, r.mensagem] for r in recusado.recusas]})
        else:
            tipos = [e.tipo for e in resultado.eventos]
            responder({"seq": resultado.seq, "tipos": tipos, "repetido": resultado.repetido})


def responder(resposta) -> None:
    sys.stdout.write(json.dumps(resposta) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    trabalhar()
