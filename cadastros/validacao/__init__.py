"""Conferência e escrita dos arquivos de carga do SEI. Python puro, sem modelos.

conferencia = conferir_unidades(conteudo)
if conferencia.aceita: ...
"""

from cadastros.validacao.exportacao import (
    EXEMPLO_DE_UNIDADES,
    EXEMPLO_DE_USUARIOS,
    de_cima_para_baixo,
    niveis,
    texto_das_unidades,
    texto_dos_usuarios,
)
from cadastros.validacao.leiautes import (
    PERFIL_BASICO,
    PERFIS,
    UNIDADE_GLOBAL,
    UNIDADES,
    USUARIOS,
    Leiaute,
)
from cadastros.validacao.tipos import (
    Conferencia,
    Gravidade,
    Problema,
    Unidade,
    Usuario,
    comparavel,
)
from cadastros.validacao.unidades import conferir_unidades
from cadastros.validacao.usuarios import conferir_usuarios

__all__ = [
    "EXEMPLO_DE_UNIDADES",
    "EXEMPLO_DE_USUARIOS",
    "PERFIL_BASICO",
    "PERFIS",
    "UNIDADES",
    "UNIDADE_GLOBAL",
    "USUARIOS",
    "Conferencia",
    "Gravidade",
    "Leiaute",
    "Problema",
    "Unidade",
    "Usuario",
    "comparavel",
    "conferir_unidades",
    "conferir_usuarios",
    "de_cima_para_baixo",
    "niveis",
    "texto_das_unidades",
    "texto_dos_usuarios",
]
