"""Outro processo, que grava sem parar: cidades que começam, andamentos e arquivos.

Uso: python -m tests.operacao.escritor. Para com SIGTERM; cada volta é inteira.
"""

import sys

import django

django.setup()

from seicidades.contas.models import Usuario  # noqa: E402 (o Django precisa estar pronto)
from seicidades.documentos import servicos as documentos  # noqa: E402 (idem)
from seicidades.fluxo import servicos  # noqa: E402 (idem)
from seicidades.municipios.models import Municipio, Orgao  # noqa: E402 (idem)
from tests.documentos import amostras  # noqa: E402 (idem)


def gravar_sem_parar() -> None:
    gerente = Usuario.objects.filter(papel_estado="gerente").order_by("pk").first()
    livres = Municipio.objects.exclude(orgaos__implantacao__isnull=False).order_by("pk")
    for volta, municipio in enumerate(livres):
        orgao, _ = Orgao.objects.get_or_create(
            municipio=municipio, tipo=Orgao.Tipo.PREFEITURA, defaults={"nome": f"Órgão {volta}"}
        )
        servicos.iniciar(orgao, gerente, chave=f"escritor-{volta}")
        documentos.guardar(orgao, amostras.envio("a.pdf", amostras.pdf(f"{volta}")), gerente)
        sys.stdout.write(f"{volta}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    gravar_sem_parar()
