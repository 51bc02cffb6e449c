"""Cada assinatura, passo a passo: liberar, visualizar, assinar, cancelar, passar a outra pessoa.

Quem grava chama de dentro de `fluxo.servicos.alterar_fatos`.
"""

from adesao.assinaturas.codigos import conferir_codigos, registrar_conferencia
from adesao.assinaturas.impedimentos import (
    VALIDADE_MAXIMA_DIAS_UTEIS,
    aviso_do_mandato,
    conferir_assinatura,
    conferir_liberacao_valida,
    conferir_passo,
)
from adesao.assinaturas.passos import anotar, anotar_mudanca, datar, registrar_passo, ultimo_dia
from adesao.assinaturas.pessoas import (
    assumir,
    e_de,
    passar_assinaturas,
    pendentes_de,
    quem_assina,
    reconhecer,
)
from adesao.assinaturas.situacao import (
    cadastro_de,
    efetivos_de,
    estado_do_usuario_externo,
    ja_podia_assinar,
    movimentos_de,
    situacao_de,
    vez_de,
)

__all__ = [
    "VALIDADE_MAXIMA_DIAS_UTEIS",
    "anotar",
    "anotar_mudanca",
    "assumir",
    "aviso_do_mandato",
    "cadastro_de",
    "conferir_assinatura",
    "conferir_codigos",
    "conferir_liberacao_valida",
    "conferir_passo",
    "datar",
    "e_de",
    "efetivos_de",
    "estado_do_usuario_externo",
    "ja_podia_assinar",
    "movimentos_de",
    "passar_assinaturas",
    "pendentes_de",
    "quem_assina",
    "reconhecer",
    "registrar_conferencia",
    "registrar_passo",
    "situacao_de",
    "ultimo_dia",
    "vez_de",
]
