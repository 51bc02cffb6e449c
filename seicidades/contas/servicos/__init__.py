"""Regras de pessoas, papéis e convites: a porta de entrada de quem usa contas."""

from seicidades.contas.servicos.convites import (
    aceitar_convite,
    achar_convite,
    conferir_aceitavel,
    conta_do_convidado,
    convidar,
    reenviar_convite,
    revogar_convite,
)
from seicidades.contas.servicos.lotes import LugarNovo, contas_por_email, ocupar_lugares
from seicidades.contas.servicos.pessoas import (
    atualizar_usuario,
    avisar_acesso,
    criar_usuario,
    reiniciar_segundo_fator,
)
from seicidades.contas.servicos.recusas import ConviteRecusado, Recusa, VinculoRecusado
from seicidades.contas.servicos.vinculos import (
    Lugar,
    encerrar_vinculo,
    pessoas_do_orgao,
    vincular,
)

__all__ = [
    "ConviteRecusado",
    "Lugar",
    "LugarNovo",
    "Recusa",
    "VinculoRecusado",
    "aceitar_convite",
    "achar_convite",
    "atualizar_usuario",
    "avisar_acesso",
    "conferir_aceitavel",
    "conta_do_convidado",
    "contas_por_email",
    "convidar",
    "criar_usuario",
    "encerrar_vinculo",
    "ocupar_lugares",
    "pessoas_do_orgao",
    "reenviar_convite",
    "reiniciar_segundo_fator",
    "revogar_convite",
    "vincular",
]
