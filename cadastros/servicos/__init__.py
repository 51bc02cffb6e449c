"""Regras da etapa. As que escrevem são chamadas dentro de `fluxo.servicos.alterar_fatos`."""

from cadastros.servicos.apuracao import apurar

__all__ = ["apurar"]
