"""Regras de pessoas, papéis e convites: a porta de entrada de quem usa contas."""

from seicidades.contas.servicos.caixas import (
    aviso_da_caixa,
    caixa_compartilhada,
    conhecer_caixa,
    e_de_uma_pessoa,
    marcar_caixa,
)
from seicidades.contas.servicos.convites import (
    aceitar_convite,
    achar_convite,
    conferir_aceitavel,
    conta_do_convidado,
    convidar,
    pedir_outro_link,
    reenviar_convite,
    revogar_convite,
)
from seicidades.contas.servicos.entrada import caminho_de_entrada, gastar_link, quem_entra
from seicidades.contas.servicos.lotes import LugarNovo, contas_por_email, ocupar_lugares
from seicidades.contas.servicos.pessoas import (
    atualizar_usuario,
    avisar_acesso,
    criar_usuario,
    reiniciar_segundo_fator,
    trocar_endereco,
)
from seicidades.contas.servicos.recusas import ConviteRecusado, Recusa, VinculoRecusado
from seicidades.contas.servicos.saida import (
    Remetente,
    avisar_pelo_link,
    avisar_saida,
    avisos_de_saida,
    caminho_para,
    contexto_das_mensagens,
    ler_segredo,
    manter_no_papel,
    papeis_a_deixar,
    pedir_troca,
)
from seicidades.contas.servicos.vinculos import (
    Lugar,
    encerrar_vinculo,
    enderecos_de,
    pessoas_do_orgao,
    vincular,
)

__all__ = [
    "ConviteRecusado",
    "Lugar",
    "LugarNovo",
    "Recusa",
    "Remetente",
    "VinculoRecusado",
    "aceitar_convite",
    "achar_convite",
    "atualizar_usuario",
    "avisar_acesso",
    "avisar_pelo_link",
    "avisar_saida",
    "aviso_da_caixa",
    "avisos_de_saida",
    "caixa_compartilhada",
    "caminho_de_entrada",
    "caminho_para",
    "conferir_aceitavel",
    "conhecer_caixa",
    "conta_do_convidado",
    "contas_por_email",
    "contexto_das_mensagens",
    "convidar",
    "criar_usuario",
    "e_de_uma_pessoa",
    "encerrar_vinculo",
    "enderecos_de",
    "gastar_link",
    "ler_segredo",
    "manter_no_papel",
    "marcar_caixa",
    "ocupar_lugares",
    "papeis_a_deixar",
    "pedir_outro_link",
    "pedir_troca",
    "pessoas_do_orgao",
    "quem_entra",
    "reenviar_convite",
    "reiniciar_segundo_fator",
    "revogar_convite",
    "trocar_endereco",
    "vincular",
]
