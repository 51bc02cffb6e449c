"""As guardas: cada uma olha uma coisa só e devolve as suas recusas.

Nenhuma depende de outra ter passado; por isso `explicar` pode dar todas as
razões de uma vez. Quem as combina é `regras`.
"""
