"""Fatos da adesão: a prefeitura, quem a representa e os instrumentos assinados.

A assinatura acontece no SEI do Estado; aqui fica o que aconteceu e quando.
"""

from adesao.models.assinaturas import (
    POR_QUEM,
    MovimentoDaAssinatura,
    NivelDeAssinatura,
    Parte,
    Signatario,
)
from adesao.models.instrumentos import (
    EtapaDoPlano,
    Instrumento,
    MetaDoPlano,
    PapelDoParticipe,
    PapelNoFluxo,
    Participe,
    PublicacaoDoExtrato,
    PublicacaoDoMunicipio,
    TipoDeInstrumento,
)
from adesao.models.planilhas import PlanilhaDeAssinaturas, SituacaoDaPlanilha
from adesao.models.prefeitura import (
    CadastroExterno,
    DadosDaPrefeitura,
    MovimentoDoCadastro,
    PeriodoFechado,
    Representante,
    TipoDeMovimentoDoCadastro,
)

__all__ = [
    "POR_QUEM",
    "CadastroExterno",
    "DadosDaPrefeitura",
    "EtapaDoPlano",
    "Instrumento",
    "MetaDoPlano",
    "MovimentoDaAssinatura",
    "MovimentoDoCadastro",
    "NivelDeAssinatura",
    "PapelDoParticipe",
    "PapelNoFluxo",
    "Parte",
    "Participe",
    "PeriodoFechado",
    "PlanilhaDeAssinaturas",
    "PublicacaoDoExtrato",
    "PublicacaoDoMunicipio",
    "Representante",
    "Signatario",
    "SituacaoDaPlanilha",
    "TipoDeInstrumento",
    "TipoDeMovimentoDoCadastro",
]
