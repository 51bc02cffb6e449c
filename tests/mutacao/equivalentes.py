"""Mutantes que nenhum teste pode matar, cada um com a razão. Vale a chave, não a linha."""

EQUIVALENTES: dict[str, str] = {
    "guardas/itens.item_por_fazer tira: "
    "caso.item and caso.estado_do_item.situacao not in POR_FAZER → "
    "caso.estado_do_item.situacao not in POR_FAZER": (
        "O item que não existe está sempre aberto; a condição só poupa a leitura."
    ),
}
