"""O que os comandos de carga têm em comum: ler o arquivo e recusar com clareza."""

from pathlib import Path

from django.core.management.base import CommandError

from seicidades.comum.tabela_csv import ArquivoRecusado

MAXIMO_DE_PROBLEMAS = 100


def ler_arquivo(caminho: str) -> bytes:
    try:
        return Path(caminho).read_bytes()
    except OSError as erro:
        raise CommandError(
            f"Não deu para ler {caminho}: {erro.strerror}. Confira o caminho e a permissão."
        ) from erro


def recusa(caminho: str, erro: ArquivoRecusado) -> CommandError:
    """O erro do comando: um problema por linha, e a certeza de que nada foi gravado."""
    problemas = erro.problemas
    partes = [f"{caminho} foi recusado e nada foi gravado."]
    partes += map(str, problemas[:MAXIMO_DE_PROBLEMAS])
    if sobra := len(problemas) - MAXIMO_DE_PROBLEMAS:
        partes += [f"E mais {sobra} problemas."] if sobra > 0 else []
    return CommandError("\n".join(partes))
