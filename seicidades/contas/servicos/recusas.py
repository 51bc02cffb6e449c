"""Pedidos que as regras não aceitam."""


class Recusa(Exception):
    """Pedido que as regras não aceitam. `codigo` para o programa, `mensagem` para a pessoa."""

    def __init__(self, codigo: str, mensagem: str):
        self.codigo = codigo
        self.mensagem = mensagem
        super().__init__(mensagem)


class VinculoRecusado(Recusa):
    pass


class ConviteRecusado(Recusa):
    pass
