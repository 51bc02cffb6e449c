"""Conferência e escrita dos arquivos de carga do SEI. Python puro, sem modelos.

conferencia = conferir_unidades(conteudo)
if conferencia.aceita: ...
"""

from cadastros.validacao.colunas import Escolha, Palpite, adivinhar, amostra_de, titulos_de
from cadastros.validacao.conhecidas import Conhecida, Conhecidas
from cadastros.validacao.entrada import LIMITE_DE_LINHAS, Entrada, Folha, abrir, limpar
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
    PERFIL_COLABORADOR,
    PERFIS,
    UNIDADE_GLOBAL,
    UNIDADES,
    USUARIOS,
    Coluna,
    Leiaute,
)
from cadastros.validacao.mendas import aplicar
from cadastros.validacao.planilha import ler_folhas, letra, sem_dados
from cadastros.validacao.tipos import (
    Conferencia,
    Gravidade,
    Leitura,
    Linha,
    Menda,
    Problema,
    Unidade,
    Usuario,
    comparavel,
)
from cadastros.validacao.unidades import conferir_unidades, examinar_unidades
from cadastros.validacao.usuarios import algarismos_do_cpf, conferir_usuarios, examinar_usuarios

__all__ = [
    "EXEMPLO_DE_UNIDADES",
    "EXEMPLO_DE_USUARIOS",
    "LIMITE_DE_LINHAS",
    "PERFIL_BASICO",
    "PERFIL_COLABORADOR",
    "PERFIS",
    "UNIDADES",
    "UNIDADE_GLOBAL",
    "USUARIOS",
    "Coluna",
    "Conferencia",
    "Conhecida",
    "Conhecidas",
    "Entrada",
    "Escolha",
    "Folha",
    "Gravidade",
    "Leiaute",
    "Leitura",
    "Linha",
    "Menda",
    "Palpite",
    "Problema",
    "Unidade",
    "Usuario",
    "abrir",
    "adivinhar",
    "algarismos_do_cpf",
    "amostra_de",
    "aplicar",
    "comparavel",
    "conferir_unidades",
    "conferir_usuarios",
    "de_cima_para_baixo",
    "examinar_unidades",
    "examinar_usuarios",
    "ler_folhas",
    "letra",
    "limpar",
    "niveis",
    "sem_dados",
    "texto_das_unidades",
    "texto_dos_usuarios",
    "titulos_de",
]
