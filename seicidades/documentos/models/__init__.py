"""Tudo o que a app guarda: evidências recebidas e documentos que o programa escreve."""

from seicidades.documentos.models.arquivo import (
    PAPEIS,
    TIPOS,
    Arquivo,
    ArquivoImutavel,
    ArquivoQuerySet,
)
from seicidades.documentos.models.gerado import (
    ArquivoDoDocumento,
    Brasao,
    DocumentoGerado,
    DocumentoImutavel,
    Situacao,
)
from seicidades.documentos.models.modelo import ModeloDeDocumento, VersaoDoModelo, VersaoPublicada

__all__ = [
    "PAPEIS",
    "TIPOS",
    "Arquivo",
    "ArquivoDoDocumento",
    "ArquivoImutavel",
    "ArquivoQuerySet",
    "Brasao",
    "DocumentoGerado",
    "DocumentoImutavel",
    "ModeloDeDocumento",
    "Situacao",
    "VersaoDoModelo",
    "VersaoPublicada",
]
