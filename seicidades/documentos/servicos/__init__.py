"""Guardar, servir e expurgar evidências; escrever, publicar e conferir documentos."""

from seicidades.documentos.servicos.arquivos import (
    Limpeza,
    conferir,
    expurgar,
    guardar,
    guardar_escrito,
    guardar_varios,
    limpar_orfaos,
    pode_baixar,
)
from seicidades.documentos.servicos.brasoes import (
    brasao_do_orgao,
    pode_por_brasao,
    por_brasao,
)
from seicidades.documentos.servicos.geracao import (
    Oferta,
    TipoDesconhecido,
    escrever_documento,
    faltas_de,
    gerar_documento,
    ofertas,
    pode_gerar,
    retomar_parados,
    tipo_de,
)
from seicidades.documentos.servicos.modelos import (
    comecar_versao,
    conferir_texto,
    publicar_modelos,
    publicar_versao,
    versao_em_vigor,
)
from seicidades.documentos.servicos.verificacao import (
    achar_por_codigo,
    endereco_de_verificacao,
    limpar_codigo,
    mesmo_conteudo,
)

__all__ = [
    "Limpeza",
    "Oferta",
    "TipoDesconhecido",
    "achar_por_codigo",
    "brasao_do_orgao",
    "comecar_versao",
    "conferir",
    "conferir_texto",
    "endereco_de_verificacao",
    "escrever_documento",
    "expurgar",
    "faltas_de",
    "gerar_documento",
    "guardar",
    "guardar_escrito",
    "guardar_varios",
    "limpar_codigo",
    "limpar_orfaos",
    "mesmo_conteudo",
    "ofertas",
    "pode_baixar",
    "pode_gerar",
    "pode_por_brasao",
    "por_brasao",
    "publicar_modelos",
    "publicar_versao",
    "retomar_parados",
    "tipo_de",
    "versao_em_vigor",
]
