"""Mutantes que nenhum teste pode matar, cada um com a razão. Vale a chave, não a linha."""

EQUIVALENTES: dict[str, str] = {}
