"""A falha que o chão conta a quem digitou o comando, sem rastro de pilha."""


class FalhaDoChao(Exception):
    """O texto diz o que houve, onde, e a saída."""
