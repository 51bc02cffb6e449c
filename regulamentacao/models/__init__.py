"""Os fatos da regulamentação: o ato, sua minuta, os assuntos e a gestão documental."""

from regulamentacao.models.assuntos import (
    ConferenciaDeAssuntos,
    NiveisDeAssinatura,
    Nivel,
    RespostaDeAssunto,
)
from regulamentacao.models.ato import (
    LEIS,
    POR_ATIVIDADE,
    REPETIDOS,
    AtoNormativo,
    Finalidade,
    TipoDeAto,
)
from regulamentacao.models.gestao import PAPEIS, AtoDaTrilha, CombinadoDoAto
from regulamentacao.models.minuta import AnaliseDaMinuta, Minuta, ParecerJuridico
from regulamentacao.sala.models import (
    ArtigoEditado,
    ComentarioDoArtigo,
    NotaInterna,
    Redacao,
    RespostasDaTela,
    SalaDaMinuta,
)

__all__ = [
    "LEIS",
    "PAPEIS",
    "POR_ATIVIDADE",
    "REPETIDOS",
    "AnaliseDaMinuta",
    "ArtigoEditado",
    "AtoDaTrilha",
    "AtoNormativo",
    "CombinadoDoAto",
    "ComentarioDoArtigo",
    "ConferenciaDeAssuntos",
    "Finalidade",
    "Minuta",
    "NiveisDeAssinatura",
    "Nivel",
    "NotaInterna",
    "ParecerJuridico",
    "Redacao",
    "RespostaDeAssunto",
    "RespostasDaTela",
    "SalaDaMinuta",
    "TipoDeAto",
]
