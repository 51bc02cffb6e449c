"""Fatos da adesão: a prefeitura, quem a representa e os instrumentos assinados.

A assinatura acontece no SEI do Estado; aqui fica o que aconteceu e quando.
"""

from adesao.models.assinaturas import (
    MovimentoDaAssinatura,
    NivelDeAssinatura,
    Origem,
    Signatario,
)
from adesao.models.externos import (
    CadastroExterno,
    MovimentoDoCadastro,
    PessoaQueAssina,
    TipoDeMovimentoDoCadastro,
)
from adesao.models.instrumentos import (
    POR_QUEM,
    EtapaDoPlano,
    Instrumento,
    MetaDoPlano,
    PapelDoParticipe,
    PapelNoFluxo,
    Parte,
    Participe,
    TipoDeInstrumento,
)
from adesao.models.planilhas import PlanilhaDeAssinaturas, SituacaoDaPlanilha
from adesao.models.prefeitura import DadosDaPrefeitura, PeriodoFechado, Representante
from adesao.models.publicacoes import PublicacaoDoExtrato, PublicacaoDoMunicipio

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
    "Origem",
    "PapelDoParticipe",
    "PapelNoFluxo",
    "Parte",
    "Participe",
    "PeriodoFechado",
    "PessoaQueAssina",
    "PlanilhaDeAssinaturas",
    "PublicacaoDoExtrato",
    "PublicacaoDoMunicipio",
    "Representante",
    "Signatario",
    "SituacaoDaPlanilha",
    "TipoDeInstrumento",
    "TipoDeMovimentoDoCadastro",
]
